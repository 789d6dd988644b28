using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace MiniKubelet;

/// <summary>An immutable map with ordinally sorted string keys, equal to another with equal entries.</summary>
[SuppressMessage("Naming", "CA1710", Justification = "The name says what it adds to an array or a map: equality.")]
[CollectionBuilder(typeof(EquatableMap), nameof(EquatableMap.Create))]
public sealed class EquatableMap<TValue> :
    IReadOnlyDictionary<string, TValue>, IDictionary<string, TValue>, IEquatable<EquatableMap<TValue>>,
    IEquatableCollection
{
    private readonly SortedList<string, TValue> _entries = new(StringComparer.Ordinal);
    private readonly bool _open;

    // The JSON reader makes an empty instance and sets entries through IDictionary, which needs no reflection.
    // Only instances made here accept that; all others are closed.
    /// <summary>Makes an empty map for the JSON reader; others use <see cref="Empty"/> or a collection expression.</summary>
    public EquatableMap() => _open = true;

    internal EquatableMap(IEnumerable<KeyValuePair<string, TValue>> entries)
    {
        foreach (var (key, value) in entries)
        {
            _entries[key] = value;
        }
    }

    /// <summary>The map without entries.</summary>
    [SuppressMessage("Design", "CA1000", Justification = "As ImmutableArray<T>.Empty.")]
    public static EquatableMap<TValue> Empty { get; } = new((IEnumerable<KeyValuePair<string, TValue>>)[]);

    /// <summary>Number of entries.</summary>
    public int Count => _entries.Count;

    /// <summary>The keys in ordinal order.</summary>
    public IEnumerable<string> Keys => _entries.Keys;

    /// <summary>The values in the order of their keys.</summary>
    public IEnumerable<TValue> Values => _entries.Values;

    ICollection<string> IDictionary<string, TValue>.Keys => _entries.Keys;

    ICollection<TValue> IDictionary<string, TValue>.Values => _entries.Values;

    bool ICollection<KeyValuePair<string, TValue>>.IsReadOnly => !_open;

    /// <summary>The value of a key; throws <see cref="KeyNotFoundException"/> if it is absent.</summary>
    public TValue this[string key] => _entries[key];

    TValue IDictionary<string, TValue>.this[string key]
    {
        get => _entries[key];
        set
        {
            if (!_open)
            {
                throw ReadOnly();
            }

            _entries[key] = value;
        }
    }

    /// <summary>Whether the key is present.</summary>
    public bool ContainsKey(string key) => _entries.ContainsKey(key);

    /// <summary>Gets the value of a key, if it is present.</summary>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out TValue value) => _entries.TryGetValue(key, out value);

    /// <summary>A copy in which the key has the value.</summary>
    public EquatableMap<TValue> With(string key, TValue value) => new(_entries.Append(new(key, value)));

    /// <summary>A copy without the key.</summary>
    public EquatableMap<TValue> Without(string key) =>
        new(_entries.Where(entry => !string.Equals(entry.Key, key, StringComparison.Ordinal)));

    /// <summary>Equal if the same keys have equal values.</summary>
    public bool Equals(EquatableMap<TValue>? other) =>
        ReferenceEquals(this, other) || (other is not null && _entries.SequenceEqual(other._entries));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as EquatableMap<TValue>);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var (key, value) in _entries)
        {
            hash.Add(key, StringComparer.Ordinal);
            hash.Add(value);
        }

        return hash.ToHashCode();
    }

    /// <summary>The keys in braces; not the values, which may be secret.</summary>
    public override string ToString() => $"{{{string.Join(", ", _entries.Keys)}}}";

    /// <summary>Enumerates in the order of the keys.</summary>
    public IEnumerator<KeyValuePair<string, TValue>> GetEnumerator() => _entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _entries.GetEnumerator();

    void IDictionary<string, TValue>.Add(string key, TValue value)
    {
        if (!_open)
        {
            throw ReadOnly();
        }

        _entries.Add(key, value);
    }

    void ICollection<KeyValuePair<string, TValue>>.Add(KeyValuePair<string, TValue> item) =>
        ((IDictionary<string, TValue>)this).Add(item.Key, item.Value);

    bool ICollection<KeyValuePair<string, TValue>>.Contains(KeyValuePair<string, TValue> item) => _entries.Contains(item);

    void ICollection<KeyValuePair<string, TValue>>.CopyTo(KeyValuePair<string, TValue>[] array, int arrayIndex) =>
        ((ICollection<KeyValuePair<string, TValue>>)_entries).CopyTo(array, arrayIndex);

    bool IDictionary<string, TValue>.Remove(string key) => throw ReadOnly();

    bool ICollection<KeyValuePair<string, TValue>>.Remove(KeyValuePair<string, TValue> item) => throw ReadOnly();

    void ICollection<KeyValuePair<string, TValue>>.Clear() => throw ReadOnly();

    private static NotSupportedException ReadOnly() => new("the map is immutable");
}

/// <summary>Makes <see cref="EquatableMap{TValue}"/> values.</summary>
public static class EquatableMap
{
    /// <summary>Copies the entries, the last of a key winning; the target of collection expressions.</summary>
    public static EquatableMap<TValue> Create<TValue>(ReadOnlySpan<KeyValuePair<string, TValue>> entries) =>
        entries.IsEmpty ? EquatableMap<TValue>.Empty : new EquatableMap<TValue>(entries.ToArray());

    /// <summary>Copies a sequence, the last of a key winning, so that LINQ queries can end in it.</summary>
    public static EquatableMap<TValue> ToEquatableMap<TValue>(this IEnumerable<KeyValuePair<string, TValue>> entries) =>
        new(entries);
}
