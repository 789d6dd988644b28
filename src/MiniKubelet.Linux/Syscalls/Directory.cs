using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MiniKubelet.Linux;

internal static partial class Libc
{
    public const byte DT_UNKNOWN = 0;
    public const byte DT_DIR = 4;

    /// <summary>Fills the buffer with linux_dirent64 records; 0 at the end.</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial nint getdents64(SafeFileHandle directory, byte[] buffer, nuint length);

    [LibraryImport(Library, SetLastError = true)]
    public static partial long lseek(SafeFileHandle file, long offset, int whence);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int mkdirat(int directory, string path, uint mode);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int mkdirat(SafeFileHandle directory, string path, uint mode);

    /// <summary>The name ends with a zero byte: names on disk need not be UTF-8.</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int unlinkat(SafeFileHandle directory, byte[] name, int flags);

    /// <summary>The names end with a zero byte.</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int renameat(SafeFileHandle fromDirectory, byte[] from, SafeFileHandle toDirectory, byte[] to);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int rename(string from, string to);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint readlinkat(SafeFileHandle directory, string path, byte[] buffer, nuint length);
}
