using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace MiniKubelet;

/// <summary>An immutable list that is equal to another with equal elements in the same order.</summary>
[SuppressMessage("Naming", "CA1710", Justification = "The name says what it adds to an array or a map: equality.")]
[CollectionBuilder(typeof(EquatableArray), nameof(EquatableArray.Create))]
public sealed class EquatableArray<T> : IReadOnlyList<T>, ICollection<T>, IEquatable<EquatableArray<T>>, IEquatableCollection
{
    private readonly List<T> _items;
    private readonly bool _open;

    // The JSON reader makes an empty instance and adds to it through ICollection<T>, which needs no reflection.
    // Only instances made here accept that; all others are closed.
    /// <summary>Makes an empty list for the JSON reader; others use <see cref="Empty"/> or a collection expression.</summary>
    public EquatableArray() => (_items, _open) = ([], true);

    internal EquatableArray(ReadOnlySpan<T> items) => _items = [.. items];

    internal EquatableArray(IEnumerable<T> items) => _items = [.. items];

    /// <summary>The list without elements.</summary>
    [SuppressMessage("Design", "CA1000", Justification = "As ImmutableArray<T>.Empty.")]
    public static EquatableArray<T> Empty { get; } = new(ReadOnlySpan<T>.Empty);

    /// <summary>Number of elements.</summary>
    public int Count => _items.Count;

    bool ICollection<T>.IsReadOnly => !_open;

    /// <summary>The element at an index from 0.</summary>
    public T this[int index] => _items[index];

    /// <summary>Whether an equal element is in the list.</summary>
    public bool Contains(T item) => _items.Contains(item);

    /// <summary>Copies the elements into an array from an index on.</summary>
    public void CopyTo(T[] array, int arrayIndex) => _items.CopyTo(array, arrayIndex);

    /// <summary>Equal if the elements are equal, one by one.</summary>
    public bool Equals(EquatableArray<T>? other) =>
        ReferenceEquals(this, other) || (other is not null && _items.SequenceEqual(other._items));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as EquatableArray<T>);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var item in _items)
        {
            hash.Add(item);
        }

        return hash.ToHashCode();
    }

    /// <summary>The elements in brackets, for logs and failed tests.</summary>
    public override string ToString() => $"[{string.Join(", ", _items)}]";

    /// <summary>Enumerates without allocating.</summary>
    public List<T>.Enumerator GetEnumerator() => _items.GetEnumerator();

    IEnumerator<T> IEnumerable<T>.GetEnumerator() => _items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _items.GetEnumerator();

    void ICollection<T>.Add(T item)
    {
        if (!_open)
        {
            throw ReadOnly();
        }

        _items.Add(item);
    }

    void ICollection<T>.Clear() => throw ReadOnly();

    bool ICollection<T>.Remove(T item) => throw ReadOnly();

    private static NotSupportedException ReadOnly() => new("the list is immutable");
}

/// <summary>Makes <see cref="EquatableArray{T}"/> values.</summary>
public static class EquatableArray
{
    /// <summary>Copies the elements; the target of collection expressions.</summary>
    public static EquatableArray<T> Create<T>(ReadOnlySpan<T> items) =>
        items.IsEmpty ? EquatableArray<T>.Empty : new EquatableArray<T>(items);

    /// <summary>Copies a sequence, so that LINQ queries can end in it.</summary>
    public static EquatableArray<T> ToEquatableArray<T>(this IEnumerable<T> items) => new(items);
}

/// <summary>The size of either collection, for code that does not know its elements.</summary>
internal interface IEquatableCollection
{
    int Count { get; }
}
