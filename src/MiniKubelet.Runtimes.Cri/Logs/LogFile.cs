using System.Globalization;
using Microsoft.Win32.SafeHandles;
using MiniKubelet.Runtime;

namespace MiniKubelet.Runtimes.Cri.Logs;

/// <summary>An open log file, read line by line while somebody else still writes it.</summary>
internal sealed class LogFile : IDisposable
{
    private const int BlockLength = 64 * 1024;
    private const int LongestLine = 1024 * 1024;
    private const int LongestHead = 64;

    private readonly SafeFileHandle _handle;
    private readonly string _descriptor;
    private readonly string? _openedAt;

    private byte[] _buffer = new byte[BlockLength];
    private int _start;
    private int _end;
    private long _offset; // in the file, of what follows the buffer

    private LogFile(SafeFileHandle handle)
    {
        _handle = handle;
        _descriptor = "/proc/self/fd/" + handle.DangerousGetHandle().ToString(CultureInfo.InvariantCulture);
        _openedAt = OpenedAt();
    }

    /// <summary>
    /// Opens a log file; null if there is none yet. Pods that may write below /var/log can put a link or a device there:
    /// anything but a regular file of this name is refused.
    /// </summary>
    public static LogFile? TryOpen(string path)
    {
        if (path.Length == 0)
        {
            return null;
        }

        LogFile? file = null;
        try
        {
            if ((File.GetAttributes(path) & (FileAttributes.ReparsePoint | FileAttributes.Directory | FileAttributes.Device)) == 0)
            {
                file = new LogFile(File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));

                // The kernel's word for what was opened: a link put there in between would show.
                if (Path.GetFileName(file._openedAt) == Path.GetFileName(path) && RandomAccess.GetLength(file._handle) >= 0)
                {
                    return file;
                }
            }
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is NotSupportedException or UnauthorizedAccessException or IOException)
        {
            file?.Dispose();
            throw new RuntimeException(RuntimeErrorKind.Internal, path, $"cannot read the log: {e.Message}", e);
        }

        file?.Dispose();
        throw new RuntimeException(RuntimeErrorKind.Internal, path, "the log is not a regular file");
    }

    /// <summary>Whether the file still has the name it was opened by: it has not been rotated away or deleted.</summary>
    public bool HasItsName => OpenedAt() == _openedAt;

    /// <summary>Whether nothing has been written yet.</summary>
    public bool IsEmpty => RandomAccess.GetLength(_handle) == 0;

    /// <summary>The next whole line without its newline, valid until the next call. False at the end, for now.</summary>
    public bool TryReadLine(out ReadOnlySpan<byte> line)
    {
        var scanned = _start;
        while (true)
        {
            var newline = _buffer.AsSpan(scanned, _end - scanned).IndexOf((byte)'\n');
            if (newline >= 0)
            {
                line = _buffer.AsSpan(_start, scanned + newline - _start);
                _start = scanned + newline + 1;
                return true;
            }

            MakeRoom();
            scanned = _end;
            var read = RandomAccess.Read(_handle, _buffer.AsSpan(_end), _offset);
            if (read == 0)
            {
                StartOverIfTruncated();
                line = default;
                return false;
            }

            _end += read;
            _offset += read;
        }
    }

    /// <summary>Goes to where the last <paramref name="count"/> lines of the program start.</summary>
    public void SeekToTail(long count)
    {
        (_start, _end, _offset) = (0, 0, RandomAccess.GetLength(_handle));
        if (count <= 0)
        {
            return;
        }

        // Walks back over the newlines. A line of the program may take several of the file: only those in which it ends count.
        var found = 0L;
        var lineEnd = -1L;
        foreach (var newline in NewlinesFromTheEnd(_offset))
        {
            if (lineEnd >= 0 && EndsALine(newline + 1) && ++found > count)
            {
                _offset = lineEnd + 1;
                return;
            }

            lineEnd = newline;
        }

        _offset = lineEnd >= 0 && EndsALine(0) && ++found > count ? lineEnd + 1 : 0;
    }

    public void Dispose() => _handle.Dispose();

    private string? OpenedAt() => new FileInfo(_descriptor).LinkTarget;

    private IEnumerable<long> NewlinesFromTheEnd(long length)
    {
        var block = new byte[BlockLength];
        for (var blockEnd = length; blockEnd > 0;)
        {
            var blockStart = Math.Max(0, blockEnd - block.Length);
            var read = RandomAccess.Read(_handle, block.AsSpan(0, (int)(blockEnd - blockStart)), blockStart);
            for (var at = block.AsSpan(0, read).LastIndexOf((byte)'\n'); at >= 0; at = block.AsSpan(0, at).LastIndexOf((byte)'\n'))
            {
                yield return blockStart + at;
            }

            blockEnd = blockStart;
        }
    }

    private bool EndsALine(long offset)
    {
        Span<byte> head = stackalloc byte[LongestHead];
        return CriLogLine.EndsHere(head[..RandomAccess.Read(_handle, head, offset)]);
    }

    private void MakeRoom()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }
        else if (_end == _buffer.Length && _end < LongestLine)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }
        else if (_end == _buffer.Length)
        {
            _end = 0; // no line of a log: dropped, and what follows up to the next newline will not parse either
        }
    }

    private void StartOverIfTruncated()
    {
        if (RandomAccess.GetLength(_handle) < _offset)
        {
            (_start, _end, _offset) = (0, 0, 0);
        }
    }
}
