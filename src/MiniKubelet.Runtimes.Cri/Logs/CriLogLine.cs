using MiniKubelet.Runtime;

namespace MiniKubelet.Runtimes.Cri.Logs;

/// <summary>
/// One line of a container's log file: <c>2026-11-21T07:37:49.570698109Z stdout F text</c>. F: the program's line ends here;
/// P: it goes on in the next line (kubernetes design-proposals/node/kubelet-cri-logging.md).
/// </summary>
internal static class CriLogLine
{
    /// <summary>Reads a line without its newline. False: older than wanted, or no such line, as after a crash of the machine.</summary>
    public static bool TryParse(ReadOnlySpan<byte> line, DateTimeOffset? since, out LogLine parsed)
    {
        parsed = default;
        if (!TryParseHead(line, out var time, out var stream, out var ends, out var text) || time < since)
        {
            return false;
        }

        var bytes = new byte[text.Length + (ends ? 1 : 0)];
        text.CopyTo(bytes);
        if (ends)
        {
            bytes[^1] = (byte)'\n';
        }

        parsed = new LogLine(time, stream, bytes);
        return true;
    }

    /// <summary>Whether a program's line ends in this line of the file. The start of the line is enough to tell.</summary>
    public static bool EndsHere(ReadOnlySpan<byte> line) =>
        TryParseHead(line, out _, out _, out var ends, out _) && ends;

    private static bool TryParseHead(
        ReadOnlySpan<byte> line, out DateTimeOffset time, out LogStream stream, out bool ends, out ReadOnlySpan<byte> text)
    {
        text = default;
        (time, stream, ends) = (default, default, false);
        if (!TryCut(ref line, out var timeText)
            || !Rfc3339.TryParse(timeText, out time)
            || !TryCut(ref line, out var streamText))
        {
            return false;
        }

        // Tags are separated by colons; the first says whether the line is whole. A line without text may end after its tags.
        var tags = TryCut(ref line, out var cut) ? cut : line;
        text = cut.IsEmpty ? [] : line;
        var colon = tags.IndexOf((byte)':');
        var tag = colon < 0 ? tags : tags[..colon];
        ends = tag.SequenceEqual("F"u8);
        if (streamText.SequenceEqual("stderr"u8))
        {
            stream = LogStream.Stderr;
        }
        else if (!streamText.SequenceEqual("stdout"u8))
        {
            return false;
        }

        return ends || tag.SequenceEqual("P"u8);
    }

    private static bool TryCut(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> word)
    {
        var space = rest.IndexOf((byte)' ');
        if (space < 0)
        {
            word = default;
            return false;
        }

        word = rest[..space];
        rest = rest[(space + 1)..];
        return true;
    }
}
