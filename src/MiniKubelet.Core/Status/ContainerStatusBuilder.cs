using MiniKubelet.Kubernetes;
using MiniKubelet.Observation;
using MiniKubelet.Planning;
using MiniKubelet.Probing;

namespace MiniKubelet.Status;

/// <summary>
/// The status of one container (kubernetes/pkg/kubelet convertToAPIContainerStatuses).
/// <code>
///   the newest instance                       state                        last state
///   ─────────────────────────────────────────────────────────────────────────────────────────────
///   runs                                      running                      the instance before it
///   was made, not started                     waiting                      the instance before it
///   ended, and must wait (back-off, image)    waiting, with its reason     that end
///   ended in an old sandbox, runs again       waiting                      that end
///   ended otherwise                           terminated                   the instance before it
///   the runtime does not know                 terminated, exit code 137    the instance before it
///   none, but it once ran: the pod is over    terminated, as known         as known
///   none, but it once ran: the pod lives      waiting                      terminated, as known
///   none                                      waiting                      —
/// </code>
/// What the history recalls of lost records counts as an instance; what is known of others is the status shown before, or exit code 137.
/// </summary>
internal static class ContainerStatusBuilder
{
    private const int KilledExitCode = 137;
    private const string Lost = "ContainerStatusUnknown";
    private const string UnknownMessage = "The container could not be located when the pod was terminated";

    // The kubelet's words, blanks included.
    private const string LostMessage = "The container could not be located when the pod was deleted.  The container used to be Running";

    public static ContainerStatus Build(PodStatusInput input, PodContainer container)
    {
        var instances = input.Observed.Containers.Where(c => c.Name == container.Name).ToList();
        var newest = instances.Count > 0 ? instances[0] : null;
        var previous = Previous(input, container);
        var (state, last) = newest is null ? WithoutRecord(input, container, previous) : WithRecord(input, container, instances, previous);
        var verdict = newest is { State: RunState.Running } ? input.Verdicts.On(container.Container, newest.Id) : new ProbeVerdict();
        return new ContainerStatus
        {
            Name = container.Name,
            State = state,
            LastState = last,
            Started = verdict.Started,
            Ready = container.Role == ContainerRole.Init ? state.Terminated?.ExitCode == 0 : verdict.Ready,
            RestartCount = newest?.Attempt ?? Math.Max(0, Starts(input, container) - 1),
            Image = newest is { Image.Length: > 0 } ? newest.Image : container.Container.Image,
            ImageID = newest?.ImageId ?? previous?.ImageID ?? "",
            ContainerID = newest is null ? previous?.ContainerID : Id(input, newest),
            StopSignal = newest is { StopSignal.Length: > 0 } ? newest.StopSignal : null,
        };
    }

    private static (ContainerState State, ContainerState Last) WithRecord(
        PodStatusInput input, PodContainer container, List<ContainerObservation> instances, ContainerStatus? previous)
    {
        var newest = instances[0];
        var before = instances.Count > 1 && instances[1].State == RunState.Exited ? Ended(input, instances[1])
            : newest.Attempt == 0 || previous is null ? new ContainerState()
            : previous.RestartCount == newest.Attempt ? previous.LastState
            : KnownEnd(previous) ?? new ContainerState();
        switch (newest.State)
        {
            case RunState.Running:
                return (new ContainerState { Running = new ContainerStateRunning { StartedAt = newest.StartedAt } }, before);
            case RunState.Unknown:
                return (LostState(UnknownMessage, newest.StartedAt, Id(input, newest)), before);
            case RunState.Created:
                return (Waiting(input, container), before);
            case RunState.Exited when !IsOver(input) && (input.Waiting.ContainsKey(container.Name) || RunsAgainInNewSandbox(input, container, newest)):
                return (Waiting(input, container), Ended(input, newest));
            case RunState.Exited:
                return (Ended(input, newest), before);
            default:
                throw new InvalidOperationException($"container {newest.Id}: no such state {newest.State}");
        }
    }

