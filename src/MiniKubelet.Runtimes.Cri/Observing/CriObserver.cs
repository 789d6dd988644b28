using System.Collections.Concurrent;
using Google.Protobuf.Collections;
using MiniKubelet.Naming;
using MiniKubelet.Observation;
using MiniKubelet.Runtimes.Cri.V1;

namespace MiniKubelet.Runtimes.Cri.Observing;

/// <summary>
/// Lists pods at the runtime. On the hot path of a pod's start, so: the two listings go out together, then all the details that
/// are not known yet; a pod in which nothing changed costs the two listings. Alone writes the last observations.
/// </summary>
internal sealed class CriObserver(CriCalls calls, TimeProvider time, PodUids podUids)
{
    private const int DetailsInParallel = 16;

    // The last observation of each pod doubles as the cache of details: it holds no more than the last listing did.
    private readonly ConcurrentDictionary<string, PodObservation> _last = new(StringComparer.Ordinal);

    /// <summary>All that the runtime holds of one pod.</summary>
    public async Task<PodObservation> ObserveOneAsync(string podUid, CancellationToken cancellationToken)
    {
        var pods = await ObserveAsync(podUid, cancellationToken);
        if (pods is [var pod])
        {
            _last[podUid] = pod;
            return pod;
        }

        _last.TryRemove(podUid, out _);
        return PodObservation.Nothing(podUid);
    }

    /// <summary>All that the runtime holds of all our pods.</summary>
    public async Task<EquatableArray<PodObservation>> ObserveAllAsync(CancellationToken cancellationToken)
    {
        var pods = await ObserveAsync(podUid: null, cancellationToken);
        var present = new HashSet<string>(StringComparer.Ordinal);
        foreach (var pod in pods)
        {
            _last[pod.Uid] = pod;
            present.UnionWith(pod.Sandboxes.Select(sandbox => sandbox.Id));
            present.UnionWith(pod.Containers.Select(container => container.Id));
        }

        foreach (var gone in _last.Keys.Except(pods.Select(pod => pod.Uid), StringComparer.Ordinal))
        {
            _last.TryRemove(gone, out _);
        }

        podUids.KeepOnly(present);
        return pods.ToEquatableArray();
    }

    /// <summary>The sandboxes of one pod, or of all our pods.</summary>
    public async Task<IReadOnlyList<PodSandbox>> ListSandboxesAsync(string? podUid, CancellationToken cancellationToken)
    {
        var filter = new PodSandboxFilter();
        AddSelector(filter.LabelSelector, podUid);
        var response = await calls.CallAsync(
            CriMethods.ListPodSandbox, new ListPodSandboxRequest { Filter = filter }, podUid ?? calls.SocketPath, cancellationToken);

        // Ours by shape: the metadata, which only who made the sandbox could set, agree with the label.
        return [.. response.Items.Where(item =>
            item.Metadata is { Uid.Length: > 0 } metadata
            && item.Labels.TryGetValue(RuntimeLabels.PodUid, out var uid)
            && uid == metadata.Uid
            && (podUid is null || uid == podUid))];
    }

    private async Task<IReadOnlyList<V1.Container>> ListContainersAsync(string? podUid, CancellationToken cancellationToken)
    {
        var filter = new ContainerFilter();
        AddSelector(filter.LabelSelector, podUid);
        var response = await calls.CallAsync(
            CriMethods.ListContainers, new ListContainersRequest { Filter = filter }, podUid ?? calls.SocketPath, cancellationToken);
        return response.Containers;
    }

    private async Task<List<PodObservation>> ObserveAsync(string? podUid, CancellationToken cancellationToken)
    {
        var sandboxes = ListSandboxesAsync(podUid, cancellationToken);
        var containers = ListContainersAsync(podUid, cancellationToken);
        await Task.WhenAll(sandboxes, containers);

        var details = new DetailsReader(calls, DetailsInParallel);
        var pods = new List<PodDraft>();
        var containersBySandbox = (await containers).ToLookup(container => container.PodSandboxId, StringComparer.Ordinal);
        foreach (var pod in (await sandboxes).GroupBy(sandbox => sandbox.Metadata.Uid, StringComparer.Ordinal))
        {
            var draft = new PodDraft(pod.First().Metadata, _last.GetValueOrDefault(pod.Key), time.GetUtcNow());
            foreach (var sandbox in pod)
            {
                podUids.Learn(sandbox.Id, pod.Key);
                draft.Add(sandbox, details);

                // A container is the pod's that holds its sandbox, whatever its labels say.
                foreach (var container in containersBySandbox[sandbox.Id])
                {
                    podUids.Learn(container.Id, pod.Key);
                    draft.Add(container, details);
                }
            }

            pods.Add(draft);
        }

        await details.ReadAllAsync(cancellationToken);
        return [.. pods.Select(pod => pod.ToObservation())];
    }

    private static void AddSelector(MapField<string, string> selector, string? podUid)
    {
        if (podUid is not null)
        {
            selector.Add(RuntimeLabels.PodUid, podUid);
        }
    }
}
