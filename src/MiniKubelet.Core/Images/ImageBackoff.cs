using MiniKubelet.Planning;

namespace MiniKubelet.Images;

/// <summary>
/// Back-off of one image in one pod: 10 s, doubling to 5 min, forgotten 10 min after the last failure. A pull that succeeds does
/// not end it (client-go flowcontrol.Backoff as the kubelet's image manager uses it).
/// </summary>
/// <param name="FailedAt">When the last pull failed.</param>
/// <param name="Delay">How long no other is tried.</param>
/// <param name="Error">What was wrong: the kubelet's word, a colon and its message.</param>
public sealed record ImageBackoff(DateTimeOffset FailedAt, TimeSpan Delay, string Error)
{
    private static readonly BackoffLimits Limits = BackoffLimits.Default;

    /// <summary>The entry after a pull that failed at <paramref name="now"/>.</summary>
    public static ImageBackoff Next(ImageBackoff? entry, string error, DateTimeOffset now)
    {
        var delay = entry is null || now - entry.FailedAt > Limits.Max * 2 ? Limits.Initial : entry.Delay * 2;
        return new ImageBackoff(now, delay < Limits.Max ? delay : Limits.Max, error);
    }

    /// <summary>When a pull may be tried again; null when it may now. A clock that was set back does not stretch it.</summary>
    public DateTimeOffset? WaitUntil(DateTimeOffset now)
    {
        var until = (FailedAt < now ? FailedAt : now) + Delay;
        return until > now ? until : null;
    }
}
