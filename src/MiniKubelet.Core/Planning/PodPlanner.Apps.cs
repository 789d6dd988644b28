using MiniKubelet.Kubernetes;
using MiniKubelet.Observation;

namespace MiniKubelet.Planning;

public static partial class PodPlanner
{
    /// <summary>App containers: started, restarted by policy, killed when a probe says so. When none is left to run, the pod has ended.</summary>
    private static void PlanAppContainers(PlanDraft draft)
    {
        var over = true;
        foreach (var container in draft.Spec.Containers)
        {
            var instance = draft.InSandbox(container.Name) ?? EndedBefore(draft, container);
            switch (instance?.State)
            {
                case null or RunState.Created:
                    draft.Start(new PodContainer(container, ContainerRole.App));
                    over = false;
                    break;
                case RunState.Running:
                    KillIfUnfit(draft, container, instance);
                    over = false;
                    break;
                case RunState.Unknown:
                    draft.Kill(instance, KillReason.UnknownState, null);
                    over = false;
                    break;
                case RunState.Exited when draft.RunsAgain(container, instance):
                    draft.Start(new PodContainer(container, ContainerRole.App));
                    over = false;
                    break;
                case RunState.Exited:
                    break;
                default:
                    throw new InvalidOperationException($"container {instance.Id}: no such state {instance.State}");
            }
        }

        if (over)
        {
            var allSucceeded = draft.Spec.Containers.All(c => draft.Observed.Newest(c.Name) is { ExitCode: 0 });
            draft.Outcome = allSucceeded ? Succeeded : Failed;
        }
    }

    /// <summary>A container that ended for good in an earlier sandbox does not run again in a new one.</summary>
    private static ContainerObservation? EndedBefore(PlanDraft draft, Container container) =>
        draft.Observed.Newest(container.Name) is { State: RunState.Exited } instance && !draft.RunsAgain(container, instance)
            ? instance
            : null;

    /// <summary>Kills a running container that is not what the pod asks for any more, or that a probe gave up on.</summary>
    private static void KillIfUnfit(PlanDraft draft, Container container, ContainerObservation running)
    {
        var verdict = draft.VerdictOn(running);
        if (PlanDraft.IsChanged(container, running))
        {
            draft.Kill(running, KillReason.DefinitionChanged, null);
        }
        else if (verdict.LivenessFailed)
        {
            draft.Kill(running, KillReason.LivenessProbeFailed, container.LivenessProbe?.TerminationGracePeriodSeconds);
        }
        else if (verdict.StartupFailed)
        {
            draft.Kill(running, KillReason.StartupProbeFailed, container.StartupProbe?.TerminationGracePeriodSeconds);
        }
    }

    /// <summary>An edit under a fixed UID took containers out of the pod: those that still run are stopped.</summary>
    private static void KillWhatIsNotInThePod(PlanDraft draft)
    {
        foreach (var stranger in draft.Input.Observed.Containers.Where(c => c.State is RunState.Running or RunState.Unknown && !draft.IsInPod(c.Name)))
        {
            draft.Kill(stranger, KillReason.NotInPod, null);
        }
    }

    /// <summary>
    /// Ended instances beyond the newest two of a container are removed (the last one is what <c>kubectl logs --previous</c> reads),
    /// all of a container that is not in the pod any more, and old sandboxes once nothing is left in them. Last in the plan: a restart
    /// does not wait for it.
    /// </summary>
    private static void PlanRemovals(PlanDraft draft)
    {
        var observed = draft.Input.Observed;
        var kept = new HashSet<string>();
        foreach (var instances in observed.Containers.GroupBy(c => c.Name))
        {
            var keep = draft.IsInPod(instances.Key) ? 2 : 0;
            foreach (var (index, instance) in instances.Index())
            {
                if (index >= keep && instance.State == RunState.Exited)
                {
                    draft.Add(new PodAction.RemoveContainer(instance.Id));
                }
                else
                {
                    kept.Add(instance.SandboxId);
                }
            }
        }

        foreach (var sandbox in observed.Sandboxes.Skip(1).Where(s => !s.Ready && !kept.Contains(s.Id)))
        {
            draft.Add(new PodAction.RemoveSandbox(sandbox.Id));
        }
    }
}
