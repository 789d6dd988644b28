namespace MiniKubelet.Agent.Status;

/// <summary>
/// The last changes of a store. Every watcher keeps only its position and reads on from there, so a slow one costs nothing
/// and falls out at the old end. Its owner's lock guards all of it.
/// </summary>
internal sealed class WatchJournal<T>
    where T : class
{
    /// <summary>How many changes are kept per kind.</summary>
    internal const int Capacity = 1024;

    private readonly Queue<WatchEvent<T>> _events = new();
    private TaskCompletionSource? _changed;
    private long _floor;

    /// <param name="floor">Changes up to this number are not known here.</param>
    internal WatchJournal(long floor) => _floor = floor;

    /// <summary>Completes at the next change.</summary>
    internal Task Changed_NeedsLock =>
        (_changed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    internal void Append_NeedsLock(WatchEvent<T> change)
    {
        _events.Enqueue(change);
        if (_events.Count > Capacity)
        {
            _floor = _events.Dequeue().Version;
        }

        _changed?.TrySetResult();
        _changed = null;
    }

    /// <summary>The changes after a number, oldest first.</summary>
    /// <param name="version">The watcher's position.</param>
    /// <param name="current">The last number given: a position beyond it is of another life of this daemon.</param>
    internal IReadOnlyList<WatchEvent<T>> ReadAfter_NeedsLock(long version, long current)
    {
        if (version < _floor || version > current)
        {
            throw new ResourceVersionExpiredException(version, _floor);
        }

        return [.. _events.SkipWhile(e => e.Version <= version)];
    }
}
