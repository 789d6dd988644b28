using MiniKubelet.Kubernetes;

namespace MiniKubelet.Manifests;

/// <summary>Fills in what a container's author left out.</summary>
internal static class ContainerDefaults
{
    /// <summary>The container with its defaults.</summary>
    public static Container Apply(Container container, bool hostNetwork) => container with
    {
        Ports = container.Ports.Select(port => Apply(port, hostNetwork)).ToEquatableArray(),
        Env = container.Env.Select(Apply).ToEquatableArray(),
        Resources = Apply(container.Resources),
        LivenessProbe = Apply(container.LivenessProbe),
        ReadinessProbe = Apply(container.ReadinessProbe),
        StartupProbe = Apply(container.StartupProbe),
        Lifecycle = container.Lifecycle is { } lifecycle
            ? lifecycle with { PostStart = Apply(lifecycle.PostStart), PreStop = Apply(lifecycle.PreStop) }
            : null,
        TerminationMessagePath = PodDefaults.OrElse(container.TerminationMessagePath, "/dev/termination-log"),
        TerminationMessagePolicy = container.TerminationMessagePolicy ?? TerminationMessagePolicy.File,
        ImagePullPolicy = container.ImagePullPolicy ?? PolicyFor(container.Image),
    };

    /// <summary>A resource that is limited but not requested is requested up to its limit.</summary>
    public static ResourceRequirements Apply(ResourceRequirements resources)
    {
        var missing = resources.Limits.Where(limit => !resources.Requests.ContainsKey(limit.Key)).ToList();
        return missing.Count == 0
            ? resources
            : resources with { Requests = resources.Requests.Concat(missing).ToEquatableMap() };
    }

    /// <summary>Always for the tag latest, given or implied; else IfNotPresent. A digest alone implies no tag.</summary>
    public static PullPolicy PolicyFor(string image)
    {
        var digest = image.IndexOf('@', StringComparison.Ordinal);
        var tagged = digest < 0 ? image : image[..digest];
        var colon = tagged.IndexOf(':', tagged.LastIndexOf('/') + 1);
        var tag = colon >= 0 ? tagged[(colon + 1)..] : digest < 0 ? "latest" : "";
        return tag == "latest" ? PullPolicy.Always : PullPolicy.IfNotPresent;
    }

    private static ContainerPort Apply(ContainerPort port, bool hostNetwork) => port with
    {
        Protocol = port.Protocol ?? Protocol.TCP,
        HostPort = hostNetwork && port.HostPort == 0 ? port.Port : port.HostPort,
    };

    private static EnvVar Apply(EnvVar variable) =>
        variable.ValueFrom is { FieldRef: { } field } source
            ? variable with { ValueFrom = source with { FieldRef = VolumeDefaults.Apply(field) } }
            : variable;

    private static Probe? Apply(Probe? probe) => probe is null ? null : probe with
    {
        HttpGet = Apply(probe.HttpGet),
        Grpc = probe.Grpc is { Service: null } grpc ? grpc with { Service = "" } : probe.Grpc,
        TimeoutSeconds = OrElse(probe.TimeoutSeconds, 1),
        PeriodSeconds = OrElse(probe.PeriodSeconds, 10),
        SuccessThreshold = OrElse(probe.SuccessThreshold, 1),
        FailureThreshold = OrElse(probe.FailureThreshold, 3),
    };

    private static LifecycleHandler? Apply(LifecycleHandler? handler) =>
        handler is null ? null : handler with { HttpGet = Apply(handler.HttpGet) };

    private static HTTPGetAction? Apply(HTTPGetAction? action) => action is null ? null : action with
    {
        Path = PodDefaults.OrElse(action.Path, "/"),
        Scheme = action.Scheme ?? UriScheme.HTTP,
    };

    private static int OrElse(int value, int standard) => value == 0 ? standard : value;
}
