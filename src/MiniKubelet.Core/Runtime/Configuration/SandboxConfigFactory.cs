using MiniKubelet.Kubernetes;
using MiniKubelet.Naming;
using MiniKubelet.Planning;

namespace MiniKubelet.Runtime.Configuration;

/// <summary>Turns a pod into the configuration of its sandbox (kubernetes/pkg/kubelet/kuberuntime generatePodSandboxConfig).</summary>
public static class SandboxConfigFactory
{
    /// <summary>The configuration; throws <see cref="ContainerConfigException"/> when the pod cannot have one.</summary>
    public static SandboxConfig Create(Pod pod, int attempt, NodeSettings node)
    {
        var spec = pod.Spec;
        var name = pod.Metadata.Name;
        var ns = pod.NamespaceOrDefault();
        return new SandboxConfig
        {
            Name = name,
            Namespace = ns,
            Uid = pod.Metadata.Uid,
            Attempt = attempt,
            Hostname = spec.HostNetwork ? "" : PodHostname.Of(pod, node.ClusterDomain).Kernel,
            LogDirectory = $"{node.PodLogsDirectory.TrimEnd('/')}/{ns}_{name}_{pod.Metadata.Uid}",
            Labels = pod.Metadata.Labels.Concat(IdentityOf(pod)).ToEquatableMap(),
            Annotations = pod.Metadata.Annotations,
            Ports = spec.HostNetwork ? [] : Ports(spec),
            Dns = PodDns.Of(pod, node).Config,
            Network = spec.HostNetwork ? NamespaceMode.Node : NamespaceMode.Pod,
            Pid = PidMode(spec),
            Ipc = spec.HostIPC ? NamespaceMode.Node : NamespaceMode.Pod,
            Sysctls = (spec.SecurityContext?.Sysctls ?? []).Select(Checked).ToEquatableMap(),
            Privileged = spec.InStartOrder().Any(c => c.Container.SecurityContext?.Privileged == true),
        };
    }

    internal static IEnumerable<KeyValuePair<string, string>> IdentityOf(Pod pod) =>
    [
        new(RuntimeLabels.PodName, pod.Metadata.Name),
        new(RuntimeLabels.PodNamespace, pod.NamespaceOrDefault()),
        new(RuntimeLabels.PodUid, pod.Metadata.Uid),
    ];

    internal static NamespaceMode PidMode(PodSpec spec) =>
        spec.HostPID ? NamespaceMode.Node
        : spec.ShareProcessNamespace == true ? NamespaceMode.Pod
        : NamespaceMode.Container;

    private static EquatableArray<PortMapping> Ports(PodSpec spec) => spec.InStartOrder()
        .Where(container => container.Role != ContainerRole.Init)
        .SelectMany(container => container.Container.Ports)
        .Where(port => port.HostPort > 0)
        .Select(port => new PortMapping((port.Protocol ?? Protocol.TCP).ToString(), port.Port, port.HostPort, port.HostIP ?? ""))
        .Distinct()
        .ToEquatableArray();

    // A runtime that joins settings with a separator would let one value smuggle in another (CVE-2022-0811).
    private static KeyValuePair<string, string> Checked(Sysctl sysctl) =>
        sysctl.Name.Length > 0 && !$"{sysctl.Name}{sysctl.Value}".Any(c => c is '+' or '=' || char.IsControl(c))
            ? new(sysctl.Name, sysctl.Value)
            : throw new ContainerConfigException(
                ContainerConfigException.SandboxReason, $"sysctl \"{sysctl.Name}\" has a character that no sysctl holds");
}
