using System.Net.Sockets;

namespace MiniKubelet.Agent.Probing;

/// <summary>A failed connect in the words the kubelet's users know from <c>kubectl describe</c>.</summary>
internal static class DialError
{
    public static string Text(SocketException error, string host, int port) => error.SocketErrorCode switch
    {
        SocketError.HostNotFound or SocketError.NoData => $"dial tcp: lookup {host}: no such host",
        SocketError.ConnectionReset => $"read tcp {Address(host, port)}: read: connection reset by peer",
        // Not our enum: everything else is about the connect itself.
        _ => $"dial tcp {Address(host, port)}: {Cause(error)}",
    };

    /// <summary><c>host:port</c>, an IPv6 address in brackets.</summary>
    public static string Address(string host, int port) => $"{(host.Contains(':') ? $"[{host}]" : host)}:{port}";

    private static string Cause(SocketException error) => error.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => "connect: connection refused",
        SocketError.HostUnreachable => "connect: no route to host",
        SocketError.NetworkUnreachable => "connect: network is unreachable",
        SocketError.TimedOut => "i/o timeout",
        // Not our enum: a code we have no word for keeps the system's.
        _ => error.Message,
    };
}
