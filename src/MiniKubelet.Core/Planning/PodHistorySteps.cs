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
        var entry = history.Containers.TryGetValue(container, out var known) ? known.Backoff : null;
        if (newest is { State: RunState.Exited })
        {
            entry = RestartBackoff.Next(entry, newest.FinishedAt ?? newest.CreatedAt, now, limits);
        }

        return history with { Containers = history.Containers.With(container, new ContainerHistory(attempt, entry)) };
    }

    /// <summary>A new sandbox is about to be made: the init containers run again in it.</summary>
    public static PodHistory NewSandbox(this PodHistory history) => history with { CompletedInitContainers = [] };

    /// <summary>Notes the instances that are there, and the init containers that have ended with success in the present sandbox.</summary>
    public static PodHistory Observed(this PodHistory history, Kubernetes.PodSpec spec, PodObservation observed)
    {
        foreach (var instance in observed.Containers)
        {
            var known = history.Containers.TryGetValue(instance.Name, out var entry) ? entry : new ContainerHistory(0, null);
            if (instance.Attempt >= known.Starts)
            {
                history = history with { Containers = history.Containers.With(instance.Name, known with { Starts = instance.Attempt + 1 }) };
            }
        }

        if (observed.Sandboxes is not [{ Ready: true } sandbox, ..])
        {
            return history;
        }

        var completed = spec.InitContainers
            .Where(c => !c.IsSidecar())
            .Select(c => c.Name)
            .Where(name => history.CompletedInitContainers.Contains(name) || observed.Containers.Any(
                i => i.Name == name && i.SandboxId == sandbox.Id && i is { State: RunState.Exited, ExitCode: 0 }))
            .ToEquatableArray();
        return completed == history.CompletedInitContainers || completed.Equals(history.CompletedInitContainers)
            ? history
            : history with { CompletedInitContainers = completed };
    }

    /// <summary>The pod has ended: it keeps its phase, and what still runs of it is stopped. Its records stay to be read.</summary>
    public static PodHistory Ended(this PodHistory history, PodOutcome outcome, long graceSeconds, DateTimeOffset now) =>
        history with { Outcome = outcome, Termination = new PodTermination(now, Math.Max(1, graceSeconds), Remove: false) };

    /// <summary>A termination is asked for; one that runs is only ever shortened.</summary>
    public static PodHistory Terminating(this PodHistory history, PodTermination asked) => history with
    {
        Termination = history.Termination is { } running ? TerminationSequence.Shorten(running, asked) : asked,
    };
}
