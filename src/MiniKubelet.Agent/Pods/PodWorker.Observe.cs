using MiniKubelet.Agent.Events;
using MiniKubelet.Manifests;
using MiniKubelet.Observation;
using MiniKubelet.Planning;
using MiniKubelet.Runtime;
using MiniKubelet.Runtime.Configuration;

namespace MiniKubelet.Agent.Pods;

public sealed partial class PodWorker
{
    /// <summary>What the runtime holds of the pod now; its probes and its history know it when this returns.</summary>
    private async Task<PodObservation> ObserveAsync(CancellationToken cancellationToken)
    {
        var observed = await LookAsync(cancellationToken).ConfigureAwait(false);
        if (_given is { File: "", Pod.Spec.Containers.Count: 0 } && observed.Containers.Count > 0)
        {
            // Only its directory was known until now: it is what the runtime says it is.
            _given = _taken = new PodManifest(RestoredPod.Of(observed), File: "");
        }

        // A start that was called failed, and worked all the same.
        _startFailures = _startFailures.Where(f => observed.Newest(f.Key) is not { State: RunState.Running }).ToEquatableMap();
        Probe(observed);
        Remember(_history.Observed(observed) with { Verdicts = _services.Prober.VerdictsFor(Pod.Metadata.Uid) });
        return observed;
    }

    private async Task<PodObservation> LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _services.Pleg.ObserveAsync(Pod.Metadata.Uid, cancellationToken).ConfigureAwait(false);
        }
        catch (RuntimeException e)
        {
            _services.Events.Record(Pod, EventType.Warning, "FailedSync", $"error determining status: {e.Message}");
            throw;
        }
    }

    /// <summary>Probes what runs: while a long action goes on too, for readiness changes until the last container is gone.</summary>
    private void Probe(PodObservation observed) =>
        _services.Prober.Sync(Pod, observed, terminating: _history.Termination is not null, seed: _history.Verdicts);
}
