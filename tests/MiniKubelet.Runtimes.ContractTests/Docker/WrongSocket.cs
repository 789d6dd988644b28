using System.Net.Sockets;

namespace MiniKubelet.Runtimes.ContractTests.Docker;

/// <summary>A socket that listens but is no runtime: it answers with the given bytes, or hangs up at once with null.</summary>
internal sealed class WrongSocket : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("minikubelet-wrong-");
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    public WrongSocket(byte[]? answer)
    {
        Path = System.IO.Path.Combine(_directory.FullName, "wrong.sock");
        _listener.Bind(new UnixDomainSocketEndPoint(Path));
        _listener.Listen();
        _ = ServeAsync(answer);
    }

    public string Path { get; }

    public void Dispose()
    {
        _listener.Dispose();
        _directory.Delete(recursive: true);
    }

    private async Task ServeAsync(byte[]? answer)
    {
        try
        {
            while (true)
            {
                using var connection = await _listener.AcceptAsync();
                if (answer is not null)
                {
                    await connection.ReceiveAsync(new byte[1024]);
                    await connection.SendAsync(answer);
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Disposed: the test is over.
        }
    }
}
