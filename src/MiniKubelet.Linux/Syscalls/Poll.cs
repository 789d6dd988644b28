using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MiniKubelet.Linux;

internal static partial class Libc
{
    public const short POLLIN = 0x1;
    public const int EFD_CLOEXEC = 0x80000;
    public const int EFD_NONBLOCK = 0x800;

    [LibraryImport(Library, SetLastError = true)]
    public static partial int poll([In, Out] PollDescriptor[] descriptors, nuint count, int timeout);

    [LibraryImport(Library, SetLastError = true)]
    public static partial SafeFileHandle eventfd(uint count, int flags);

    [LibraryImport(Library, SetLastError = true)]
    public static partial nint read(SafeFileHandle file, byte[] buffer, nuint length);

    [LibraryImport(Library, SetLastError = true)]
    public static partial nint write(SafeFileHandle file, byte[] buffer, nuint length);

    [StructLayout(LayoutKind.Sequential)]
    public struct PollDescriptor
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}
