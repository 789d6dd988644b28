using MiniKubelet.Kubernetes;

namespace MiniKubelet.Probing;

/// <summary>What the probes say of one running container instance.</summary>
public sealed record ProbeVerdict
{
    /// <summary>The container has no startup probe, or it succeeded.</summary>
    public bool Started { get; init; }

    /// <summary>Started, and the container has no readiness probe or its last verdict is success.</summary>
    public bool Ready { get; init; }

    /// <summary>The liveness probe failed for good: the container must be killed.</summary>
    public bool LivenessFailed { get; init; }

    /// <summary>The startup probe failed for good: the container must be killed.</summary>
    public bool StartupFailed { get; init; }

    /// <summary>What holds of a running <paramref name="container"/> before any of its probes has run: what has no probe is well.</summary>
    public static ProbeVerdict Initial(Container container) => new()
    {
        Started = container.StartupProbe is null,
        Ready = container.StartupProbe is null && container.ReadinessProbe is null,
    };
}

/// <summary>The verdicts on a pod's running containers by container id. A container that is not in it has had no probe run.</summary>
/// <param name="ByContainerId">Verdicts by container id.</param>
public sealed record ProbeVerdicts(EquatableMap<ProbeVerdict> ByContainerId)
{
    /// <summary>No verdicts at all.</summary>
    public static ProbeVerdicts None { get; } = new(EquatableMap<ProbeVerdict>.Empty);

    /// <summary>The verdict on an instance of <paramref name="container"/>, or what holds before any probe has run.</summary>
    public ProbeVerdict On(Container container, string containerId) =>
        ByContainerId.TryGetValue(containerId, out var verdict) ? verdict : ProbeVerdict.Initial(container);
}
