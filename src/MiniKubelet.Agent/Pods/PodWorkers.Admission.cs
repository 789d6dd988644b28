using MiniKubelet.Admission;
using MiniKubelet.Agent.Events;
using MiniKubelet.Kubernetes;
using MiniKubelet.Manifests;
using MiniKubelet.Planning;
using MiniKubelet.Runtime.Configuration;

namespace MiniKubelet.Agent.Pods;

/// <summary>
/// Who may run here. Every settlement asks again for all that were rejected, so it is enough that whatever can free a place leads to
/// one: a pod that ended or is gone, another set of manifests. The node's labels and resources change only with a restart.
/// </summary>
public sealed partial class PodWorkers
{
    private readonly Dictionary<string, Rejected> _rejected = [];

    // The names whose pods were let in: who comes after one of them is heard before those that waited.
    private HashSet<string> _admittedNames = [];

    /// <summary>Decides on the pods that have no worker; those that may run. The others are shown as rejected.</summary>
    private List<PodManifest> Admit(List<PodManifest> missing, IReadOnlyDictionary<string, PodManifest> desired)
    {
        ForgetRejectedExcept(missing.Select(m => m.Pod.Metadata.Uid).ToHashSet());
        if (missing.Count == 0)
        {
            return [];
        }

        // A rejected pod leaves nothing on disk, and an admitted one has its directory before anything else is done for it.
        var onDisk = _services.Checkpoints.Uids().ToHashSet();
        var holding = _workers.Values.Where(w => w.Worker.HoldsItsPlace).Select(w => w.Worker.Pod);
        var candidates = missing.Select(m => new AdmissionCandidate(m.Pod, ClaimOf(m.Pod, onDisk)));
        var admitted = new List<PodManifest>();
        foreach (var (pod, rejection) in AdmissionRound.Decide(candidates, holding, _services.Node))
        {
            if (rejection is not null)
            {
                Reject(pod, rejection);
                continue;
            }

            if (_rejected.Remove(pod.Metadata.Uid))
            {
                Log.PodAdmitted(_services.Logger, pod.FullName());
            }

            admitted.Add(desired[pod.Metadata.Uid]);
        }

        _admittedNames = _workers.Values.Select(w => w.Worker.Pod.FullName())
            .Concat(admitted.Select(m => m.Pod.FullName()))
            .Concat(_admittedNames.Intersect(desired.Values.Select(m => m.Pod.FullName())))
            .ToHashSet();
        return admitted;
    }

    /// <summary>The runtime holds a pod that was rejected, so it was admitted once, whatever was lost on disk: it is not stopped.</summary>
    private void AdmitRunning(string uid, IReadOnlyDictionary<string, PodManifest> desired, CancellationToken cancellationToken)
    {
        _rejected.Remove(uid);
        _admittedNames.Add(desired[uid].Pod.FullName());
        Start(desired[uid], cancellationToken);
    }

    private AdmissionClaim ClaimOf(Pod pod, HashSet<string> onDisk) =>
        onDisk.Contains(pod.Metadata.Uid) ? AdmissionClaim.Admitted
        : _admittedNames.Contains(pod.FullName()) ? AdmissionClaim.Successor
        : AdmissionClaim.None;

    private void Reject(Pod pod, PodRejection rejection)
    {
        var known = _rejected.GetValueOrDefault(pod.Metadata.Uid);
        if (known?.Rejection != rejection)
        {
            Log.PodRejected(_services.Logger, pod.FullName(), rejection.Reason, rejection.Message);
            _services.Events.Record(pod, EventType.Warning, rejection.Reason, rejection.Message);
        }

        var rejected = new Rejected(pod, rejection, known?.Since ?? _services.Time.GetUtcNow());
        _rejected[pod.Metadata.Uid] = rejected;
        _services.Status.Pods.Put(Shown(rejected));
    }

    private void ForgetRejectedExcept(HashSet<string> missing)
    {
        foreach (var (uid, rejected) in _rejected.Where(r => !missing.Contains(r.Key)).ToList())
        {
            _rejected.Remove(uid);
            _services.Status.Pods.Remove(rejected.Pod.Metadata.Namespace, rejected.Pod.Metadata.Name);
        }
    }

    /// <summary>As the kubelet shows a pod that it rejected: nothing of its containers, no conditions (kubelet.go, rejectPod).</summary>
    private static Pod Shown(Rejected rejected)
    {
        var (pod, (reason, message), since) = rejected;
        return pod with
        {
            Metadata = pod.Metadata with { CreationTimestamp = pod.Metadata.CreationTimestamp ?? since },
            Status = new PodStatus
            {
                ObservedGeneration = pod.Metadata.Generation,
                Phase = PodPhase.Failed,
                Reason = reason,
                Message = $"Pod was rejected: {message}",
                StartTime = since,
                QosClass = PodQos.Classify(pod.Spec),
            },
        };
    }

    private sealed record Rejected(Pod Pod, PodRejection Rejection, DateTimeOffset Since);
}
