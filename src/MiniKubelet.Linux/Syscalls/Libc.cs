using System.Runtime.InteropServices;

namespace MiniKubelet.Linux;

/// <summary>
/// The system calls we use, one method each and named after them. They return what the C library returns: −1 and
/// an error number. Structures are those of 64-bit Linux.
/// </summary>
internal static partial class Libc
{
    private const string Library = "libc";

    /// <summary>Stands for the working directory in the *at calls; with an absolute path it is ignored.</summary>
    public const int AT_FDCWD = -100;

    /// <summary>Do not follow the last component of the path.</summary>
    public const int AT_SYMLINK_NOFOLLOW = 0x100;

    /// <summary>unlinkat removes a directory.</summary>
    public const int AT_REMOVEDIR = 0x200;

    /// <summary>The path may be empty: then the call is about the descriptor itself.</summary>
    public const int AT_EMPTY_PATH = 0x1000;

    private static bool IsArm64 => RuntimeInformation.ProcessArchitecture == Architecture.Arm64;
}
