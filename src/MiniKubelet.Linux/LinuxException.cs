using System.Runtime.InteropServices;

namespace MiniKubelet.Linux;

/// <summary>A system call failed. Reads like <c>mount tmpfs on /x: EPERM operation not permitted</c>.</summary>
public sealed class LinuxException : IOException
{
    internal LinuxException(Errno errno, string call)
        : base($"{call}: {NameOf(errno)} {Describe(errno)}")
    {
        Errno = errno;
    }

    /// <summary>What the kernel answered.</summary>
    public Errno Errno { get; }

    /// <summary>The error of the system call this thread made last.</summary>
    internal static LinuxException Last(string call) => new(LastErrno, call);

    /// <summary>Error number of the system call this thread made last.</summary>
    internal static Errno LastErrno => (Errno)Marshal.GetLastPInvokeError();

    private static string NameOf(Errno errno) => Enum.IsDefined(errno) ? errno.ToString() : $"errno {(int)errno}";

    private static string Describe(Errno errno)
    {
        string text = Marshal.GetPInvokeErrorMessage((int)errno);
        return text.Length > 1 && char.IsLower(text[1]) ? char.ToLowerInvariant(text[0]) + text[1..] : text;
    }
}
