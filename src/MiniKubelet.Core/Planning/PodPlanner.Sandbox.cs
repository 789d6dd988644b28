using MiniKubelet.Kubernetes;
using MiniKubelet.Observation;

namespace MiniKubelet.Planning;

public static partial class PodPlanner
{
    // A sandbox that dies is replaced at once; one that was such a replacement must have lived this long, or sandboxes that cannot
    // live would be made without a pause.
    private static readonly TimeSpan SandboxPause = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Makes sure there is a sandbox to run containers in. True when it is there and the plan may go on with containers; while it
    /// is being made the images are fetched.
    /// </summary>
    private static bool PlanSandbox(PlanDraft draft)
    {
        var sandboxes = draft.Input.Observed.Sandboxes;
        var newest = sandboxes.Count > 0 ? sandboxes[0] : null;
        if (newest is not null && IsUsable(newest, draft.Spec) && sandboxes.Count(s => s.Ready) == 1)
        {
            draft.Sandbox = newest;
            return true;
        }

        if (newest is not null && EndsWithoutSandbox(draft) is { } outcome)
        {
            draft.Outcome = outcome;
            return false;
        }

        // What still runs in an old sandbox shares nothing with the new one: everything stops, then the pod starts anew.
        if (StopOldSandboxes(draft))
        {
            return false;
        }

        if (newest is { Attempt: > 0 } && newest.CreatedAt + SandboxPause is var soonest && soonest > draft.Input.Now
            && newest.CreatedAt <= draft.Input.Now)
        {
            draft.LookAgainAt(soonest);
            return false;
        }

        if (draft.Input.SandboxFailure is { } failure && failure.RetryAt > draft.Input.Now)
        {
            draft.LookAgainAt(failure.RetryAt);
            return false;
        }

        draft.FetchImages(draft.Spec.InStartOrder().Select(c => c.Name).Where(draft.NeverStarted));
        draft.Add(new PodAction.CreateSandbox(newest is null ? 0 : newest.Attempt + 1));
        PlanRemovals(draft);
        return false;
    }

    private static bool IsUsable(SandboxObservation sandbox, PodSpec spec) =>
        sandbox.Ready && sandbox.HostNetwork == spec.HostNetwork && (spec.HostNetwork || sandbox.Ips.Count > 0);

    private static bool StopOldSandboxes(PlanDraft draft)
    {
        var observed = draft.Input.Observed;
        var stages = TerminationSequence.Stages(draft.Spec, observed);
        if (stages.Count > 0)
        {
            draft.Add(new PodAction.KillPod(stages, KillReason.SandboxChanged,
                draft.Input.Now.AddSeconds(draft.Spec.GracePeriodSeconds())));
        }

        foreach (var sandbox in observed.Sandboxes.Where(s => s.Ready))
        {
            draft.Add(new PodAction.StopSandbox(sandbox.Id));
        }

        return stages.Count > 0 || observed.Sandboxes.Any(s => s.Ready);
    }

    /// <summary>
    /// The sandbox is gone: whether that is the end of the pod. It is when no app container would run again: under Never nothing
    /// runs that was not there before (computePodActions, "podSandboxChanged").
    /// </summary>
    private static PodOutcome? EndsWithoutSandbox(PlanDraft draft)
    {
        var observed = draft.Input.Observed;
        var apps = draft.Spec.Containers.Select(c => (Container: c, Newest: observed.Newest(c.Name))).ToList();
        var begun = observed.Containers.Count > 0;
        if (apps.Any(app => app.Newest is { } newest
            ? draft.RunsAgain(app.Container, newest)
            : !begun || draft.Spec.RestartPolicyOrDefault() != RestartPolicy.Never))
        {
            return null;
        }

        return apps.All(app => app.Newest is { State: RunState.Exited, ExitCode: 0 }) ? Succeeded : Failed;
    }

    private static PodOutcome Succeeded { get; } = new(PodPhase.Succeeded, "", "");

    private static PodOutcome Failed { get; } = new(PodPhase.Failed, "", "");
}
