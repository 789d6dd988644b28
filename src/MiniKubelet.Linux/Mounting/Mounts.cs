using System.Globalization;

namespace MiniKubelet.Linux;

/// <summary>mount(2) and umount(2). The directory or file mounted on exists.</summary>
public static class Mounts
{
    /// <summary>Mounts an empty tmpfs of limited size, kept out of the swap where the kernel can (Linux 6.4).</summary>
    /// <param name="path">Mounted here.</param>
    /// <param name="sizeBytes">Its limit, rounded up to whole pages; 0 leaves the kernel's: half of the memory.</param>
    /// <param name="mode">Mode of its root directory, exactly.</param>
    /// <exception cref="LinuxException">EPERM and others.</exception>
    public static void Tmpfs(string path, long sizeBytes, UnixFileMode mode)
    {
        string size = sizeBytes > 0 ? string.Create(CultureInfo.InvariantCulture, $",size={sizeBytes}") : "";
        string data = $"mode={Convert.ToString((int)mode, 8)}{size}";
        if (Libc.mount("tmpfs", path, "tmpfs", 0, data + ",noswap") == 0)
        {
            return;
        }

        // EINVAL is also how a kernel says that it does not know noswap.
        if (LinuxException.LastErrno != Errno.EINVAL || Libc.mount("tmpfs", path, "tmpfs", 0, data) < 0)
        {
            throw LinuxException.Last($"mount tmpfs on {path}");
        }
    }

    /// <summary>
    /// Shows a file or directory at another place, without the mounts below it. What is mounted there later travels from the
    /// source to the new place, never back.
    /// </summary>
    /// <exception cref="LinuxException">ENOTDIR: a file on a directory or the reverse; others.</exception>
    public static void Bind(string source, string path)
    {
        if (Libc.mount(source, path, null, Libc.MS_BIND, null) < 0)
        {
            throw LinuxException.Last($"bind {source} on {path}");
        }

        // As a peer of its source, unmounting something below it would unmount it from the source too.
        if (Libc.mount("none", path, null, Libc.MS_SLAVE, null) < 0)
        {
            LinuxException error = LinuxException.Last($"make {path} a slave mount");
            Unmount(path, lazily: true);
            throw error;
        }
    }

    /// <summary>Cuts a mount off its peers: what is unmounted below it stays mounted below them.</summary>
    /// <exception cref="LinuxException">EINVAL: not a mount point; others.</exception>
    public static void MakePrivate(string path)
    {
        if (Libc.mount("none", path, null, Libc.MS_PRIVATE, null) < 0)
        {
            throw LinuxException.Last($"make {path} a private mount");
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
