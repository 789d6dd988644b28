using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MiniKubelet.Linux;

internal static partial class Libc
{
    public const int IN_CLOEXEC = 0x80000;
    public const int IN_NONBLOCK = 0x800;

    [LibraryImport(Library, SetLastError = true)]
    public static partial SafeFileHandle inotify_init1(int flags);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int inotify_add_watch(SafeFileHandle inotify, string path, uint mask);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int inotify_rm_watch(SafeFileHandle inotify, int watch);
}
