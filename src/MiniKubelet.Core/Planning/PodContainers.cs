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

    /// <summary>The pod's grace period; the API's default is 30 s.</summary>
    public static long GracePeriodSeconds(this PodSpec spec) => spec.TerminationGracePeriodSeconds ?? 30;

    /// <summary><c>namespace/name</c>, which is what a person calls the pod.</summary>
    public static string FullName(this Pod pod) => $"{pod.Metadata.Namespace ?? "default"}/{pod.Metadata.Name}";
}
