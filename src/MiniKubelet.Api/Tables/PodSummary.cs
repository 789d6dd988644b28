using MiniKubelet.Kubernetes;

namespace MiniKubelet.Api.Tables;

/// <summary>A pod in one line: the STATUS, READY and RESTARTS columns (printPod of kubernetes/pkg/printers).</summary>
/// <param name="Status">Phase, or what better says how it is, such as <c>CrashLoopBackOff</c> or <c>Init:1/2</c>.</param>
/// <param name="ReadyContainers">How many containers and sidecars are ready.</param>
/// <param name="TotalContainers">How many there are.</param>
/// <param name="Restarts">How often those that count now were restarted.</param>
/// <param name="LastRestart">When the last of these restarts was; null when not known.</param>
internal sealed record PodSummary(string Status, int ReadyContainers, int TotalContainers, int Restarts, DateTimeOffset? LastRestart)
{
    internal static PodSummary Of(Pod pod)
    {
        var sidecars = pod.Spec.InitContainers.Where(c => c.RestartPolicy == RestartPolicy.Always).Select(c => c.Name).ToHashSet();
        var status = pod.Status;
        var reason = string.IsNullOrEmpty(status.Reason) ? (status.Phase ?? PodPhase.Pending).ToString() : status.Reason;
        if (status.Conditions.Any(c => c is { Type: "PodScheduled", Reason: "SchedulingGated" }))
        {
            reason = "SchedulingGated";
        }

        var init = InitContainers(pod, sidecars);
        var initialised = status.Conditions.Any(c => c is { Type: "Initialized", Status: ConditionStatus.True });
        var total = pod.Spec.Containers.Count + sidecars.Count;
        PodSummary summary;
        if (init.Reason is not null && !initialised)
        {
            summary = new(init.Reason, init.Ready, total, init.All.Count, init.All.Last);
        }
        else
        {
            summary = Containers(pod, init.Reason ?? reason, init.Ready, total, init.Sidecars);
        }

        if (pod.Metadata.DeletionTimestamp is null)
        {
            return summary;
        }

        return status.Reason == "NodeLost" ? summary with { Status = "Unknown" }
            : status.Phase is PodPhase.Succeeded or PodPhase.Failed ? summary
            : summary with { Status = "Terminating" };
    }

    // The first init container that has not done its work decides; Reason is null when none is left.
    private static (string? Reason, int Ready, RestartCount All, RestartCount Sidecars) InitContainers(Pod pod, HashSet<string> sidecars)
    {
        var ready = 0;
        RestartCount all = default, ofSidecars = default;
        for (var i = 0; i < pod.Status.InitContainerStatuses.Count; i++)
        {
            var container = pod.Status.InitContainerStatuses[i];
            var isSidecar = sidecars.Contains(container.Name);
            all = all.Add(container);
            if (isSidecar)
            {
                ofSidecars = ofSidecars.Add(container);
            }

            switch (container.State)
            {
                case { Terminated.ExitCode: 0 }:
                    continue;
                case var _ when isSidecar && container.Started == true:
                    ready += container.Ready ? 1 : 0;
                    continue;
                case { Terminated: { } terminated }:
                    return ($"Init:{EndOf(terminated)}", ready, all, ofSidecars);
                case { Waiting.Reason: { Length: > 0 } waiting } when waiting != "PodInitializing":
                    return ($"Init:{waiting}", ready, all, ofSidecars);
                default:
                    return ($"Init:{i}/{pod.Spec.InitContainers.Count}", ready, all, ofSidecars);
            }
        }

        return (null, ready, all, ofSidecars);
    }

    private static PodSummary Containers(Pod pod, string reason, int ready, int total, RestartCount restarts)
    {
        var hasRunning = false;
        // From the last to the first: what the first container says wins.
        foreach (var container in pod.Status.ContainerStatuses.Reverse())
        {
            restarts = restarts.Add(container);
            switch (container.State)
            {
                case { Waiting.Reason: { Length: > 0 } waiting }:
                    reason = waiting;
                    break;
                case { Terminated: { } terminated }:
                    reason = EndOf(terminated);
                    break;
                case { Running: not null } when container.Ready:
                    hasRunning = true;
                    ready++;
                    break;
                default:
                    break;
            }
        }

        if (reason == "Completed" && hasRunning)
        {
            var podReady = pod.Status.Conditions.Any(c => c is { Type: "Ready", Status: ConditionStatus.True });
            reason = podReady ? "Running" : "NotReady";
        }

        return new(reason, ready, total, restarts.Count, restarts.Last);
    }

    private static string EndOf(ContainerStateTerminated terminated) =>
        !string.IsNullOrEmpty(terminated.Reason) ? terminated.Reason
        : terminated.Signal != 0 ? $"Signal:{terminated.Signal}"
        : $"ExitCode:{terminated.ExitCode}";

    private readonly record struct RestartCount(int Count, DateTimeOffset? Last)
    {
        internal RestartCount Add(ContainerStatus container)
        {
            var end = container.LastState.Terminated?.FinishedAt;
            return new(Count + container.RestartCount, Last is null || end > Last ? end ?? Last : Last);
        }
    }
}
