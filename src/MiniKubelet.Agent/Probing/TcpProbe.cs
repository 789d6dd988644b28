using System.Net.Sockets;

namespace MiniKubelet.Agent.Probing;

/// <summary>Opens a connection and closes it: success if that works within the timeout.</summary>
internal static class TcpProbe
{
    public static async Task<ProbeReport> RunAsync(
        string host, int port, TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        using var deadline = new ProbeDeadline(timeout, time, cancellationToken);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(host, port, deadline.Token);
            return ProbeReport.Success;
        }
        catch (SocketException e)
        {
            return ProbeReport.Failure(DialError.Text(e, host, port));
        }
        catch (OperationCanceledException) when (deadline.Passed)
        {
            return ProbeReport.Failure($"dial tcp {DialError.Address(host, port)}: i/o timeout");
        }
    }
}
