using MiniKubelet.Kubernetes;
using MiniKubelet.Observation;
using MiniKubelet.Planning;
using MiniKubelet.Status;

namespace MiniKubelet.Agent.Pods;

public sealed partial class PodWorker
{
    private PodStatus _status;

    // Null before the first observation; a pod that an earlier run of the daemon started is not counted again.
    private bool? _startCounted;

    /// <summary>
    /// The API shows one pod under a name: the incarnation that had it first. A forgotten one that the runtime still holds, or a
    /// directory that is all that is left of one, is not shown.
    /// </summary>
    private bool OwnsStatus =>
        Pod.Metadata.Name.Length > 0
        && (_services.Status.Pods.Get(Pod.Metadata.Namespace, Pod.Metadata.Name)?.Metadata.Uid ?? Pod.Metadata.Uid) == Pod.Metadata.Uid;

    /// <summary>Builds the pod's status and puts it where the API reads it.</summary>
    private void Publish(PodObservation observed, PodPlan plan)
    {
        var pod = Pod;
        observed = _history.Recall(_executor.WithoutHalfStarted(observed));
        _status = PodStatusBuilder.Build(new PodStatusInput
        {
            Pod = pod,
            Observed = observed,
            History = _history,
            Waiting = Waiting(plan, observed),
            Verdicts = _services.Prober.VerdictsFor(pod.Metadata.Uid),
            NodeIps = _services.Node.NodeIps,
            RuntimeName = _services.RuntimeName,
            TerminationMessages = _executor.TerminationMessages,
            Previous = _status,
            Now = Now,
        });
        if (OwnsStatus)
        {
            _services.Status.Pods.Put(Shown(pod));
        }

        CountStart(observed);
        SettlePlace(observed);
    }

    private Pod Shown(Pod pod)
    {
        var removal = _history.Termination is { Remove: true } termination ? termination : null;
        return pod with
        {
            Metadata = pod.Metadata with
            {
                CreationTimestamp = pod.Metadata.CreationTimestamp ?? _history.StartTime,
                Generation = _history.Generation,
                DeletionTimestamp = removal?.Deadline,
                DeletionGracePeriodSeconds = removal?.GraceSeconds,
            },
            Spec = pod.Spec with { NodeName = _services.Node.NodeName },
            Status = _status,
        };
    }

    /// <summary>Counts the pod once as started when all its containers run for the first time.</summary>
    private void CountStart(PodObservation observed)
    {
        _startCounted ??= observed.Sandboxes.Count > 0;
        if (_startCounted == false && _status.ContainerStatuses.All(c => c.State.Running is not null))
        {
            _startCounted = true;
            _services.Metrics.StartedPods.Increment();
            _services.Metrics.PodStartDuration.Observe(Now - _history.StartTime);
        }
    }

    /// <summary>What the plan says of waiting containers, and before a plan has looked at it, the failure that just happened.</summary>
    private EquatableMap<WaitingReason> Waiting(PodPlan plan, PodObservation observed)
    {
        var waiting = _startFailures.Where(f => IsWaitedFor(f.Key, f.Value, observed)).ToDictionary(f => f.Key, f => new WaitingReason(f.Value.Reason, f.Value.Message));
        foreach (var (container, reason) in plan.Waiting)
        {
            waiting[container] = reason;
        }

        return waiting.ToEquatableMap();
    }

    // After a failed postStart hook a container has ended; it waits only if it is to run again.
    private bool IsWaitedFor(string container, StartFailure failure, PodObservation observed) =>
        failure.Reason != PodActionExecutor.PostStartHookError
        || observed.Newest(container) is not { State: RunState.Exited } ended
        || Pod.Spec.InStartOrder().Any(c => c.Name == container && Pod.Spec.Restarts(c.Container, ended.ExitCode));
}
