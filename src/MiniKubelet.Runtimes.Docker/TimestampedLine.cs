using System.Globalization;
using System.Text;
using MiniKubelet.Runtime;

namespace MiniKubelet.Runtimes.Docker;

/// <summary>A log line as Docker sends it with <c>timestamps=1</c>: an RFC 3339 time, a space, the text.</summary>
internal static class TimestampedLine
{
    // 2006-01-02T15:04:05.000000000Z, or with an offset instead of the Z.
    private const int LongestTime = 35;

    public static LogLine Parse(LogStream stream, ReadOnlySpan<byte> line)
    {
        var space = line[..Math.Min(line.Length, LongestTime + 1)].IndexOf((byte)' ');
        return space > 0
            && DateTimeOffset.TryParse(
                Encoding.ASCII.GetString(line[..space]), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? new LogLine(time, stream, line[(space + 1)..].ToArray())
            : new LogLine(default, stream, line.ToArray());
    }
}