    private static (ContainerState State, ContainerState Last) WithoutRecord(
        PodStatusInput input, PodContainer container, ContainerStatus? previous)
    {
        if (Starts(input, container) == 0 && previous?.ContainerID is null)
        {
            return (Waiting(input, container), new ContainerState());
        }

        var end = KnownEnd(previous) ?? LostState(LostMessage, previous?.State.Running?.StartedAt, previous?.ContainerID);
        return IsOver(input)
            ? (end, previous?.State.Terminated is null ? new ContainerState() : previous.LastState)
            : (Waiting(input, container), end);
    }

    /// <summary>The end that was shown of the newest instance, if it had ended.</summary>
    private static ContainerState? KnownEnd(ContainerStatus? previous) =>
        previous?.State.Terminated is not null ? previous.State
        : previous?.State.Waiting is not null && previous.LastState.Terminated is not null ? previous.LastState
        : null;

    private static ContainerState Waiting(PodStatusInput input, PodContainer container)
    {
        var reason = input.History.RestartingAllContainers ? new WaitingReason(RestartOfAll.Reason, RestartOfAll.Message)
            : input.Waiting.TryGetValue(container.Name, out var given) ? given
            : new WaitingReason(input.Pod.Spec.InitContainers.Count > 0 ? "PodInitializing" : "ContainerCreating", "");
        return new ContainerState
        {
            Waiting = new ContainerStateWaiting { Reason = reason.Reason, Message = reason.Message.Length > 0 ? reason.Message : null },
        };
    }

    private static ContainerState Ended(PodStatusInput input, ContainerObservation instance) => new()
    {
        Terminated = new ContainerStateTerminated
        {
            ExitCode = instance.ExitCode,
            Reason = instance.Reason.Length > 0 ? instance.Reason : instance.ExitCode == 0 ? "Completed" : "Error",
            Message = TerminationMessage.Of(
                instance.Message,
                input.TerminationMessages.TryGetValue(instance.Id, out var words) ? words : "",
                input.Pod.Spec.Containers.Count + input.Pod.Spec.InitContainers.Count),
            StartedAt = instance.StartedAt,
            FinishedAt = instance.FinishedAt,
            ContainerID = Id(input, instance),
        },
    };

    private static ContainerState LostState(string message, DateTimeOffset? startedAt, string? id) => new()
    {
        Terminated = new ContainerStateTerminated
        {
            ExitCode = KilledExitCode,
            Reason = Lost,
            Message = message,
            StartedAt = startedAt,
            ContainerID = id,
        },
    };

    // Its sandbox is gone: init containers run again from the first, others by policy.
    private static bool RunsAgainInNewSandbox(PodStatusInput input, PodContainer container, ContainerObservation ended)
    {
        var sandboxes = input.Observed.Sandboxes;
        var old = sandboxes.Count == 0 || sandboxes[0].Id != ended.SandboxId;
        return old && container.Role switch
        {
            ContainerRole.Sidecar => true,
            ContainerRole.App => RestartOfAll.Removed(ended) || input.Pod.Spec.Restarts(container.Container, ended.ExitCode),
            ContainerRole.Init => sandboxes.Count > 0,
        };
    }

    private static bool IsOver(PodStatusInput input) => input.History.Outcome is not null || input.History.Termination is not null;

    private static int Starts(PodStatusInput input, PodContainer container) =>
        input.History.Containers.TryGetValue(container.Name, out var history) ? history.Starts : 0;

    private static ContainerStatus? Previous(PodStatusInput input, PodContainer container) =>
        (container.Role == ContainerRole.App ? input.Previous?.ContainerStatuses : input.Previous?.InitContainerStatuses)
        ?.FirstOrDefault(status => status.Name == container.Name);

    private static string Id(PodStatusInput input, ContainerObservation instance) => $"{input.RuntimeName}://{instance.Id}";
}
