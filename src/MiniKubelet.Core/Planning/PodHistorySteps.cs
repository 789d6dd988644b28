using MiniKubelet.Observation;

namespace MiniKubelet.Planning;

/// <summary>How a pod's history grows. Pure; the pod's worker stores the result before it acts on it.</summary>
public static class PodHistorySteps
{
    /// <summary>
    /// An instance of a container is about to start. Restarting one that had ended lengthens its back-off. It counts as started only
    /// once it is seen: an image that cannot be pulled is not a restart.
    /// </summary>
    public static PodHistory Starting(
        this PodHistory history, string container, int attempt, ContainerObservation? newest, BackoffLimits limits, DateTimeOffset now)
    {
        var known = history.Of(container);
        var backoff = newest is { State: RunState.Exited } && !RestartOfAll.Removed(newest)
            ? RestartBackoff.Next(known.Backoff, newest.FinishedAt ?? newest.CreatedAt, now, limits)
            : known.Backoff;
        return history.With(container, known with { Starts = attempt, Backoff = backoff });
    }

    /// <summary>A container is about to be killed: what a probe gave up on comes back whatever its exit code.</summary>
    public static PodHistory Killing(this PodHistory history, PodAction.KillContainer kill) =>
        kill.Reason is KillReason.LivenessProbeFailed or KillReason.StartupProbeFailed
            ? history.With(kill.Container, history.Of(kill.Container) with { GivenUp = kill.ContainerId })
            : history;

    /// <summary>Notes the instances that are there, and how the newest of each container ended.</summary>
    public static PodHistory Observed(this PodHistory history, PodObservation observed)
    {
        if (history.RestartingAllContainers)
        {
            return observed.Containers.Count > 0 ? history : history with { RestartingAllContainers = false };
        }

        foreach (var instances in observed.Containers.GroupBy(c => c.Name))
        {
            var newest = instances.MaxBy(c => c.Attempt)!;
            var known = history.Of(instances.Key);
            var after = known with
            {
                Starts = Math.Max(known.Starts, newest.Attempt + 1),
                End = newest.Attempt < known.End?.Attempt ? known.End : newest.State == RunState.Exited ? newest : null,
            };
            history = after == known ? history : history.With(instances.Key, after);
        }

        return history;
    }

    /// <summary>
    /// What the runtime holds, and how the newest instances ended whose records it has lost: finished stays finished though somebody
    /// cleaned up.
    /// </summary>
    public static PodObservation Recall(this PodHistory history, PodObservation observed)
    {
        var lost = history.Containers
            .Where(entry => entry.Value.End is { } end && end.Attempt == entry.Value.Starts - 1
                && !observed.Containers.Any(c => c.Name == entry.Key && c.Attempt >= end.Attempt))
            .Select(entry => entry.Value.End!)
            .ToList();
        return lost.Count == 0
            ? observed
            : observed with { Containers = observed.Containers.Concat(lost).OrderByDescending(c => c.CreatedAt).ToEquatableArray() };
    }

    /// <summary>The pod's spec is another now, under the same UID.</summary>
    public static PodHistory Edited(this PodHistory history) => history with { Generation = history.Generation + 1 };

    /// <summary>The pod has ended: it keeps its phase, and what still runs of it is stopped. Its records stay to be read.</summary>
    public static PodHistory Ended(this PodHistory history, PodOutcome outcome, long graceSeconds, DateTimeOffset now) =>
        history with { Outcome = outcome, Termination = new PodTermination(now, Math.Max(1, graceSeconds), Remove: false) };

    /// <summary>A termination is asked for; one that runs is only ever shortened.</summary>
    public static PodHistory Terminating(this PodHistory history, PodTermination asked) => history with
    {
        Termination = history.Termination is { } running ? TerminationSequence.Shorten(running, asked) : asked,
    };

    internal static ContainerHistory Of(this PodHistory history, string container) =>
        history.Containers.TryGetValue(container, out var known) ? known : new ContainerHistory(0, null);

    internal static PodHistory With(this PodHistory history, string container, ContainerHistory entry) =>
        history with { Containers = history.Containers.With(container, entry) };
}
