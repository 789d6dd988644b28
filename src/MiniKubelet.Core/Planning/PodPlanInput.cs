using MiniKubelet.Kubernetes;
using MiniKubelet.Observation;
using MiniKubelet.Probing;

namespace MiniKubelet.Planning;

/// <summary>Everything a plan depends on; nothing else may.</summary>
public sealed record PodPlanInput
{
    /// <summary>The pod, with all defaults set.</summary>
    public required Pod Pod { get; init; }

    /// <summary>What the runtime holds of it now.</summary>
    public required PodObservation Observed { get; init; }

    /// <summary>What is remembered of it.</summary>
    public required PodHistory History { get; init; }

    /// <summary>What the probes say of its running containers.</summary>
    public ProbeVerdicts Verdicts { get; init; } = ProbeVerdicts.None;

    /// <summary>Failed attempts to start a container, by container: not before their <see cref="StartFailure.RetryAt"/> again.</summary>
    public EquatableMap<StartFailure> StartFailures { get; init; } = [];

    /// <summary>The failed attempt to make the sandbox or mount the volumes; null when there was none.</summary>
    public StartFailure? SandboxFailure { get; init; }

    /// <summary>Bounds of the crash back-off.</summary>
    public BackoffLimits Backoff { get; init; } = BackoffLimits.Default;

    /// <summary>The moment of the decision.</summary>
    public required DateTimeOffset Now { get; init; }
}

/// <summary>An attempt that failed before a process ran.</summary>
/// <param name="Reason">The kubelet's word: <c>ErrImagePull</c>, <c>CreateContainerError</c>, …</param>
/// <param name="Message">What the runtime said.</param>
/// <param name="Failures">How many in a row.</param>
/// <param name="RetryAt">When to try again.</param>
public sealed record StartFailure(string Reason, string Message, int Failures, DateTimeOffset RetryAt);
