using MiniKubelet.Kubernetes;
using MiniKubelet.Observation;

namespace MiniKubelet.Planning;

/// <summary>
/// How a pod goes. The app containers stop together; then the sidecars, last started first; all within one grace period.
/// <code>
///   containers run ──KillPod──▶ none runs ──StopSandbox──▶ stopped ──(Remove)──▶ records and files removed ──▶ done
///                                                                  └(keep)─────▶ stays, to be read
/// </code>
/// Grace only shrinks: <see cref="PodTermination.Deadline"/> is fixed when it begins and may only be brought forward.
/// </summary>
public static class TerminationSequence
{
    /// <summary>What is left to do for a pod whose termination has begun.</summary>
    public static PodPlan Plan(PodPlanInput input, PodTermination termination)
    {
        var actions = new List<PodAction>();
        var stages = Stages(input.Pod.Spec, input.Observed);
        if (stages.Count > 0)
        {
            actions.Add(new PodAction.KillPod(stages, KillReason.PodTerminating, termination.Deadline));
        }

        foreach (var sandbox in input.Observed.Sandboxes)
        {
            if (sandbox.Ready)
            {
                actions.Add(new PodAction.StopSandbox(sandbox.Id));
            }

            if (termination.Remove)
            {
                actions.Add(new PodAction.RemoveSandbox(sandbox.Id));
            }
        }

        if (termination.Remove)
        {
            // Removing a sandbox takes its containers with it; what is left are containers whose sandbox went before them.
            var sandboxes = input.Observed.Sandboxes.Select(s => s.Id).ToHashSet();
            actions.AddRange(input.Observed.Containers
                .Where(c => !sandboxes.Contains(c.SandboxId))
                .Select(c => new PodAction.RemoveContainer(c.Id)));
            actions.Add(new PodAction.RemovePodFiles());
        }

        return new PodPlan { Actions = actions.ToEquatableArray(), Outcome = input.History.Outcome, Done = termination.Remove };
    }

    /// <summary>
    /// The termination to go by when another is asked for while one runs: the deadline never moves back, and what is to be removed
    /// stays to be removed.
    /// </summary>
    public static PodTermination Shorten(PodTermination running, PodTermination asked) =>
        running with
        {
            GraceSeconds = Math.Max(0, Math.Min(running.GraceSeconds, (long)(asked.Deadline - running.StartedAt).TotalSeconds)),
            Remove = running.Remove || asked.Remove,
        };

    /// <summary>The containers that run, in the order in which they stop.</summary>
    public static EquatableArray<KillStage> Stages(PodSpec spec, PodObservation observed)
    {
        var running = observed.Containers.Where(c => c.State is RunState.Running or RunState.Unknown).ToList();
        var sidecars = spec.InitContainers.Where(c => c.IsSidecar()).Select(c => c.Name).Reverse().ToList();
        var stages = new List<KillStage> { Stage(running.Where(c => !sidecars.Contains(c.Name))) };
        stages.AddRange(sidecars.Select(name => Stage(running.Where(c => c.Name == name))));
        return stages.Where(stage => stage.Containers.Count > 0).ToEquatableArray();
    }

    private static KillStage Stage(IEnumerable<ContainerObservation> containers) =>
        new(containers.Select(c => new KillTarget(c.Id, c.Name)).ToEquatableArray());
}
