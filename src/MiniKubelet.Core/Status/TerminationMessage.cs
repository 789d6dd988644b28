using System.Text;

namespace MiniKubelet.Status;

/// <summary>
/// The last words of a container, as long as the kubelet lets them be. Cut between characters; bytes that are no UTF-8 become U+FFFD.
/// </summary>
public static class TerminationMessage
{
    /// <summary>How much of the end of its termination log a container is heard, in bytes.</summary>
    public const int FileLimit = 4096;

    /// <summary>How much of the end of its log is taken in place of an empty termination log, in bytes.</summary>
    public const int LogLimit = 2048;

    /// <summary>And in lines.</summary>
    public const int LogLines = 80;

    // Of all containers of a pod; each gets the same share (kubernetes/pkg/kubelet/status normalizeStatus).
    private const int PodLimit = 12 * 1024;

    /// <summary>What the runtime says of an end and what the container wrote, in one; null when neither says anything.</summary>
    /// <param name="runtime">The runtime's message.</param>
    /// <param name="words">The container's last words.</param>
    /// <param name="containers">How many containers the pod has.</param>
    public static string? Of(string runtime, string words, int containers)
    {
        var message = runtime.Length == 0 ? words : words.Length == 0 ? runtime : $"{runtime}: {words}";
        return message.Length == 0 ? null : Head(message, PodLimit / Math.Max(1, containers));
    }

    /// <summary>The last bytes as text.</summary>
    public static string Tail(ReadOnlySpan<byte> bytes, int limit)
    {
        if (bytes.Length <= limit)
        {
            return Encoding.UTF8.GetString(bytes);
        }

        var tail = bytes[^limit..];
        var start = 0;
        while (start < tail.Length && start < 3 && IsContinuation(tail[start]))
        {
            start++;
        }

        return Encoding.UTF8.GetString(tail[start..]);
    }

    private static string Head(string text, int limit)
    {
        // No character takes more than three bytes for each of its UTF-16 units.
        if (text.Length <= limit / 3)
        {
            return text;
        }

        var bytes = Encoding.UTF8.GetBytes(text);
        if (bytes.Length <= limit)
        {
            return text;
        }

        while (limit > 0 && IsContinuation(bytes[limit]))
        {
            limit--;
        }

        return Encoding.UTF8.GetString(bytes, 0, limit);
    }

    private static bool IsContinuation(byte value) => (value & 0b1100_0000) == 0b1000_0000;
}
