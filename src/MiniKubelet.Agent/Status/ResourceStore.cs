using MiniKubelet.Kubernetes;

namespace MiniKubelet.Agent.Status;

/// <summary>
/// The objects of one kind as the API shows them, with a bounded journal of their changes. The loops write, the API reads;
/// objects are immutable, so a reader is never in a writer's way for longer than it takes to copy a list.
/// </summary>
public sealed class ResourceStore<T>
    where T : class, IKubernetesObject
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<ObjectKey, T> _objects = [];
    private readonly ResourceVersionClock _clock;
    private readonly Func<T, ObjectMeta, T> _withMetadata;
    private readonly Retention<T>? _retention;
    private readonly WatchJournal<T> _journal;

    internal ResourceStore(ResourceVersionClock clock, Func<T, ObjectMeta, T> withMetadata, Retention<T>? retention = null)
    {
        _clock = clock;
        _withMetadata = withMetadata;
        _retention = retention;
        _journal = new WatchJournal<T>(clock.Current);
    }

    /// <summary>An object came or went (not: changed). Raised outside the lock, after the fact.</summary>
    internal event Action<string>? KeysChanged;

    /// <summary>
    /// Stores an object and returns it with its new resourceVersion. Nothing happens when an equal one is there already:
    /// then that one is returned.
    /// </summary>
    public T Put(T item)
    {
        ArgumentNullException.ThrowIfNull(item);
        var key = KeyOf(item);
        bool added;
        T stored;
        lock (_lock)
        {
            added = !_objects.TryGetValue(key, out var previous);
            if (previous is not null && previous.Equals(WithVersion_NeedsLock(item, previous.Metadata.ResourceVersion)))
            {
                return previous;
            }

            var version = _clock.Next();
            stored = WithVersion_NeedsLock(item, ResourceVersionClock.Format(version));
            _objects[key] = stored;
            _journal.Append_NeedsLock(
                new(added ? WatchEventType.Added : WatchEventType.Modified, stored, previous, version));
            Trim_NeedsLock();
        }

        if (added)
        {
            KeysChanged?.Invoke(key.Namespace);
        }

        return stored;
    }

    /// <summary>Removes an object; false if it is not there.</summary>
    public bool Remove(string? @namespace, string name)
    {
        var key = new ObjectKey(@namespace ?? "", name);
        lock (_lock)
        {
            if (!Remove_NeedsLock(key))
            {
                return false;
            }
        }

        KeysChanged?.Invoke(key.Namespace);
        return true;
    }

    /// <summary>The object, or null. The namespace is empty for kinds that have none.</summary>
    public T? Get(string? @namespace, string name)
    {
        lock (_lock)
        {
            Trim_NeedsLock();
            return _objects.GetValueOrDefault(new ObjectKey(@namespace ?? "", name));
        }
    }

    /// <summary>All objects, by namespace and name.</summary>
    public ResourceSnapshot<T> List()
    {
        lock (_lock)
        {
            Trim_NeedsLock();
            // Versions are given under this lock: whatever this store puts later is above the number taken here.
            return new([.. _objects.Values], _clock.Current);
        }
    }

    /// <summary>
    /// The changes after <paramref name="version"/>; from 0 or null on, first an Added event for each object that is there.
    /// Throws <see cref="ResourceVersionExpiredException"/> when changes in between are no longer kept, which can also happen
    /// later, to a reader that is too slow. Ends only by cancellation.
    /// </summary>
    public async IAsyncEnumerable<WatchEvent<T>> Watch(
        long? version, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var position = version ?? 0;
        if (position == 0)
        {
            var snapshot = List();
            position = snapshot.Version;
            foreach (var item in snapshot.Items)
            {
                yield return new(WatchEventType.Added, item, null, position);
            }
        }

        while (true)
        {
            IReadOnlyList<WatchEvent<T>> events;
            Task changed;
            lock (_lock)
            {
                events = _journal.ReadAfter_NeedsLock(position, _clock.Current);
                changed = _journal.Changed_NeedsLock;
            }

            foreach (var change in events)
            {
                yield return change;
                position = change.Version;
            }

            if (events.Count == 0)
            {
                await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static ObjectKey KeyOf(T item) => new(item.Metadata.Namespace ?? "", item.Metadata.Name);

    private T WithVersion_NeedsLock(T item, string? version) =>
        _withMetadata(item, item.Metadata with { ResourceVersion = version });

    private bool Remove_NeedsLock(ObjectKey key)
    {
        if (!_objects.Remove(key, out var last))
        {
            return false;
        }

        var version = _clock.Next();
        var gone = WithVersion_NeedsLock(last, ResourceVersionClock.Format(version));
        _journal.Append_NeedsLock(new(WatchEventType.Deleted, gone, last, version));
        return true;
    }

    private void Trim_NeedsLock()
    {
        if (_retention is null)
        {
            return;
        }

        foreach (var item in _retention.Surplus(_objects.Values))
        {
            Remove_NeedsLock(KeyOf(item));
        }
    }
}

/// <summary>Names an object in a store; ordered as the API server lists.</summary>
internal readonly record struct ObjectKey(string Namespace, string Name) : IComparable<ObjectKey>
{
    public int CompareTo(ObjectKey other)
    {
        var byNamespace = string.CompareOrdinal(Namespace, other.Namespace);
        return byNamespace != 0 ? byNamespace : string.CompareOrdinal(Name, other.Name);
    }
}
