namespace MiniKubelet.Agent.Status;

/// <summary>What happened to an object (the watch protocol's event types).</summary>
public enum WatchEventType
{
    /// <summary>It is new, or was there when the watch began.</summary>
    Added,

    /// <summary>It changed.</summary>
    Modified,

    /// <summary>It is gone; the event holds its last state.</summary>
    Deleted,
}

/// <summary>One change of an object in a store.</summary>
/// <param name="Type">What happened.</param>
/// <param name="Object">The object after the change, or its last state; its resourceVersion is the event's.</param>
/// <param name="Previous">The object before the change; null when it was not there. Selectors need it: a change can take an
/// object out of a selection, or into it.</param>
/// <param name="Version">The event's number.</param>
public sealed record WatchEvent<T>(WatchEventType Type, T Object, T? Previous, long Version)
    where T : class;

/// <summary>A watch asked for events that are no longer kept: the watcher must list again (410 Gone, reason Expired).</summary>
public sealed class ResourceVersionExpiredException : Exception
{
    /// <summary>Neither kept nor given yet: <paramref name="requested"/>.</summary>
    public ResourceVersionExpiredException(long requested, long oldest)
        : base($"too old resource version: {requested} ({oldest})")
    {
    }
}

/// <summary>What a store holds at one moment.</summary>
/// <param name="Items">The objects, by namespace and name.</param>
/// <param name="Version">A watch from this number on misses nothing.</param>
public sealed record ResourceSnapshot<T>(IReadOnlyList<T> Items, long Version);
