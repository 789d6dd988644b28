using System.Text;
using Microsoft.Win32.SafeHandles;

namespace MiniKubelet.Linux;

/// <summary>
/// Opens paths below a directory that untrusted processes can write to, by openat2(2): never out of it and never through
/// a symbolic link. ELOOP means a link, EXDEV a way out.
/// </summary>
public static class Beneath
{
    private const ulong Strict = Libc.RESOLVE_BENEATH | Libc.RESOLVE_NO_SYMLINKS | Libc.RESOLVE_NO_MAGICLINKS;

    /// <summary>Opens the root directory as a mere reference (O_PATH), links followed.</summary>
    /// <exception cref="LinuxException">ENOENT and others.</exception>
    public static SafeFileHandle OpenRoot(string path)
    {
        SafeFileHandle root = Libc.openat(Libc.AT_FDCWD, path, Libc.O_PATH | Libc.O_DIRECTORY | Libc.O_CLOEXEC, 0);
        return root.IsInvalid ? throw LinuxException.Last($"open {path}") : root;
    }

    /// <summary>Opens what is at the relative path as a mere reference (O_PATH).</summary>
    /// <exception cref="LinuxException">ELOOP, EXDEV, ENOENT and others.</exception>
    public static SafeFileHandle Open(SafeFileHandle root, string relativePath) => Open(root, relativePath, Libc.O_PATH, 0);

    /// <summary>Opens a regular file for reading; anything else there is refused, a mount too, and nothing blocks.</summary>
    /// <exception cref="LinuxException">ELOOP, EXDEV, ENOENT and others; EINVAL: not a regular file.</exception>
    public static SafeFileHandle OpenRead(string root, string relativePath)
    {
        using SafeFileHandle directory = OpenRoot(root);

        // O_NONBLOCK: a named pipe without a writer would hold the open up for ever.
        SafeFileHandle file = Open(directory, relativePath, Libc.O_RDONLY | Libc.O_NONBLOCK, Libc.RESOLVE_NO_XDEV);
        if (FileStatus.Of(file).Kind == FileKind.Regular)
        {
            return file;
        }

        file.Dispose();
        throw new LinuxException(Errno.EINVAL, $"open {relativePath} beneath {root}, not a regular file");
    }

    /// <summary>Opens what is at the relative path; the directories that are missing are made, each with this exact mode.</summary>
    /// <exception cref="LinuxException">As <see cref="Open(SafeFileHandle, string)"/>; ENOTDIR: a file is in the way.</exception>
    public static SafeFileHandle OpenOrCreateDirectories(SafeFileHandle root, string relativePath, UnixFileMode mode)
    {
        string reached = "";
        SafeFileHandle current = Open(root, ".");
        foreach (string name in relativePath.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            using SafeFileHandle parent = current;
            reached = Path.Combine(reached, name);
            bool created = Libc.mkdirat(parent, name, (uint)mode) == 0;
            if (!created && LinuxException.LastErrno != Errno.EEXIST)
            {
                throw LinuxException.Last($"mkdir {reached}");
            }

            current = Open(parent, name);
            if (created)
            {
                ApplyMode(current, reached, mode);
            }
        }

        return current;
    }

    /// <summary>The name as the kernel wants it.</summary>
    internal static byte[] ZeroTerminated(string text) => Encoding.UTF8.GetBytes(text + "\0");

    private static SafeFileHandle Open(SafeFileHandle root, string relativePath, int flags, ulong resolve)
    {
        SafeFileHandle file = Libc.openat2(root, ZeroTerminated(relativePath), flags | Libc.O_CLOEXEC, 0, Strict | resolve);
        return file.IsInvalid ? throw LinuxException.Last($"open {relativePath}") : file;
    }

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
