using MiniKubelet.Status;

namespace MiniKubelet.Planning;

/// <summary>
/// What to do for a pod now, and when to look again if nothing happens before. Compared by value: planning on the achieved
/// state gives <see cref="PodPlan"/> with no actions.
/// </summary>
public sealed record PodPlan
{
    /// <summary>Steps, in order.</summary>
    public EquatableArray<PodAction> Actions { get; init; } = [];

    /// <summary>The moment at which a back-off or a deadline ends; null when only an event can change the plan.</summary>
    public DateTimeOffset? NextCheckAt { get; init; }

    /// <summary>Containers that wait, and why: a back-off, a missing image. Shown in the pod's status.</summary>
    public EquatableMap<WaitingReason> Waiting { get; init; } = [];

    /// <summary>The pod reached its end: the phase it keeps, with reason and message.</summary>
    public PodOutcome? Outcome { get; init; }

    /// <summary>A restart rule asks for all containers to start anew: to be remembered, then there is another plan.</summary>
    public bool RestartsAll { get; init; }

    /// <summary>Nothing of the pod is left: its worker can end.</summary>
    public bool Done { get; init; }
}
