namespace MiniKubelet.Planning;

/// <summary>
/// Crash back-off of one container: 10 s, doubling to 5 min, forgotten once the container ran longer than 10 min after its last
/// restart (client-go flowcontrol.Backoff as the kubelet uses it). The first restart is immediate.
/// </summary>
/// <param name="Delay">How long after its end the container must wait.</param>
/// <param name="RestartedAt">When it was last restarted.</param>
public sealed record RestartBackoff(TimeSpan Delay, DateTimeOffset RestartedAt)
{
    /// <summary>When a container that ended at <paramref name="finishedAt"/> may start again; null when it may now.</summary>
    public static DateTimeOffset? WaitUntil(RestartBackoff? entry, DateTimeOffset finishedAt, DateTimeOffset now, BackoffLimits limits)
    {
        if (entry is null || entry.IsForgotten(finishedAt, limits))
        {
            return null;
        }

        // A clock that was set back would otherwise stretch the wait: it is never longer than the delay from now.
        var until = Min(finishedAt, now) + entry.Delay;
        return until > now ? until : null;
    }

    /// <summary>The entry to remember when the container is restarted at <paramref name="now"/>.</summary>
    public static RestartBackoff Next(RestartBackoff? entry, DateTimeOffset finishedAt, DateTimeOffset now, BackoffLimits limits) =>
        entry is null || entry.IsForgotten(finishedAt, limits)
            ? new RestartBackoff(limits.Initial, now)
            : new RestartBackoff(TimeSpan.FromTicks(Math.Min(entry.Delay.Ticks * 2, limits.Max.Ticks)), now);

    private bool IsForgotten(DateTimeOffset finishedAt, BackoffLimits limits) => finishedAt - RestartedAt > limits.Max * 2;

    private static DateTimeOffset Min(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}

/// <summary>Bounds of a back-off.</summary>
/// <param name="Initial">The first delay.</param>
/// <param name="Max">The longest delay.</param>
public sealed record BackoffLimits(TimeSpan Initial, TimeSpan Max)
{
    /// <summary>The kubelet's: 10 s to 5 min.</summary>
    public static BackoffLimits Default { get; } = new(TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(5));

    /// <summary>With <c>crashLoopBackOff.maxContainerRestartPeriod</c>; a cap below 10 s lowers the first delay too.</summary>
    public static BackoffLimits WithMax(TimeSpan max) => new(max < Default.Initial ? max : Default.Initial, max);
}
