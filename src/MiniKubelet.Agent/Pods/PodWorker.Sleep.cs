namespace MiniKubelet.Agent.Pods;

public sealed partial class PodWorker
{
    private static readonly TimeSpan ShortestRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(10);

    // Timers have an end, at 49 days; deadlines of pods need not. Waking once a day for nothing does no harm.
    private static readonly TimeSpan LongestSleep = TimeSpan.FromDays(1);

    private int _retries;

    /// <summary>Sleeps until a moment, or for ever; a wake ends it, and stays to be taken.</summary>
    private async Task SleepAsync(DateTimeOffset? until, CancellationToken cancellationToken)
    {
        if (until is null)
        {
            await _wakes.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        var pause = until.Value - Now;
        if (pause <= TimeSpan.Zero)
        {
            return;
        }

        using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var wake = _wakes.Reader.WaitToReadAsync(timer.Token).AsTask();
        var over = Task.Delay(pause < LongestSleep ? pause : LongestSleep, _services.Time, timer.Token);
        await Task.WhenAny(wake, over).ConfigureAwait(false);
        await timer.CancelAsync().ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>
    /// Waits after a failure, longer each time. Wakes do not shorten the first second, for a failed attempt makes events of its own;
    /// only the pod's end is news enough for that.
    /// </summary>
    private async Task PauseAsync(CancellationToken cancellationToken)
    {
        var until = Now.AddSeconds(Math.Min(Math.Pow(2, _retries++), LongestRetry.TotalSeconds));
        var soonest = Now + ShortestRetry;
        var woken = false;
        while (!TerminationIsNews && Now < soonest)
        {
            await SleepAsync(soonest, cancellationToken).ConfigureAwait(false);
            woken |= _wakes.Reader.TryRead(out _);
        }

        if (!woken && !TerminationIsNews)
        {
            await SleepAsync(until, cancellationToken).ConfigureAwait(false);
        }
    }
}
