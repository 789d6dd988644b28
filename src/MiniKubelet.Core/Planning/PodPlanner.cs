using MiniKubelet.Kubernetes;
using MiniKubelet.Observation;

namespace MiniKubelet.Planning;

/// <summary>
/// Decides what to do for a pod. Pure: the same input gives the same plan, and planning on the achieved state gives no actions.
/// <code>
///   desired, observed, history, verdicts, now
///        │
///        ├─ a termination has begun ───────────────▶ TerminationSequence
///        ├─ the deadline has passed ───────────────▶ outcome Failed, DeadlineExceeded
///        ├─ all containers are being restarted ────▶ RestartOfAll
///        ├─ no usable sandbox ─────────────────────▶ stop the rest, new sandbox; the pod starts from the beginning
///        ├─ not initialized ───────────────────────▶ next init container or sidecar
///        └─ initialized ───────────────────────────▶ app containers and sidecars by policy; none left: outcome
/// </code>
/// Follows kubernetes/pkg/kubelet/kuberuntime computePodActions; where it differs, docs/scope.md says so.
/// </summary>
public static partial class PodPlanner
{
    /// <summary>The plan for a pod.</summary>
    public static PodPlan Plan(PodPlanInput input)
    {
        if (input.History.Termination is { } termination)
        {
            return TerminationSequence.Plan(input, termination);
        }

        if (input.History.Outcome is { } outcome)
        {
            return new PodPlan { Outcome = outcome };
        }

        var draft = new PlanDraft(input);
        if (DeadlineOf(input) is { } deadline)
        {
            if (deadline <= input.Now)
            {
                return new PodPlan
                {
                    Outcome = new PodOutcome(
                        PodPhase.Failed, "DeadlineExceeded", "Pod was active on the node longer than the specified deadline"),
                };
            }

            draft.LookAgainAt(deadline);
        }

        if (input.History.RestartingAllContainers && input.Observed.Containers.Count > 0)
        {
            return RestartOfAll.Plan(input);
        }

        if (!PlanSandbox(draft))
        {
            return draft.ToPlan();
        }

        if (AsksForRestartOfAll(draft))
        {
            return new PodPlan { RestartsAll = true };
        }

        KillWhatIsNotInThePod(draft);
        if (PlanInitContainers(draft))
        {
            PlanAppContainers(draft);
        }

        PlanRemovals(draft);
        return draft.ToPlan();
    }

    /// <summary>A container ended in a way that has all start anew, and its back-off is over.</summary>
    private static bool AsksForRestartOfAll(PlanDraft draft) => draft.Spec.InStartOrder().Any(container =>
        draft.InSandbox(container.Name) is { State: RunState.Exited } ended
        && container.Container.RestartsAll(ended.ExitCode)
        && !draft.HoldsOff(container.Name, ended));

    private static DateTimeOffset? DeadlineOf(PodPlanInput input) =>
        input.Pod.Spec.ActiveDeadlineSeconds is { } seconds ? input.History.StartTime.AddSeconds(seconds) : null;
}
