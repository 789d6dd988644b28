using System.Runtime.CompilerServices;
using MiniKubelet.Runtime;

namespace MiniKubelet.Runtimes.Cri.Logs;

/// <summary>
/// Reads a container's log file, and follows it through rotations: the file is renamed, and some time later the runtime starts
/// a new one under the old name. <paramref name="hasEnded"/> asks whether the container writes no more; it throws
/// <see cref="RuntimeErrorKind.NotFound"/> when the container is gone, whose log may well be there still.
/// </summary>
internal sealed class LogReader(string path, TimeProvider time, Func<CancellationToken, Task<bool>> hasEnded)
{
    /// <summary>The lines asked for, oldest first.</summary>
    public async IAsyncEnumerable<LogLine> ReadAsync(LogOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var changes = new LogChanges(path, time);
        if (options.Follow)
        {
            changes.TryWatch();
        }

        var file = LogFile.TryOpen(path);
        if (file is null)
        {
            // No log yet, or never again: of a container that is not there either, say so.
            await hasEnded(cancellationToken);
        }

        try
        {
            if (options.Tail is { } tail)
            {
                file?.SeekToTail(tail);
            }

            for (var complete = !options.Follow; ;)
            {
                while (file is not null && TryReadLine(file, options.Since, out var line))
                {
                    yield return line;
                }

                if (TryOpenNext(file) is { } next)
                {
                    // The runtime writes the new file, so the old one is final: its rest first.
                    while (file is not null && TryReadLine(file, options.Since, out var line))
                    {
                        yield return line;
                    }

                    file?.Dispose();
                    file = next;
                    continue;
                }

                if (complete)
                {
                    yield break;
                }

                changes.TryWatch();
                if (!await changes.WaitAsync(cancellationToken))
                {
                    // Asked before the last look: all that it wrote is in the file by then.
                    complete = await HasEndedOrGoneAsync(cancellationToken);
                }
            }
        }
        finally
        {
            file?.Dispose();
        }
    }

    private async Task<bool> HasEndedOrGoneAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await hasEnded(cancellationToken);
        }
        catch (RuntimeException e) when (e.Kind == RuntimeErrorKind.NotFound)
        {
            return true;
        }
    }

    // The file that now has the name: the first one, or the next after a rotation, once something is in it.
    private LogFile? TryOpenNext(LogFile? current)
    {
        if (current is { HasItsName: true } || LogFile.TryOpen(path) is not { } next)
        {
            return null;
        }

        if (current is null || !next.IsEmpty)
        {
            return next;
        }

        next.Dispose();
        return null;
    }

    private static bool TryReadLine(LogFile file, DateTimeOffset? since, out LogLine line)
    {
        while (file.TryReadLine(out var bytes))
        {
            if (CriLogLine.TryParse(bytes, since, out line))
            {
                return true;
            }
        }

        line = default;
        return false;
    }
}
