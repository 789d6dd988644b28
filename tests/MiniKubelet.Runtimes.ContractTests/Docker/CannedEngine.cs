using System.Net.Sockets;
using System.Text;

namespace MiniKubelet.Runtimes.ContractTests.Docker;

/// <summary>A Docker that says what a test tells it to: the version it speaks, then one answer to every other request.</summary>
internal sealed class CannedEngine : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("minikubelet-canned-");
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly List<string> _requests = [];

    /// <param name="apiVersion">What GET /version says.</param>
    /// <param name="status">The status line's end, such as <c>200 OK</c>.</param>
    /// <param name="body">The body; null for never answering.</param>
    public CannedEngine(string apiVersion, string status, string? body)
    {
        SocketPath = Path.Combine(_directory.FullName, "canned.sock");
        _listener.Bind(new UnixDomainSocketEndPoint(SocketPath));
        _listener.Listen();
        _ = AcceptAsync($$"""{"Version":"canned","ApiVersion":"{{apiVersion}}"}""", status, body);
    }

    public string SocketPath { get; }

    /// <summary>The first lines of all requests but those for the version.</summary>
    public IReadOnlyList<string> Requests
    {
        get
        {
            lock (_requests)
            {
                return [.. _requests];
            }
        }
    }

    public void Dispose()
    {
        _listener.Dispose();
        _directory.Delete(recursive: true);
    }

    private async Task AcceptAsync(string version, string status, string? body)
    {
        try
        {
            while (true)
            {
                _ = AnswerAsync(await _listener.AcceptAsync(), version, status, body);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Disposed: the test is over.
        }
    }

    private async Task AnswerAsync(Socket connection, string version, string status, string? body)
    {
        using var stream = new NetworkStream(connection, ownsSocket: true);
        var buffer = new byte[64 * 1024];
        var length = await stream.ReadAsync(buffer);
        var first = Encoding.ASCII.GetString(buffer, 0, length).Split("\r\n")[0];
        if (first == "GET /version HTTP/1.1")
        {
            await WriteAsync(stream, "200 OK", version);
            return;
        }

        lock (_requests)
        {
            _requests.Add(first);
        }

        if (body is null)
        {
            // Until the other side gives up.
            _ = await stream.ReadAsync(buffer);
            return;
        }

        await WriteAsync(stream, status, body);
    }

    // Without a length: the body ends with the connection, as Docker's streams do.
    private static async Task WriteAsync(NetworkStream stream, string status, string body) =>
        await stream.WriteAsync(Encoding.UTF8.GetBytes($"HTTP/1.1 {status}\r\nConnection: close\r\n\r\n{body}"));
}
