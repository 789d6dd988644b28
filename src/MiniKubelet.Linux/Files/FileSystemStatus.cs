namespace MiniKubelet.Linux;

/// <summary>What statfs(2) says of the file system that holds a path.</summary>
/// <param name="Type">Its magic number, such as <see cref="Tmpfs"/>.</param>
/// <param name="TotalBytes">Size.</param>
/// <param name="AvailableBytes">Free for ordinary users.</param>
/// <param name="TotalInodes">Inodes; 0 where the file system does not count them.</param>
/// <param name="FreeInodes">Free inodes.</param>
public sealed record FileSystemStatus(long Type, ulong TotalBytes, ulong AvailableBytes, ulong TotalInodes, ulong FreeInodes)
{
    /// <summary>Magic number of tmpfs.</summary>
    public const long Tmpfs = 0x01021994;

    /// <summary>Status of the file system that holds the path.</summary>
    /// <exception cref="LinuxException">ENOENT and others.</exception>
    public static FileSystemStatus Of(string path)
    {
        if (Libc.statfs(path, out Libc.StatfsBuffer buffer) < 0)
        {
            throw LinuxException.Last($"statfs {path}");
        }

        ulong unit = (ulong)(buffer.FragmentSize != 0 ? buffer.FragmentSize : buffer.BlockSize);
        return new FileSystemStatus(
            buffer.Type, buffer.Blocks * unit, buffer.AvailableBlocks * unit, buffer.Inodes, buffer.FreeInodes);
    }
}
