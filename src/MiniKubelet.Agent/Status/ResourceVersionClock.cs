using System.Globalization;

namespace MiniKubelet.Agent.Status;

/// <summary>
/// One number that grows with every change in any store: <c>metadata.resourceVersion</c>. It starts at the unix time in
/// microseconds, so that after a restart all versions are above those given before, with nothing kept on disk.
/// </summary>
public sealed class ResourceVersionClock
{
    private long _current;

    /// <summary>Starts at the present time.</summary>
    public ResourceVersionClock(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        _current = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
    }

    /// <summary>The last number given.</summary>
    public long Current => Interlocked.Read(ref _current);

    /// <summary>The next number.</summary>
    public long Next() => Interlocked.Increment(ref _current);

    /// <summary>The number as <c>metadata.resourceVersion</c> shows it.</summary>
    public static string Format(long version) => version.ToString(CultureInfo.InvariantCulture);
}
