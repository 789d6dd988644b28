using MiniKubelet.Kubernetes;

namespace MiniKubelet.Manifests;

/// <summary>
/// Fills in what a pod's author left out, as the API server does (Kubernetes' SetDefaults functions for v1). Clients rely on it:
/// kubectl debug fails on a pod without securityContext.
/// </summary>
public static class PodDefaults
{
    /// <summary>The pod with every default filled in. Doing it twice changes nothing.</summary>
    public static Pod Apply(Pod pod) => pod with
    {
        Metadata = pod.Metadata with { Namespace = OrElse(pod.Metadata.Namespace, "default") },
        Spec = Apply(pod.Spec),
    };

    internal static string OrElse(string? value, string standard) => string.IsNullOrEmpty(value) ? standard : value;

    private static PodSpec Apply(PodSpec spec)
    {
        var account = string.IsNullOrEmpty(spec.ServiceAccountName) ? spec.ServiceAccount : spec.ServiceAccountName;
        return spec with
        {
            Volumes = spec.Volumes.Select(VolumeDefaults.Apply).ToEquatableArray(),
            InitContainers = Containers(spec.InitContainers),
            Containers = Containers(spec.Containers),
            RestartPolicy = spec.RestartPolicy ?? RestartPolicy.Always,
            TerminationGracePeriodSeconds = spec.TerminationGracePeriodSeconds ?? 30,
            DnsPolicy = spec.DnsPolicy ?? DnsPolicy.ClusterFirst,
            ServiceAccountName = account,
            ServiceAccount = account,
            SecurityContext = spec.SecurityContext ?? new PodSecurityContext(),
            SchedulerName = OrElse(spec.SchedulerName, "default-scheduler"),
            EnableServiceLinks = spec.EnableServiceLinks ?? true,
            PreemptionPolicy = spec.PreemptionPolicy ?? PreemptionPolicy.PreemptLowerPriority,
            Priority = spec.Priority ?? 0,
            Resources = spec.Resources is { } resources ? ContainerDefaults.Apply(resources) : null,
        };

        EquatableArray<Container> Containers(EquatableArray<Container> containers) =>
            containers.Select(container => ContainerDefaults.Apply(container, spec.HostNetwork)).ToEquatableArray();
    }
}
