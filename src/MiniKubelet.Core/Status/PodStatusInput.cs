using MiniKubelet.Kubernetes;
using MiniKubelet.Observation;
using MiniKubelet.Planning;
using MiniKubelet.Probing;

namespace MiniKubelet.Status;

/// <summary>Everything a pod's status depends on; nothing else may.</summary>
public sealed record PodStatusInput
{
    /// <summary>The pod, with all defaults set.</summary>
    public required Pod Pod { get; init; }

    /// <summary>What the runtime holds of it now.</summary>
    public required PodObservation Observed { get; init; }

    /// <summary>What is remembered of it.</summary>
    public required PodHistory History { get; init; }

    /// <summary>Containers that wait, and why: back-offs and failed starts. A container that runs does not wait.</summary>
    public EquatableMap<WaitingReason> Waiting { get; init; } = [];

    /// <summary>What the probes say of its running containers.</summary>
    public ProbeVerdicts Verdicts { get; init; } = ProbeVerdicts.None;

    /// <summary>The last words of ended containers by container id.</summary>
    public EquatableMap<string> TerminationMessages { get; init; } = [];

    /// <summary>The node's addresses, primary first.</summary>
    public EquatableArray<string> NodeIps { get; init; } = [];

    /// <summary>The runtime's name, which goes before container ids: <c>containerd://…</c>.</summary>
    public required string RuntimeName { get; init; }

    /// <summary>The status built before, for the times of transitions and for what the runtime has forgotten; null the first time.</summary>
    public PodStatus? Previous { get; init; }

    /// <summary>The moment of the look.</summary>
    public required DateTimeOffset Now { get; init; }
}
