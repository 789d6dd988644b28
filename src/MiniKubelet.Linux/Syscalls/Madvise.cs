using System.Runtime.InteropServices;

namespace MiniKubelet.Linux;

internal static partial class Libc
{
    public const int MADV_DONTNEED = 4;

    /// <summary>madvise(2).</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial int madvise(nint address, nuint length, int advice);

    /// <summary>malloc_trim(3): gives free heap memory back; 1 if there was some.</summary>
    [LibraryImport(Library)]
    public static partial int malloc_trim(nuint pad);
}
