using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MiniKubelet.Agent.Tests.Probing;

/// <summary>A server that reads a request, answers with the same bytes and closes, as often as it is asked.</summary>
internal sealed class RawServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public RawServer(string answer)
    {
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _ = AnswerAsync(Encoding.ASCII.GetBytes(answer));
    }

    public int Port { get; }

    public void Dispose() => _listener.Dispose();

    private async Task AnswerAsync(byte[] answer)
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync();
                await using var stream = client.GetStream();
                await ReadRequestAsync(stream);
                await stream.WriteAsync(answer);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    // All of it: what is left unread would make the close a reset.
    private static async Task ReadRequestAsync(NetworkStream stream)
    {
        var request = new StringBuilder();
        var buffer = new byte[4096];
        while (!request.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            var length = await stream.ReadAsync(buffer);
            if (length == 0)
            {
                return;
            }

            request.Append(Encoding.ASCII.GetString(buffer, 0, length));
        }
    }
}
