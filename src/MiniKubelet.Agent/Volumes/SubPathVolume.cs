using Microsoft.Win32.SafeHandles;
using MiniKubelet.Linux;

namespace MiniKubelet.Agent.Volumes;

/// <summary>
/// Gives the runtime a path for something inside a volume. The pod's containers can write there and could swap a directory
/// for a link to the host between our look and the runtime's mount (CVE-2017-1002101, CVE-2021-25741). So what was opened
/// beneath the volume is bound, by its descriptor, to a place that only we can change.
/// </summary>
internal static class SubPathVolume
{
    /// <summary>Binds the sub-path, made as directories where it is missing, to the target, whose parent exists.</summary>
    /// <exception cref="LinuxException">ELOOP: a link is in the way; others.</exception>
    public static void Bind(string volume, string subPath, string target)
    {
        using SafeFileHandle root = Beneath.OpenRoot(volume);
        using SafeFileHandle source = OpenOrCreate(root, subPath);

        // From an instance before this one, which has its own copy of the mount.
        Mounts.Unmount(target, lazily: true);
        if (SafeDelete.Tree(target) is [var obstacle, ..])
        {
            throw new IOException($"{obstacle.Path}: {obstacle.Reason}");
        }

        if (FileStatus.Of(source).Kind == FileKind.Directory)
        {
            Directory.CreateDirectory(target);
        }
        else
        {
            File.WriteAllBytes(target, []);
        }

        Mounts.Bind($"/proc/self/fd/{source.DangerousGetHandle()}", target);
    }

    private static SafeFileHandle OpenOrCreate(SafeFileHandle root, string subPath)
    {
        try
        {
            return Beneath.Open(root, subPath);
        }
        catch (LinuxException e) when (e.Errno == Errno.ENOENT)
        {
            return Beneath.OpenOrCreateDirectories(root, subPath, FileStatus.Of(root).Mode);
        }
    }
}
