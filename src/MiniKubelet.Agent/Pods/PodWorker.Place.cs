using MiniKubelet.Observation;

namespace MiniKubelet.Agent.Pods;

public sealed partial class PodWorker
{
    private volatile bool _holdsItsPlace;

    /// <summary>
    /// Raised, from the worker's loop, when the pod no longer holds its place though it is still there: it has ended, and its sandbox
    /// with the ports is stopped.
    /// </summary>
    public event Action? PlaceFreed;

    /// <summary>Whether the pod's resources and ports are still its own; one that is being removed keeps them until it is gone.</summary>
    public bool HoldsItsPlace => _holdsItsPlace;

    private void SettlePlace(PodObservation observed)
    {
        var over = _history.Outcome is not null && !observed.Sandboxes.Any(sandbox => sandbox.Ready);
        var freed = over && _holdsItsPlace;
        _holdsItsPlace = !over;
        if (freed)
        {
            PlaceFreed?.Invoke();
        }
    }
}
