using System.Collections.Concurrent;
using MiniKubelet.Observation;

namespace MiniKubelet.Runtimes.Docker;

public sealed partial class DockerRuntime
{
    /// <summary>
    /// Containers that have ended, by id: that does not change any more, unless somebody starts them again, which the event
    /// stream tells. Forgotten when the container is gone.
    /// </summary>
    private readonly ConcurrentDictionary<string, ContainerObservation> _ended = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public async Task<PodObservation> ObservePodAsync(string podUid, CancellationToken cancellationToken)
    {
        var own = await ListAsync(podUid, cancellationToken).ConfigureAwait(false);
        return await ObserveAsync(podUid, own, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<EquatableArray<PodObservation>> ObservePodsAsync(CancellationToken cancellationToken)
    {
        var all = await ListAsync(podUid: null, cancellationToken).ConfigureAwait(false);
        ForgetAllBut(all);
        var pods = await Task
            .WhenAll(all.GroupBy(own => own.Name.Uid).Select(pod => ObserveAsync(pod.Key, pod, cancellationToken)))
            .ConfigureAwait(false);
        return pods.Where(pod => pod.Sandboxes.Count + pod.Containers.Count > 0).ToEquatableArray();
    }

    // The listing says what there is. The state comes from an inspect each: after a death Docker's listing lags behind its
    // own event (moby 20.10 publishes "die" before it updates the copy that listings are made from), an inspect does not.
    private async Task<PodObservation> ObserveAsync(string podUid, IEnumerable<OwnObject> own, CancellationToken cancellationToken)
    {
        var observed = await Task.WhenAll(own.Select(one => ObserveAsync(one, cancellationToken))).ConfigureAwait(false);
        var name = observed.FirstOrDefault(one => one.IsThere)?.Name;
        if (name is null)
        {
            return PodObservation.Nothing(podUid);
        }

        return new PodObservation(
            podUid,
            name.Pod,
            name.Namespace,
            observed.Select(one => one.Sandbox).OfType<SandboxObservation>()
                .OrderByDescending(sandbox => sandbox.Attempt).ThenByDescending(sandbox => sandbox.CreatedAt).ToEquatableArray(),
            observed.Select(one => one.Container).OfType<ContainerObservation>()
                .OrderByDescending(container => container.CreatedAt).ToEquatableArray());
    }

    private async Task<Observed> ObserveAsync(OwnObject own, CancellationToken cancellationToken)
    {
        if (_ended.TryGetValue(own.Id, out var ended))
        {
            return new Observed(own.Name, null, ended);
        }

        if (await InspectAsync(own.Id, cancellationToken).ConfigureAwait(false) is not { } details)
        {
            return new Observed(own.Name, null, null);
        }

        if (own.Name.IsSandbox)
        {
            return new Observed(own.Name, ObservationMapping.Sandbox(own.Name, own.Record, details), null);
        }

        var imageId = await ImageReferenceAsync(details.Image, cancellationToken).ConfigureAwait(false);
        var container = ObservationMapping.Container(own.Name, own.Record, details, imageId, _oomKilled.ContainsKey(own.Id));
        if (container is { State: RunState.Exited, FinishedAt: not null })
        {
            _ended[own.Id] = container;
        }

        return new Observed(own.Name, null, container);
    }

    private void ForgetAllBut(List<OwnObject> all)
    {
        var there = all.Select(own => own.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var id in _ended.Keys.Concat(_oomKilled.Keys).Where(id => !there.Contains(id)).ToList())
        {
            Forget(id);
        }
    }

    private void Forget(string id)
    {
        _ended.TryRemove(id, out _);
        _oomKilled.TryRemove(id, out _);
    }

    /// <summary>One object's observation; neither when it vanished meanwhile.</summary>
    private sealed record Observed(ObjectName Name, SandboxObservation? Sandbox, ContainerObservation? Container)
    {
        public bool IsThere => Sandbox is not null || Container is not null;
    }
}
