using MiniKubelet.Kubernetes;
using MiniKubelet.Planning;

namespace MiniKubelet.Status;

/// <summary>
/// The phase of a pod by the state of its containers (kubernetes/pkg/kubelet getPhase). The first line that holds counts:
/// <code>
///   an init container failed and is not restarted                Failed
///   init containers to run, no app container has started         Pending
///   a container waits that never ended before                    Pending
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

        if (inits.Any(init => ExitCodeOf(init.Status) is { } code and not 0 && !spec.Restarts(init.Container, code)))
        {
            return PodPhase.Failed;
        }

        var appStarted = stages.Any(stage => stage is Stage.Running or Stage.Ended);
        var initPending = inits.Any(init => ExitCodeOf(init.Status) is not 0) || sidecars.Any(IsPendingSidecar);
        if ((initPending && !appStarted) || stages.Contains(Stage.Waiting) || stages.Contains(Stage.Unknown))
        {
            return PodPhase.Pending;
        }

        if (stages.Contains(Stage.Running) || sidecars.Any(s => s?.State.Running is not null))
        {
            return PodPhase.Running;
        }

        return apps.Count == 0 ? PodPhase.Pending
            : apps.Any(app => spec.Restarts(app.Container, ExitCodeOf(app.Status) ?? 0)) ? PodPhase.Running
            : apps.All(app => ExitCodeOf(app.Status) == 0) ? PodPhase.Succeeded
            : PodPhase.Failed;
    }

    private static bool IsPendingSidecar(ContainerStatus? status) => StageOf(status) switch
    {
        Stage.Running => status?.Started != true,
        Stage.Waiting or Stage.Unknown => true,
        Stage.Ended => false,
    };

    private static Stage StageOf(ContainerStatus? status) => status switch
    {
        { State.Running: not null } => Stage.Running,
        { State.Terminated: not null } or { LastState.Terminated: not null } => Stage.Ended,
        { State.Waiting: not null } => Stage.Waiting,
        _ => Stage.Unknown,
    };

    // How it ended, if it does not run now: in its present instance, or, while it waits for the next, in the last.
    private static int? ExitCodeOf(ContainerStatus? status) =>
        status?.State.Running is not null ? null : (status?.State.Terminated ?? status?.LastState.Terminated)?.ExitCode;

    private static ContainerStatus? Find(EquatableArray<ContainerStatus> statuses, string name) =>
        statuses.FirstOrDefault(status => status.Name == name);
}
