using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace MiniKubelet.Runtimes.Cri;

/// <summary>
/// Which pod a sandbox or container id belongs to: containerd's events name ids only. Learnt when we make one and from every
/// listing; a full listing drops what is gone, which bounds it.
/// </summary>
internal sealed class PodUids
{
    private readonly ConcurrentDictionary<string, string> _uids = new(StringComparer.Ordinal);

    public void Learn(string id, string podUid) => _uids[id] = podUid;

    public void Forget(string id) => _uids.TryRemove(id, out _);

    public string? Find(string id) => _uids.GetValueOrDefault(id);

    /// <summary>Drops every id that is not in <paramref name="ids"/>.</summary>
    [SuppressMessage("Performance", "CA1868", Justification = "Reads another collection.")]
    public void KeepOnly(HashSet<string> ids)
    {
        foreach (var id in _uids.Keys)
        {
            if (!ids.Contains(id))
            {
                Forget(id);
            }
        }
    }
}
