using MiniKubelet.Kubernetes;
using MiniKubelet.Planning;

namespace MiniKubelet.Status;

/// <summary>
/// The phase of a pod by the state of its containers (kubernetes/pkg/kubelet getPhase). The first line that holds counts:
/// <code>
///   an init container failed and is not restarted                Failed
///   init containers to run, no app container has started         Pending
///   an app container or sidecar waits that never ended before    Pending
///   one runs (sidecars count), none unknown                      Running
///   all ended, one would be restarted                            Running
///   all ended with exit code 0                                   Succeeded
///   all ended                                                    Failed
///   otherwise                                                    Pending
/// </code>
/// A waiting container that ended before counts as ended: CrashLoopBackOff is Running.
/// </summary>
public static class PodPhaseRules
{
    private enum Stage
    {
        Waiting,
        Running,
        Ended,
        Unknown,
    }

    /// <summary>The phase by the containers' statuses alone; an outcome that was forced on the pod goes over it.</summary>
    public static PodPhase PhaseOf(PodSpec spec, EquatableArray<ContainerStatus> initStatuses, EquatableArray<ContainerStatus> statuses)
    {
        var inits = spec.InitContainers.Where(c => !c.IsSidecar()).Select(c => (Container: c, Status: Find(initStatuses, c.Name))).ToList();
        var sidecars = spec.InitContainers.Where(c => c.IsSidecar()).Select(c => Find(initStatuses, c.Name)).ToList();
        var apps = spec.Containers.Select(c => (Container: c, Status: Find(statuses, c.Name))).ToList();
        var stages = apps.Select(app => StageOf(app.Status)).ToList();

        if (inits.Any(init => ExitCodeOf(init.Status) is not (null or 0) && !Restarts(spec, init.Container, init.Status)))
        {
            return PodPhase.Failed;
        }

        var appStarted = stages.Any(stage => stage is Stage.Running or Stage.Ended);
        var initPending = inits.Any(init => ExitCodeOf(init.Status) is not 0) || sidecars.Any(s => s is { State.Running: not null, Started: not true });
        stages.AddRange(sidecars.Select(StageOf).Where(stage => stage is Stage.Waiting or Stage.Unknown));
        if ((initPending && !appStarted) || stages.Contains(Stage.Waiting) || stages.Contains(Stage.Unknown))
        {
            return PodPhase.Pending;
        }

        if (stages.Contains(Stage.Running) || sidecars.Any(s => s?.State.Running is not null))
        {
            return PodPhase.Running;
        }

        return apps.Count == 0 ? PodPhase.Pending
            : apps.Any(app => Restarts(spec, app.Container, app.Status)) ? PodPhase.Running
            : apps.All(app => ExitCodeOf(app.Status) == 0) ? PodPhase.Succeeded
            : PodPhase.Failed;
    }

    private static bool Restarts(PodSpec spec, Container container, ContainerStatus? status) =>
        EndOf(status) is { } end && (end.Reason == RestartOfAll.Reason || spec.Restarts(container, end.ExitCode));

    private static Stage StageOf(ContainerStatus? status) => status switch
    {
        { State.Running: not null } => Stage.Running,
        { State.Terminated: not null } or { LastState.Terminated: not null } => Stage.Ended,
        { State.Waiting: not null } => Stage.Waiting,
        _ => Stage.Unknown,
    };

    // How it ended, if it does not run now: in its present instance, or, while it waits for the next, in the last.
    private static int? ExitCodeOf(ContainerStatus? status) => EndOf(status)?.ExitCode;

    private static ContainerStateTerminated? EndOf(ContainerStatus? status) =>
        status?.State.Running is not null ? null : status?.State.Terminated ?? status?.LastState.Terminated;

    private static ContainerStatus? Find(EquatableArray<ContainerStatus> statuses, string name) =>
        statuses.FirstOrDefault(status => status.Name == name);
}
