using MiniKubelet.Manifests;
using MiniKubelet.Planning;

namespace MiniKubelet.Agent.Pods;

public sealed partial class PodWorker
{
    private PodManifest? _savedManifest;
    private PodHistory? _savedHistory;

    /// <summary>Takes a new history; it is on disk before anything relies on it.</summary>
    private void Remember(PodHistory history)
    {
        if (!history.Equals(_history))
        {
            _history = history;
        }

        SaveWhatIsNew();
    }

    // A disk that is full must not keep a pod from being run, and least of all from being removed: then memory has to do, and
    // the next look tries again.
    private void SaveWhatIsNew()
    {
        try
        {
            // The history first: what follows from an edit is decided before the edit counts as taken.
            if (!ReferenceEquals(_history, _savedHistory))
            {
                _services.Checkpoints.Save(Pod.Metadata.Uid, _history);
                _savedHistory = _history;
            }

            if (_taken is { File.Length: > 0 } taken && !ReferenceEquals(taken, _savedManifest))
            {
                _services.Checkpoints.Save(taken);
                _savedManifest = taken;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.CheckpointNotWritten(_services.Logger, Pod.FullName(), e.Message);
        }
    }

    private void Forget()
    {
        var uid = Pod.Metadata.Uid;
        _services.Prober.Forget(uid);
        _services.Metrics.ProbeTotal.Forget("pod_uid", uid);
        _services.Pleg.Forget(uid);
        if (OwnsStatus)
        {
            _services.Status.Pods.Remove(Pod.Metadata.Namespace, Pod.Metadata.Name);
        }

        Log.PodGone(_services.Logger, Pod.FullName());
    }
}
