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
        draft.Sandbox = UsableSandbox(draft.Spec, draft.Input.Observed);
        if (draft.Sandbox is not null)
        {
            return true;
        }

        if (EndsWithoutSandbox(draft) is { } outcome)
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

    /// <summary>
    /// The newest sandbox if it can be used: there is one, it is ready and the only one that is, its network is of the mode that the
    /// pod asks for, and it has an address unless that is the host's (kubernetes/pkg/kubelet/kuberuntime/util PodSandboxChanged).
    /// </summary>
    public static SandboxObservation? UsableSandbox(PodSpec spec, PodObservation observed) =>
        observed.Sandboxes is [{ Ready: true } newest, ..]
        && observed.Sandboxes.Count(s => s.Ready) == 1
        && newest.HostNetwork == spec.HostNetwork
        && (spec.HostNetwork || newest.Ips.Count > 0)
            ? newest
            : null;

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
    /// There is no sandbox: whether that is the end of the pod. It is when no app container would run again (computePodActions):
    /// <code>
    ///   the container            another instance follows
    ///   ended                    by its rules, its policy, the pod's policy
    ///   still runs               as if it ended with exit code 137
    ///   never ran, nothing did   yes
    ///   never ran, others did    unless it is never restarted; nor does what ran and left no record
    /// </code>
    /// </summary>
    private static PodOutcome? EndsWithoutSandbox(PlanDraft draft)
    {
        var observed = draft.Observed;
        var apps = draft.Spec.Containers.Select(c => (Container: c, Newest: observed.Newest(c.Name))).ToList();
        var begun = observed.Containers.Count > 0 || draft.Input.History.Containers.Any(c => c.Value.Starts > 0);
        if (apps.Any(app => app.Newest is { } newest
            ? draft.RunsAgain(app.Container, newest)
            : !begun || draft.Spec.PolicyOf(app.Container) != RestartPolicy.Never || app.Container.RestartPolicyRules.Count > 0))
        {
            return null;
        }

        return apps.All(app => app.Newest is { State: RunState.Exited, ExitCode: 0 }) ? Succeeded : Failed;
    }

    private static PodOutcome Succeeded { get; } = new(PodPhase.Succeeded, "", "");

    private static PodOutcome Failed { get; } = new(PodPhase.Failed, "", "");
}
