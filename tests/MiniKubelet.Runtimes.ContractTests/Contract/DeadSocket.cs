using System.Net.Sockets;

namespace MiniKubelet.Runtimes.ContractTests.Contract;

/// <summary>A socket in the file system whose owner has died: connecting is refused.</summary>
internal sealed class DeadSocket : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("minikubelet-dead-");

    public DeadSocket()
    {
        Path = System.IO.Path.Combine(_directory.FullName, "dead.sock");

        // Bound under a name that goes with it; the link made here stays.
        var bound = Path + ".bound";
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(bound));
        File.Move(bound, Path);
    }

    public string Path { get; }

    public void Dispose() => _directory.Delete(recursive: true);
}
