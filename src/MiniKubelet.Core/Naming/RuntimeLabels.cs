namespace MiniKubelet.Naming;

/// <summary>
/// Labels on our sandboxes and containers (kubernetes/pkg/kubelet/types/labels.go). An image's LABELs end up among a container's
/// labels, so identity is only believed of an object that we named ourselves: CRI metadata, or a Docker name <c>k8s_…</c>.
/// </summary>
public static class RuntimeLabels
{
    /// <summary>The pod's name.</summary>
    public const string PodName = "io.kubernetes.pod.name";

    /// <summary>The pod's namespace.</summary>
    public const string PodNamespace = "io.kubernetes.pod.namespace";

    /// <summary>The pod's UID.</summary>
    public const string PodUid = "io.kubernetes.pod.uid";

    /// <summary>The container's name.</summary>
    public const string ContainerName = "io.kubernetes.container.name";
}

/// <summary>Annotations on our sandboxes and containers (kubernetes/pkg/kubelet/kuberuntime/labels.go).</summary>
public static class RuntimeAnnotations
{
    /// <summary>Hash of what must not change while the container runs.</summary>
    public const string ContainerHash = "io.kubernetes.container.hash";

    /// <summary>The restart count.</summary>
    public const string RestartCount = "io.kubernetes.container.restartCount";

    /// <summary>Where the container writes its last words.</summary>
    public const string TerminationMessagePath = "io.kubernetes.container.terminationMessagePath";

    /// <summary>The host's file behind that path.</summary>
    public const string TerminationMessageHostPath = "io.minikubelet.terminationMessageHostPath";

    /// <summary>File, or FallbackToLogsOnError.</summary>
    public const string TerminationMessagePolicy = "io.kubernetes.container.terminationMessagePolicy";

    /// <summary>The preStop hook, as JSON; absent when there is none.</summary>
    public const string PreStopHandler = "io.kubernetes.container.preStopHandler";

    /// <summary>The container's ports, as JSON; absent when there are none.</summary>
    public const string Ports = "io.kubernetes.container.ports";

    /// <summary><c>init</c> for init containers and sidecars, <c>container</c> for the others.</summary>
    public const string ContainerType = "io.kubernetes.container.type";

    /// <summary>The pod's grace period in seconds.</summary>
    public const string PodTerminationGracePeriod = "io.kubernetes.pod.terminationGracePeriod";
}
