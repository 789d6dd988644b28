using System.Text;
using Microsoft.Win32.SafeHandles;

namespace MiniKubelet.Linux;

/// <summary>
/// Opens paths below a directory that untrusted processes can write to, by openat2(2): never out of it, never through a
/// symbolic link, never across a mount. ELOOP means a link, EXDEV a mount or a way out.
/// </summary>
public static class Beneath
{
    private const ulong Strict = Libc.RESOLVE_BENEATH | Libc.RESOLVE_NO_SYMLINKS | Libc.RESOLVE_NO_MAGICLINKS | Libc.RESOLVE_NO_XDEV;

    /// <summary>Opens the root directory as a mere reference (O_PATH), links followed.</summary>
    /// <exception cref="LinuxException">ENOENT and others.</exception>
    public static SafeFileHandle OpenRoot(string path)
    {
        SafeFileHandle root = Libc.openat(Libc.AT_FDCWD, path, Libc.O_PATH | Libc.O_DIRECTORY | Libc.O_CLOEXEC, 0);
        return root.IsInvalid ? throw LinuxException.Last($"open {path}") : root;
    }

    /// <summary>Opens what is at the relative path as a mere reference (O_PATH).</summary>
    /// <exception cref="LinuxException">ELOOP, EXDEV, ENOENT and others.</exception>
    public static SafeFileHandle Open(SafeFileHandle root, string relativePath)
    {
        SafeFileHandle file = Libc.openat2(root, ZeroTerminated(relativePath), Libc.O_PATH | Libc.O_CLOEXEC, 0, Strict);
        return file.IsInvalid ? throw LinuxException.Last($"open {relativePath} beneath its directory") : file;
    }

    /// <summary>Opens what is at the relative path, after making the directories that are missing, each with this exact mode.</summary>
    /// <exception cref="LinuxException">As <see cref="Open"/>; ENOTDIR: a file is in the way.</exception>
    public static SafeFileHandle OpenOrCreateDirectories(SafeFileHandle root, string relativePath, UnixFileMode mode)
    {
        string reached = "";
        SafeFileHandle current = Open(root, ".");
        foreach (string name in relativePath.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            using SafeFileHandle parent = current;
            reached += "/" + name;
            bool created = Libc.mkdirat(parent, name, (uint)mode) == 0;
            if (!created && LinuxException.LastErrno != Errno.EEXIST)
            {
                throw LinuxException.Last($"mkdir {reached} beneath its directory");
            }

            current = Libc.openat2(parent, ZeroTerminated(name), Libc.O_PATH | Libc.O_CLOEXEC, 0, Strict);
            if (current.IsInvalid)
            {
                throw LinuxException.Last($"open {reached} beneath its directory");
            }

            if (created)
            {
                ApplyMode(current, name, mode);
            }
        }

        return current;
    }

    /// <summary>The name as the kernel wants it.</summary>
    internal static byte[] ZeroTerminated(string text) => Encoding.UTF8.GetBytes(text + "\0");

    // A mere reference cannot be fchmod'ed; opened again through itself it is the same directory.
    private static void ApplyMode(SafeFileHandle directory, string name, UnixFileMode mode)
    {
        using SafeFileHandle readable = Libc.openat(directory, ".", Libc.O_RDONLY | Libc.O_DIRECTORY | Libc.O_CLOEXEC, 0);
        if (readable.IsInvalid)
        {
            throw LinuxException.Last($"open {name}");
        }

        UnixFiles.ChangeMode(readable, mode, name);
    }
}
