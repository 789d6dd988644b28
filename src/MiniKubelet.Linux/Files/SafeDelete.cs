using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace MiniKubelet.Linux;

/// <summary>Something that could not be removed.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Reason">Why: <c>is a mount point</c>, or the failed call.</param>
public sealed record DeleteObstacle(string Path, string Reason);

/// <summary>
/// Removes a tree that untrusted processes have written: never follows a link, never crosses a mount. Works on open
/// directories, one level at a time, so that nothing can be swapped under it.
/// </summary>
public static class SafeDelete
{
    // Containers can nest deeper than we may open files: what is deeper is first moved up to the top.
    private const int MaxDepth = 64;

    private const ulong Strict = Libc.RESOLVE_BENEATH | Libc.RESOLVE_NO_SYMLINKS | Libc.RESOLVE_NO_XDEV;

    /// <summary>Removes what is at the path. What is gone already is success. Returns what is left, if anything.</summary>
    /// <exception cref="LinuxException">The parent directory cannot be opened.</exception>
    public static IReadOnlyList<DeleteObstacle> Tree(string path)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        string parentPath = Path.GetDirectoryName(full) ?? throw new ArgumentException("cannot remove /", nameof(path));
        using SafeFileHandle parent =
            Libc.openat(Libc.AT_FDCWD, parentPath, Libc.O_RDONLY | Libc.O_DIRECTORY | Libc.O_CLOEXEC, 0);
        if (parent.IsInvalid)
        {
            return LinuxException.LastErrno == Errno.ENOENT ? [] : throw LinuxException.Last($"open directory {parentPath}");
        }

        var removal = new Removal();
        removal.Remove(parent, new DirectoryEntry(Beneath.ZeroTerminated(Path.GetFileName(full)), MayBeDirectory: true), parentPath, depth: 0);
        return removal.Obstacles;
    }

    private sealed class Removal
    {
        private SafeFileHandle? _top;

        public List<DeleteObstacle> Obstacles { get; } = [];

        /// <summary>Removes one entry with all below it; false when it is still there.</summary>
        public bool Remove(SafeFileHandle parent, DirectoryEntry entry, string parentPath, int depth)
        {
            string path = Path.Combine(parentPath, Encoding.UTF8.GetString(entry.Name.AsSpan()[..^1]));
            if (entry.MayBeDirectory)
            {
                using SafeFileHandle directory = Libc.openat2(
                    parent, entry.Name, Libc.O_RDONLY | Libc.O_DIRECTORY | Libc.O_NOFOLLOW | Libc.O_CLOEXEC, 0, Strict);
                Errno openError = directory.IsInvalid ? LinuxException.LastErrno : Errno.None;
                switch (openError)
                {
                    case Errno.None:
                        return RemoveDirectory(parent, entry, directory, path, depth);
                    case Errno.ENOENT:
                        return true;
                    case Errno.ENOTDIR or Errno.ELOOP:
                        break; // a file or a link: unlinked below
                    case Errno.EXDEV:
                        return Blocked(path, "is a mount point");
                    default:
                        return Blocked(path, new LinuxException(openError, "open").Message);
                }
            }

            return Unlink(parent, entry, path, flags: 0);
        }

        private bool RemoveDirectory(SafeFileHandle parent, DirectoryEntry entry, SafeFileHandle directory, string path, int depth)
        {
            if (depth == 0)
            {
                _top = directory;
            }

            int before = Obstacles.Count;
            bool again = true;
            while (again)
            {
                // Removing while listing may skip entries, and deep directories arrive at the top: list until nothing moves.
                again = false;
                Obstacles.RemoveRange(before, Obstacles.Count - before);
                foreach (DirectoryEntry child in DirectoryEntries.List(directory))
                {
                    again |= depth < MaxDepth || !child.MayBeDirectory
                        ? Remove(directory, child, path, depth + 1)
                        : MoveToTop(directory, child, path);
                }
            }

            return Obstacles.Count == before && Unlink(parent, entry, path, Libc.AT_REMOVEDIR);
        }

        private bool MoveToTop(SafeFileHandle parent, DirectoryEntry entry, string parentPath)
        {
            byte[] name = Beneath.ZeroTerminated($".deep-{RandomNumberGenerator.GetHexString(16)}");
            string path = Path.Combine(parentPath, Encoding.UTF8.GetString(entry.Name.AsSpan()[..^1]));
            return Libc.renameat(parent, entry.Name, _top!, name) == 0 || Blocked(path, LinuxException.Last("rename").Message);
        }

        private bool Unlink(SafeFileHandle parent, DirectoryEntry entry, string path, int flags)
        {
            if (Libc.unlinkat(parent, entry.Name, flags) == 0)
            {
                return true;
            }

            Errno error = LinuxException.LastErrno;
            return error switch
            {
                Errno.ENOENT => true,
                Errno.EBUSY => Blocked(path, "is a mount point"),
                _ => Blocked(path, new LinuxException(error, flags == 0 ? "unlink" : "rmdir").Message),
            };
        }

        private bool Blocked(string path, string reason)
        {
            Obstacles.Add(new DeleteObstacle(path, reason));
            return false;
        }
    }
}
