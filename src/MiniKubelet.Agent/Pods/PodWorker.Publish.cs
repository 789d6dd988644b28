using MiniKubelet.Kubernetes;
using MiniKubelet.Observation;
using MiniKubelet.Planning;
using MiniKubelet.Status;

namespace MiniKubelet.Agent.Pods;

public sealed partial class PodWorker
{
    private PodStatus _status = new();

    /// <summary>Builds the pod's status and puts it where the API reads it.</summary>
    private void Publish(PodObservation observed, PodPlan plan)
    {
        _status = PodStatusBuilder.Build(new PodStatusInput
        {
            Pod = _pod,
            Observed = observed,
            History = _history,
            Waiting = Waiting(plan),
            Verdicts = _history.Verdicts,
            NodeIps = _services.Node.NodeIps,
            RuntimeName = _services.RuntimeName,
            TerminationMessages = _executor.TerminationMessages(observed),
            Previous = _status,
            Now = Now,
        });
        var removal = _history.Termination is { Remove: true } termination ? termination : null;
        _services.Status.Pods.Put(_pod with
        {
            Metadata = _pod.Metadata with
            {
                CreationTimestamp = _pod.Metadata.CreationTimestamp ?? _history.StartTime,
                DeletionTimestamp = removal?.Deadline,
                DeletionGracePeriodSeconds = removal?.GraceSeconds,
            },
            Status = _status,
        });
    }

    /// <summary>What the plan says of waiting containers, and before a plan has looked at it, the failure that just happened.</summary>
    private EquatableMap<WaitingReason> Waiting(PodPlan plan)
    {
        var waiting = _startFailures.ToDictionary(f => f.Key, f => new WaitingReason(f.Value.Reason, f.Value.Message));
        foreach (var (container, reason) in plan.Waiting)
        {
            waiting[container] = reason;
        }

        return waiting.ToEquatableMap();
    }
}
