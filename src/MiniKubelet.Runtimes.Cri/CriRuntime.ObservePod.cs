using MiniKubelet.Observation;

namespace MiniKubelet.Runtimes.Cri;

public sealed partial class CriRuntime
{
    /// <inheritdoc/>
    public async Task<PodObservation> ObservePodAsync(string podUid, CancellationToken cancellationToken) =>
        await _observer.ObserveOneAsync(podUid, cancellationToken);

    /// <inheritdoc/>
    public async Task<EquatableArray<PodObservation>> ObservePodsAsync(CancellationToken cancellationToken) =>
        await _observer.ObserveAllAsync(cancellationToken);
}
