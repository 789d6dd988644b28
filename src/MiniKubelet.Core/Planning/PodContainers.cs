using MiniKubelet.Kubernetes;

namespace MiniKubelet.Planning;

/// <summary>A container of a pod's spec and the part it plays.</summary>
/// <param name="Container">The container.</param>
/// <param name="Role">Init, sidecar or app.</param>
public readonly record struct PodContainer(Container Container, ContainerRole Role)
{
    /// <summary>The container's name.</summary>
    public string Name => Container.Name;
}

/// <summary>Questions to a pod's spec that several places ask.</summary>
public static class PodContainers
{
    /// <summary>All containers in the order in which they start: init containers and sidecars as listed, then the app containers.</summary>
    public static IEnumerable<PodContainer> InStartOrder(this PodSpec spec) =>
        spec.InitContainers
            .Select(container => new PodContainer(container, container.IsSidecar() ? ContainerRole.Sidecar : ContainerRole.Init))
            .Concat(spec.Containers.Select(container => new PodContainer(container, ContainerRole.App)));

    /// <summary>An init container that keeps running beside the others.</summary>
    public static bool IsSidecar(this Container initContainer) => initContainer.RestartPolicy == RestartPolicy.Always;

    /// <summary>The pod's restart policy; the API's default is Always.</summary>
    public static RestartPolicy RestartPolicyOrDefault(this PodSpec spec) => spec.RestartPolicy ?? RestartPolicy.Always;

    /// <summary>
    /// Whether a container that ended runs again: the first rule of the container that matches says so, then the container's
    /// own policy, then the pod's.
    /// </summary>
    public static bool Restarts(this PodSpec spec, Container container, int exitCode) =>
        container.RuleFor(exitCode) is not null || spec.PolicyOf(container) switch
        {
            RestartPolicy.Always => true,
            RestartPolicy.OnFailure => exitCode != 0,
            RestartPolicy.Never => false,
        };

    /// <summary>The restart policy that holds for a container: its own, else the pod's.</summary>
    public static RestartPolicy PolicyOf(this PodSpec spec, Container container) =>
        container.RestartPolicy ?? spec.RestartPolicyOrDefault();

    /// <summary>The first of a container's restart rules that matches an exit code; the others do not count then.</summary>
    public static ContainerRestartRule? RuleFor(this Container container, int exitCode) =>
        container.RestartPolicyRules.FirstOrDefault(rule => rule.Matches(exitCode));

    /// <summary>An end of this container has all containers of the pod start anew.</summary>
    public static bool RestartsAll(this Container container, int exitCode) =>
        container.RuleFor(exitCode)?.Action == ContainerRestartRuleAction.RestartAllContainers;

    /// <summary>The pod's grace period; the API's default is 30 s.</summary>
    public static long GracePeriodSeconds(this PodSpec spec) => BoundGrace(spec.TerminationGracePeriodSeconds ?? 30);

    // The API takes any number of 64 bits; a date does not.
    internal static long BoundGrace(long seconds) => Math.Min(seconds, int.MaxValue);

    /// <summary>The pod's namespace; <c>default</c> when none is given.</summary>
    public static string NamespaceOrDefault(this Pod pod) => pod.Metadata.Namespace is { Length: > 0 } ns ? ns : "default";

    /// <summary><c>namespace/name</c>, which is what a person calls the pod.</summary>
    public static string FullName(this Pod pod) => $"{pod.NamespaceOrDefault()}/{pod.Metadata.Name}";

    private static bool Matches(this ContainerRestartRule rule, int exitCode) => rule.ExitCodes is { } codes && codes.Operator switch
    {
        ContainerRestartRuleOnExitCodesOperator.In => codes.Values.Contains(exitCode),
        ContainerRestartRuleOnExitCodesOperator.NotIn => !codes.Values.Contains(exitCode),
        null => false,
    };
}
