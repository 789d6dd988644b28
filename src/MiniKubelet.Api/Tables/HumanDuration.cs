using System.Globalization;

namespace MiniKubelet.Api.Tables;

/// <summary>Ages as kubectl shows them: two or three digits that matter (apimachinery's duration.HumanDuration).</summary>
internal static class HumanDuration
{
    /// <summary>Time since a moment; <c>&lt;unknown&gt;</c> when there is none.</summary>
    internal static string Since(DateTimeOffset? moment, DateTimeOffset now) =>
        moment is { } then ? Format(now - then) : "<unknown>";

    /// <summary>A span of time.</summary>
    internal static string Format(TimeSpan span)
    {
        // Clocks of two machines may differ by a little, not by more than that.
        var seconds = (long)span.TotalSeconds;
        long minutes = seconds / 60, hours = seconds / 3600, days = hours / 24, years = days / 365;
        return seconds switch
        {
            < -1 => "<invalid>",
            < 0 => "0s",
            < 2 * 60 => Text(seconds, 's'),
            < 10 * 60 => Text(minutes, 'm') + Rest(seconds % 60, 's'),
            < 3 * 3600 => Text(minutes, 'm'),
            < 8 * 3600 => Text(hours, 'h') + Rest(minutes % 60, 'm'),
            < 48 * 3600 => Text(hours, 'h'),
            < 8 * 86400 => Text(days, 'd') + Rest(hours % 24, 'h'),
            < 2 * 365 * 86400L => Text(days, 'd'),
            < 8 * 365 * 86400L => Text(years, 'y') + Rest(days % 365, 'd'),
            _ => Text(years, 'y'),
        };
    }

    private static string Text(long number, char unit) => number.ToString(CultureInfo.InvariantCulture) + unit;

    private static string Rest(long number, char unit) => number == 0 ? "" : Text(number, unit);
}
