using System.Text;
using Microsoft.Win32.SafeHandles;

namespace MiniKubelet.Linux;

/// <summary>Symbolic links and real paths.</summary>
public static class Links
{
    /// <summary>The path without any links, as mountinfo shows it.</summary>
    /// <exception cref="LinuxException">The path does not exist, or cannot be reached.</exception>
    public static string RealPath(string path)
    {
        using SafeFileHandle target = Libc.openat(Libc.AT_FDCWD, path, Libc.O_PATH | Libc.O_CLOEXEC, 0);
        if (target.IsInvalid)
        {
            throw LinuxException.Last($"open {path}");
        }

        using SafeFileHandle link = Libc.openat(
            Libc.AT_FDCWD, $"/proc/self/fd/{target.DangerousGetHandle()}", Libc.O_PATH | Libc.O_NOFOLLOW | Libc.O_CLOEXEC, 0);
        return link.IsInvalid ? throw LinuxException.Last($"open /proc/self/fd for {path}") : Read(link);
    }

    /// <summary>Target of a link that was opened with O_PATH and O_NOFOLLOW.</summary>
    internal static string Read(SafeFileHandle link)
    {
        byte[] buffer = new byte[4096]; // PATH_MAX
        nint length = Libc.readlinkat(link, "", buffer, (nuint)buffer.Length);
        return length >= 0 ? Encoding.UTF8.GetString(buffer, 0, (int)length) : throw LinuxException.Last("readlink");
    }
}
