using Microsoft.Win32.SafeHandles;

namespace MiniKubelet.Linux;

/// <summary>Kind of a file, as in stat(2).</summary>
public enum FileKind
{
    /// <summary>Regular file.</summary>
    Regular,

    /// <summary>Directory.</summary>
    Directory,

    /// <summary>Symbolic link.</summary>
    SymbolicLink,

    /// <summary>Socket.</summary>
    Socket,

    /// <summary>Character device.</summary>
    CharDevice,

    /// <summary>Block device.</summary>
    BlockDevice,

    /// <summary>Named pipe.</summary>
    Fifo,
}

/// <summary>What statx(2) says of a file.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Mode">Its permission bits.</param>
/// <param name="User">Owner.</param>
/// <param name="Group">Group.</param>
/// <param name="Device">Device of its file system.</param>
/// <param name="Inode">Inode on that device.</param>
/// <param name="Size">Length in bytes.</param>
/// <param name="IsMountRoot">Something is mounted here (Linux 5.8).</param>
public sealed record FileStatus(
    FileKind Kind, UnixFileMode Mode, uint User, uint Group, ulong Device, ulong Inode, long Size, bool IsMountRoot)
{
    /// <summary>Status of a path, links followed.</summary>
    /// <exception cref="LinuxException">ENOENT and others.</exception>
    public static FileStatus Of(string path) => Get(path, 0);

    /// <summary>Status of a path whose last component is not followed.</summary>
    /// <exception cref="LinuxException">ENOENT and others.</exception>
    public static FileStatus OfLink(string path) => Get(path, Libc.AT_SYMLINK_NOFOLLOW);

    /// <summary>Status of a path, links followed, or null where nothing is (ENOENT, ENOTDIR).</summary>
    /// <exception cref="LinuxException">Other errors.</exception>
    public static FileStatus? OfOrNull(string path)
    {
        try
        {
            return Of(path);
        }
        catch (LinuxException e) when (e.Errno is Errno.ENOENT or Errno.ENOTDIR)
        {
            return null;
        }
    }

    /// <summary>Status of an open file.</summary>
    public static FileStatus Of(SafeFileHandle file) =>
        Libc.statx(file, "", Libc.AT_EMPTY_PATH, Libc.STATX_BASIC_STATS, out Libc.StatxBuffer buffer) == 0
            ? From(buffer)
            : throw LinuxException.Last("statx");

    private static FileStatus Get(string path, int flags) =>
        Libc.statx(Libc.AT_FDCWD, path, flags, Libc.STATX_BASIC_STATS, out Libc.StatxBuffer buffer) == 0
            ? From(buffer)
            : throw LinuxException.Last($"stat {path}");

    private static FileStatus From(in Libc.StatxBuffer buffer) => new(
        KindOf(buffer.Mode),
        (UnixFileMode)(buffer.Mode & 0xfff),
        buffer.User,
        buffer.Group,
        ((ulong)buffer.DeviceMajor << 32) | buffer.DeviceMinor,
        buffer.Inode,
        (long)buffer.Size,
        (buffer.Attributes & Libc.STATX_ATTR_MOUNT_ROOT) != 0);

    private static FileKind KindOf(ushort mode) => (mode >> 12) switch
    {
        0x1 => FileKind.Fifo,
        0x2 => FileKind.CharDevice,
        0x4 => FileKind.Directory,
        0x6 => FileKind.BlockDevice,
        0x8 => FileKind.Regular,
        0xa => FileKind.SymbolicLink,
        0xc => FileKind.Socket,
        int other => throw new IOException($"unknown kind of file {other}"),
    };
}
