using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace MiniKubelet.Linux;

/// <summary>
/// A file that one process holds at a time (flock(2)); it names the holder. The kernel frees it when the process ends,
/// however it ends. The file itself stays: removing it would let two processes lock two files of one name.
/// </summary>
public sealed class LockFile : IDisposable
{
    private readonly SafeFileHandle _file;

    private LockFile(SafeFileHandle file) => _file = file;

    /// <summary>Takes the lock, or returns null when another process has it.</summary>
    /// <param name="path">The file; made when missing, mode 0600.</param>
    /// <param name="holder">Process id the holder wrote, 0 when it is not known.</param>
    /// <exception cref="LinuxException">The file cannot be opened.</exception>
    public static LockFile? TryAcquire(string path, out int holder)
    {
        SafeFileHandle file = Libc.openat(Libc.AT_FDCWD, path, Libc.O_RDWR | Libc.O_CREAT | Libc.O_NOFOLLOW | Libc.O_CLOEXEC, 0x180);
        if (file.IsInvalid)
        {
            throw LinuxException.Last($"open {path}");
        }

        if (Libc.flock(file, Libc.LOCK_EX | Libc.LOCK_NB) < 0)
        {
            LinuxException error = LinuxException.Last($"flock {path}");
            holder = ReadHolder(file);
            file.Dispose();
            return error.Errno == Errno.EAGAIN ? null : throw error;
        }

        holder = Environment.ProcessId;
        byte[] text = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{holder}\n"));
        RandomAccess.SetLength(file, 0);
        RandomAccess.Write(file, text, fileOffset: 0);
        return new LockFile(file);
    }

    /// <summary>Gives the lock back.</summary>
    public void Dispose() => _file.Dispose();

    private static int ReadHolder(SafeFileHandle file)
    {
        Span<byte> buffer = stackalloc byte[32];
        int length = RandomAccess.Read(file, buffer, fileOffset: 0);
        return int.TryParse(buffer[..length].Trim("\n "u8), CultureInfo.InvariantCulture, out int pid) ? pid : 0;
    }
}
