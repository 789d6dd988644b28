using System.Globalization;

namespace MiniKubelet.Linux;

/// <summary>mount(2) and umount(2). The directory or file mounted on exists.</summary>
public static class Mounts
{
    /// <summary>Mounts an empty tmpfs of limited size; no set-uid programs, no devices.</summary>
    /// <param name="path">Mounted here.</param>
    /// <param name="sizeBytes">Its limit, rounded up to whole pages; 0 leaves the kernel's: half of the memory.</param>
    /// <param name="mode">Mode of its root directory, exactly.</param>
    /// <exception cref="LinuxException">EPERM and others.</exception>
    public static void Tmpfs(string path, long sizeBytes, UnixFileMode mode)
    {
        string size = sizeBytes > 0 ? string.Create(CultureInfo.InvariantCulture, $"size={sizeBytes},") : "";
        string data = $"{size}mode={Convert.ToString((int)mode, 8)}";
        if (Libc.mount("tmpfs", path, "tmpfs", Libc.MS_NOSUID | Libc.MS_NODEV, data) < 0)
        {
            throw LinuxException.Last($"mount tmpfs on {path}");
        }
    }

    /// <summary>Shows a file or directory, with the mounts below it, at another place.</summary>
    /// <exception cref="LinuxException">ENOTDIR: a file on a directory or the reverse; others.</exception>
    public static void Bind(string source, string path, bool readOnly = false)
    {
        if (Libc.mount(source, path, null, Libc.MS_BIND | Libc.MS_REC, null) < 0)
        {
            throw LinuxException.Last($"bind {source} on {path}");
        }

        // The kernel ignores MS_RDONLY on the first call of a bind mount.
        if (readOnly && Libc.mount("none", path, null, Libc.MS_BIND | Libc.MS_REMOUNT | Libc.MS_RDONLY, null) < 0)
        {
            LinuxException error = LinuxException.Last($"remount {path} read-only");
            Unmount(path, lazily: true);
            throw error;
        }
    }

    /// <summary>Unmounts what is mounted last at the path, whose last component is not followed. Nothing there is success.</summary>
    /// <param name="path">The mount point.</param>
    /// <param name="lazily">Only hides a busy mount; the kernel ends it when nobody uses it any more.</param>
    /// <exception cref="LinuxException">EBUSY and others.</exception>
    public static void Unmount(string path, bool lazily = false)
    {
        int flags = Libc.UMOUNT_NOFOLLOW | (lazily ? Libc.MNT_DETACH : 0);
        if (Libc.umount2(path, flags) < 0 && LinuxException.LastErrno is not (Errno.EINVAL or Errno.ENOENT))
        {
            throw LinuxException.Last($"umount {path}");
        }
    }
}
