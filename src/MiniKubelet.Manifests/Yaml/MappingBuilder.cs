namespace MiniKubelet.Manifests;

/// <summary>Collects the entries of a mapping in the order of the file.</summary>
internal sealed class MappingBuilder
{
    private readonly List<MappingEntry> _entries = [];
    private readonly Dictionary<string, int> _positions = new(StringComparer.Ordinal);
    private readonly HashSet<string> _merged = new(StringComparer.Ordinal);

    /// <summary>Adds an entry; false, and the entry that is there, if the key has been given before.</summary>
    public bool TryAdd(MappingEntry entry, out MappingEntry first)
    {
        first = default;
        if (_positions.TryGetValue(entry.Key, out var position) && !_merged.Remove(entry.Key))
        {
            first = _entries[position];
            return false;
        }

        Put(entry);
        return true;
    }

    /// <summary>Takes over all entries of another mapping. As Go does it, they also replace keys given above the merge.</summary>
    public void Merge(MappingNode source)
    {
        foreach (var entry in source.Entries)
        {
            Put(entry);
            _merged.Add(entry.Key);
        }
    }

    /// <summary>Makes the mapping.</summary>
    public MappingNode Build(int line, int column) => new(_entries, line, column);

    private void Put(MappingEntry entry)
    {
        if (_positions.TryGetValue(entry.Key, out var position))
        {
            _entries[position] = entry;
        }
        else
        {
            _positions.Add(entry.Key, _entries.Count);
            _entries.Add(entry);
        }
    }
}
