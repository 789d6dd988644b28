using Microsoft.Win32.SafeHandles;

namespace MiniKubelet.Linux;

/// <summary>File operations that .NET lacks or does differently.</summary>
public static class UnixFiles
{
    /// <summary>
    /// Makes a directory with exactly this mode whatever the umask, or gives this mode to the one that is there.
    /// Its parent exists; a symbolic link in its place is an error.
    /// </summary>
    /// <exception cref="LinuxException">ENOTDIR or ELOOP: something else is there; others.</exception>
    public static void EnsureDirectory(string path, UnixFileMode mode)
    {
        if (Libc.mkdirat(Libc.AT_FDCWD, path, (uint)mode) < 0 && LinuxException.LastErrno != Errno.EEXIST)
        {
            throw LinuxException.Last($"mkdir {path}");
        }

        using SafeFileHandle directory = OpenDirectory(path);
        ChangeMode(directory, mode, path);
    }

    /// <summary>chmod(2) on an open file.</summary>
    /// <exception cref="LinuxException">EPERM and others.</exception>
    public static void ChangeMode(SafeFileHandle file, UnixFileMode mode, string pathForMessages)
    {
        if (Libc.fchmod(file, (uint)mode) < 0)
        {
            throw LinuxException.Last($"chmod {pathForMessages}");
        }
    }

    /// <summary>chown(2) on an open file; null leaves that half as it is.</summary>
    /// <exception cref="LinuxException">EPERM and others.</exception>
    public static void ChangeOwner(SafeFileHandle file, uint? user, uint? group, string pathForMessages)
    {
        if (Libc.fchown(file, user ?? uint.MaxValue, group ?? uint.MaxValue) < 0)
        {
            throw LinuxException.Last($"chown {pathForMessages}");
        }
    }

    /// <summary>rename(2): replaces what is there in one step, links to directories included (File.Move refuses those).</summary>
    /// <exception cref="LinuxException">EXDEV and others.</exception>
    public static void Rename(string from, string to)
    {
        if (Libc.rename(from, to) < 0)
        {
            throw LinuxException.Last($"rename {from} to {to}");
        }
    }

    /// <summary>Makes the entries of a directory durable: after a create, rename or unlink in it.</summary>
    /// <exception cref="LinuxException">EIO and others.</exception>
    public static void SyncDirectory(string path)
    {
        using SafeFileHandle directory = OpenDirectory(path);
        if (Libc.fsync(directory) < 0)
        {
            throw LinuxException.Last($"fsync {path}");
        }
    }

    /// <summary>Opens a directory; a link in its place is refused.</summary>
    internal static SafeFileHandle OpenDirectory(string path)
    {
        SafeFileHandle directory = Libc.openat(
            Libc.AT_FDCWD, path, Libc.O_RDONLY | Libc.O_DIRECTORY | Libc.O_NOFOLLOW | Libc.O_CLOEXEC, 0);
        return directory.IsInvalid ? throw LinuxException.Last($"open directory {path}") : directory;
    }
}
