using MiniKubelet.Kubernetes;
using MiniKubelet.Observation;
using MiniKubelet.Probing;

namespace MiniKubelet.Planning;

/// <summary>What must outlive a restart of the daemon and stands in no container record. Kept at <c>pods/uid/history.json</c>.</summary>
public sealed record PodHistory
{
    /// <summary>When the daemon first took the pod up: <c>status.startTime</c>.</summary>
    public required DateTimeOffset StartTime { get; init; }

    /// <summary>Per container: how often it ran and how long it must wait.</summary>
    public EquatableMap<ContainerHistory> Containers { get; init; } = [];

    /// <summary>Counts the specs the pod has had under its UID, from 1: <c>metadata.generation</c>.</summary>
    public long Generation { get; init; } = 1;

    /// <summary>A restart rule has all containers of the pod stopped and removed; false again once the last is removed.</summary>
    public bool RestartingAllContainers { get; init; }

    /// <summary>What the probes last said, so that a restart of the daemon does not make a ready pod unready.</summary>
    public ProbeVerdicts Verdicts { get; init; } = ProbeVerdicts.None;

    /// <summary>The conditions last shown, so that a restart of the daemon does not change since when they hold.</summary>
    public EquatableArray<PodCondition> Conditions { get; init; } = [];

    /// <summary>The pod's addresses: one that has ended still shows them, though its sandbox has none any more.</summary>
    public EquatableArray<PodIP> PodIPs { get; init; } = [];

    /// <summary>The phase the pod ended in, which never reverts; null while it has not ended.</summary>
    public PodOutcome? Outcome { get; init; }

    /// <summary>The termination that has begun; null before. Its grace can only shrink.</summary>
    public PodTermination? Termination { get; init; }
}

/// <summary>What is remembered of one container of a pod.</summary>
/// <param name="Starts">How many instances were started; the next instance's restart count.</param>
/// <param name="Backoff">Its crash back-off; null before the first restart.</param>
public sealed record ContainerHistory(int Starts, RestartBackoff? Backoff)
{
    /// <summary>The newest instance once it has ended: what is done stays done, though the runtime's record of it is removed.</summary>
    public ContainerObservation? End { get; init; }

    /// <summary>The id of the instance that was killed because a probe failed: it comes back whatever its exit code, unless the
    /// policy is Never.</summary>
    public string? GivenUp { get; init; }
}

/// <summary>The end of a pod.</summary>
/// <param name="Phase">Succeeded or Failed.</param>
/// <param name="Reason">Why, such as <c>DeadlineExceeded</c> or <c>Evicted</c>; empty when its containers just ended.</param>
/// <param name="Message">In words; may be empty.</param>
public sealed record PodOutcome(PodPhase Phase, string Reason, string Message);

/// <summary>A termination in progress.</summary>
/// <param name="StartedAt">When it began.</param>
/// <param name="GraceSeconds">Its whole grace period, at least 1 unless forced.</param>
/// <param name="Remove">The pod's manifest is gone or changed: nothing of it stays. Otherwise its records are kept to be read.</param>
public sealed record PodTermination(DateTimeOffset StartedAt, long GraceSeconds, bool Remove)
{
    /// <summary>When what still runs is killed.</summary>
    public DateTimeOffset Deadline => StartedAt.AddSeconds(GraceSeconds);
}
