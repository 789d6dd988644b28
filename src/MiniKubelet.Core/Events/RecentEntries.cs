namespace MiniKubelet.Events;

/// <summary>A map that keeps only the entries used last, so that it never grows beyond its capacity.</summary>
internal sealed class RecentEntries<TValue>(int capacity)
    where TValue : class
{
    private readonly Dictionary<string, LinkedListNode<(string Key, TValue Value)>> _entries = [];

    // The one used longest ago is the first.
    private readonly LinkedList<(string Key, TValue Value)> _order = new();

    /// <summary>The value of a key; null if it is not, or no longer, known.</summary>
    public TValue? Find(string key) => _entries.TryGetValue(key, out var node) ? node.Value.Value : null;

    /// <summary>Sets the value of a key, which is then the one used last.</summary>
    public void Put(string key, TValue value)
    {
        if (_entries.Remove(key, out var known))
        {
            _order.Remove(known);
        }

        _entries[key] = _order.AddLast((key, value));
        if (_entries.Count > capacity)
        {
            _entries.Remove(_order.First!.Value.Key);
            _order.RemoveFirst();
        }
    }
}
