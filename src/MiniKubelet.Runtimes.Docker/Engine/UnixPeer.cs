using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace MiniKubelet.Runtimes.Docker.Engine;

/// <summary>Who is at the other end of a unix socket.</summary>
internal static class UnixPeer
{
    // socket(7): getsockopt(SOL_SOCKET, SO_PEERCRED) gives a struct ucred { pid, uid, gid }.
    private const int SolSocket = 1;
    private const int SoPeerCred = 17;
    private const int CapSysResource = 24;

    /// <summary>Its process id; 0 when it is not visible from here.</summary>
    public static int PidOf(Socket socket)
    {
        Span<byte> credentials = stackalloc byte[12];
        return socket.GetRawSocketOption(SolSocket, SoPeerCred, credentials) == credentials.Length
            ? MemoryMarshal.Read<int>(credentials)
            : 0;
    }

    /// <summary>Whether a process, and with it what it starts, may lower an oom_score_adj (capabilities(7): CAP_SYS_RESOURCE).</summary>
    public static bool MayLowerOomScore(int pid)
    {
        const string Field = "CapEff:";
        try
        {
            var line = File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/status"))
                .FirstOrDefault(line => line.StartsWith(Field, StringComparison.Ordinal));
            return line is null
                || (ulong.Parse(line.AsSpan(Field.Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture)
                    & (1UL << CapSysResource)) != 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Not visible from here: let Docker say no.
            return true;
        }
    }
}
