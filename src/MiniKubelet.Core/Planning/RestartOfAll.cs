using MiniKubelet.Kubernetes;
using MiniKubelet.Observation;

namespace MiniKubelet.Planning;

/// <summary>
/// The restart rule <c>RestartAllContainers</c>: all containers are stopped and removed in place, then the pod starts from its first
/// init container in the same sandbox (kubernetes/enhancements 5532).
/// <code>
///   runs ──an exit that such a rule matches, its back-off over──▶ restarting all: stop, remove ──no container is left──▶ runs
/// </code>
/// That it has begun is on disk before anything is removed, for the end that caused it is removed too.
/// </summary>
public static class RestartOfAll
{
    /// <summary>Reason of the end, and of the waiting, of a container that was removed so.</summary>
    public const string Reason = "RestartingAllContainers";

    /// <summary>The message with it.</summary>
    public const string Message = "The container is removed because RestartAllContainers in place";

    /// <summary>The instance stands for one that was removed so: another follows, whatever the policy, without back-off.</summary>
    public static bool Removed(ContainerObservation instance) => instance is { Reason: Reason, SandboxId: "" };

    /// <summary>
    /// It begins: each container counts as ended, outside of any sandbox, and those that caused it are one restart further in their
    /// back-off.
    /// </summary>
    public static PodHistory RestartingAll(
        this PodHistory history, PodSpec spec, PodObservation observed, BackoffLimits limits, DateTimeOffset now)
    {
        observed = history.Recall(observed);
        foreach (var container in spec.InStartOrder())
        {
            if (observed.Newest(container.Name) is not { } newest)
            {
                continue;
            }

            var known = history.Of(container.Name);
            var caused = newest.State == RunState.Exited && container.Container.RestartsAll(newest.ExitCode);
            history = history.With(container.Name, known with
            {
                Backoff = caused ? RestartBackoff.Next(known.Backoff, newest.FinishedAt ?? newest.CreatedAt, now, limits) : known.Backoff,
                End = newest with
                {
                    SandboxId = "",
                    State = RunState.Exited,
                    FinishedAt = now,
                    ExitCode = 137,
                    Reason = Reason,
                    Message = Message,
                },
            });
        }

        return history with { RestartingAllContainers = true };
    }

    /// <summary>What is left to do of it.</summary>
    internal static PodPlan Plan(PodPlanInput input)
    {
        var actions = new List<PodAction>();
        var stages = TerminationSequence.Stages(input.Pod.Spec, input.Observed);
        if (stages.Count > 0)
        {
            var deadline = input.Now.AddSeconds(input.Pod.Spec.GracePeriodSeconds());
            actions.Add(new PodAction.KillPod(stages, KillReason.RestartingAllContainers, deadline));
        }

        actions.AddRange(input.Observed.Containers.Select(c => new PodAction.RemoveContainer(c.Id)));
        return new PodPlan { Actions = actions.ToEquatableArray() };
    }
}
