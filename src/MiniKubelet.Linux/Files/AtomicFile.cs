using Microsoft.Win32.SafeHandles;

namespace MiniKubelet.Linux;

/// <summary>Writes whole files so that a reader sees the old content or the new, never a part.</summary>
public static class AtomicFile
{
    /// <summary>
    /// Writes a temporary dot-file beside the path and renames it over the path (a link there is replaced, not followed).
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="content">All of its content.</param>
    /// <param name="mode">Its exact mode, whatever the umask.</param>
    /// <param name="durable">It also survives a power cut once this returns (fsync of file and directory).</param>
    /// <exception cref="IOException">The disk is full, the directory is missing, and others.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content, UnixFileMode mode, bool durable)
    {
        string directory = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/";
        string temporary = Path.Combine(directory, $".{Path.GetFileName(path)}.{Path.GetRandomFileName()}.tmp");
        try
        {
            // CreateNew is O_EXCL: whatever is planted under this name is not followed.
            using (SafeFileHandle file = File.OpenHandle(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                UnixFiles.ChangeMode(file, mode, temporary);
                RandomAccess.Write(file, content, fileOffset: 0);
                if (durable)
                {
                    RandomAccess.FlushToDisk(file);
                }
            }

            UnixFiles.Rename(temporary, path);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }

        if (durable)
        {
            UnixFiles.SyncDirectory(directory);
        }
    }
}
