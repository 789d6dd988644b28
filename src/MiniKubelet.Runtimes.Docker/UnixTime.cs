using System.Globalization;

namespace MiniKubelet.Runtimes.Docker;

/// <summary>Times in the Engine API's query strings.</summary>
internal static class UnixTime
{
    /// <summary>Seconds since 1970 with nine decimals.</summary>
    public static string Format(DateTimeOffset time)
    {
        var ticks = (time - DateTimeOffset.UnixEpoch).Ticks;
        var (seconds, rest) = Math.DivRem(ticks, TimeSpan.TicksPerSecond);
        return string.Create(CultureInfo.InvariantCulture, $"{seconds}.{rest * TimeSpan.NanosecondsPerTick:000000000}");
    }
}
