namespace MiniKubelet.Testing;

/// <summary>
/// A clock that only moves when a test says so. Its timers fire inside <see cref="Advance"/>, on the caller's thread, in order of
/// their due time (of equals, the one armed first), each seeing exactly its due time as now. <c>Task.Delay(…, provider)</c>,
/// <c>new CancellationTokenSource(…, provider)</c> and <see cref="PeriodicTimer"/> work on it.
/// </summary>
public sealed class VirtualTime : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly PriorityQueue<Armed, (TimeSpan Due, long Order)> _queue = new();
    private TimeSpan _elapsed;
    private DateTimeOffset _origin;
    private long _order;

    /// <summary>A clock that stands at 2026-01-01T00:00:00Z, or at <paramref name="start"/>.</summary>
    public VirtualTime(DateTimeOffset? start = null) => _origin = start ?? new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Now.</summary>
    public DateTimeOffset Now => GetUtcNow();

    /// <summary>How many timers are armed.</summary>
    public int ArmedTimers
    {
        get
        {
            lock (_lock)
            {
                DropStale_NeedsLock();
                return _queue.UnorderedItems.Count(item => item.Element.IsCurrent);
            }
        }
    }

    /// <summary>How long until the next timer fires; null when none is armed.</summary>
    public TimeSpan? UntilNextTimer
    {
        get
        {
            lock (_lock)
            {
                DropStale_NeedsLock();
                return _queue.TryPeek(out _, out var key) ? key.Due - _elapsed : null;
            }
        }
    }

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return _origin + _elapsed;
        }
    }

    /// <inheritdoc/>
    public override long GetTimestamp()
    {
        lock (_lock)
        {
            return _elapsed.Ticks;
        }
    }

    /// <summary>Lets time pass; timers that come due on the way fire.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        TimeSpan target;
        lock (_lock)
        {
            target = _elapsed + by;
        }

        while (NextDue(target) is { } timer)
        {
            timer.Fire();
        }

        lock (_lock)
        {
            _elapsed = target > _elapsed ? target : _elapsed;
        }
    }

    /// <summary>Lets time pass up to the next timer and fires it, and those due with it. False when none is armed.</summary>
    public bool AdvanceToNextTimer()
    {
        if (UntilNextTimer is not { } wait)
        {
            return false;
        }

        Advance(wait > TimeSpan.Zero ? wait : TimeSpan.Zero);
        return true;
    }

    /// <summary>
    /// Goes from timer to timer until <paramref name="condition"/> holds, giving tasks on other threads real time to run in
    /// between: for loops under test whose continuations run on the thread pool. Fails once <paramref name="limit"/> of virtual
    /// time has passed, or 20 s of real time.
    /// </summary>
    public async Task AdvanceUntilAsync(Func<bool> condition, TimeSpan limit, string what = "the condition")
    {
        var end = Now + limit;
        var deadline = System.GetTimestamp();
        while (!condition())
        {
            if (System.GetElapsedTime(deadline) > TimeSpan.FromSeconds(20))
            {
                throw new TimeoutException($"{what} did not come true in 20 s of real time; virtual now is {Now:O}");
            }

            // Work that a fired timer started may still be running; only when nothing comes of it does time move on.
            if (await Eventually.TryAsync(condition, TimeSpan.FromMilliseconds(20)))
            {
                return;
            }

            if (UntilNextTimer is { } wait)
            {
                if (Now + wait > end)
                {
                    throw new TimeoutException($"{what} did not come true within {limit} of virtual time");
                }

                Advance(wait > TimeSpan.Zero ? wait : TimeSpan.Zero);
            }
        }
    }

    /// <summary>Steps the wall clock, as an administrator or NTP would. Timers and timestamps do not notice.</summary>
    public void StepWallClock(TimeSpan by)
    {
        lock (_lock)
        {
            _origin += by;
        }
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private VirtualTimer? NextDue(TimeSpan target)
    {
        lock (_lock)
        {
            DropStale_NeedsLock();
            if (!_queue.TryPeek(out var armed, out var key) || key.Due > target)
            {
                return null;
            }

            _queue.Dequeue();
            _elapsed = key.Due > _elapsed ? key.Due : _elapsed;
            armed.Timer.Rearm_NeedsLock(key.Due);
            return armed.Timer;
        }
    }

    private void DropStale_NeedsLock()
    {
        while (_queue.TryPeek(out var armed, out _) && !armed.IsCurrent)
        {
            _queue.Dequeue();
        }
    }

    /// <summary>One arming of a timer; stale as soon as the timer is changed, disposed or fired.</summary>
    private sealed record Armed(VirtualTimer Timer, long Version)
    {
        public bool IsCurrent => Timer.Version == Version;
    }

    private sealed class VirtualTimer(VirtualTime time, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan period = Timeout.InfiniteTimeSpan;
        private bool disposed;

        public long Version { get; private set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan newPeriod)
        {
            lock (time._lock)
            {
                if (disposed)
                {
                    return false;
                }

                Version++;
                // A period of zero means once, as with System.Threading.Timer.
                period = newPeriod == TimeSpan.Zero ? Timeout.InfiniteTimeSpan : newPeriod;
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    Arm_NeedsLock(time._elapsed + dueTime);
                }

                return true;
            }
        }

        public void Rearm_NeedsLock(TimeSpan firedAt)
        {
            Version++;
            if (period != Timeout.InfiniteTimeSpan)
            {
                Arm_NeedsLock(firedAt + period);
            }
        }

        public void Dispose()
        {
            lock (time._lock)
            {
                disposed = true;
                Version++;
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Arm_NeedsLock(TimeSpan due) => time._queue.Enqueue(new Armed(this, Version), (due, time._order++));
    }
}
