using System.Globalization;

namespace MiniKubelet;

/// <summary>Durations as Go prints them, such as <c>1m20s</c>: the kubelet's messages contain them.</summary>
public static class GoDuration
{
    /// <summary>A duration in whole or fractional seconds, minutes and hours.</summary>
    public static string Format(TimeSpan duration)
    {
        if (duration < TimeSpan.Zero)
        {
            return "-" + Format(duration.Negate());
        }

        if (duration < TimeSpan.FromSeconds(1))
        {
            return duration == TimeSpan.Zero ? "0s" : Text(duration.TotalMilliseconds) + "ms";
        }

        var seconds = Text(duration.TotalSeconds % 60) + "s";
        var hours = (long)duration.TotalHours;
        return hours > 0 ? $"{hours}h{duration.Minutes}m{seconds}"
            : duration.Minutes > 0 ? $"{duration.Minutes}m{seconds}"
            : seconds;
    }

    private static string Text(double value) => Math.Round(value, 3).ToString(CultureInfo.InvariantCulture);
}
