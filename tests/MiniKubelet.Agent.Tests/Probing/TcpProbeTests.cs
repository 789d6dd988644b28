using System.Net;
using System.Net.Sockets;
using MiniKubelet.Agent.Probing;
using MiniKubelet.Probing;
using MiniKubelet.Testing;

namespace MiniKubelet.Agent.Tests.Probing;

public sealed class TcpProbeTests
{
    private readonly VirtualTime time = new();

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    public async Task AnOpenPortIsSuccess(string host)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        Assert.Equal(ProbeReport.Success, await ProbeAsync(host, Port(listener)));
    }

    [Fact]
    public async Task AClosedPortIsFailure()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = Port(listener);
        listener.Stop();

        Assert.Equal(ProbeReport.Failure($"dial tcp 127.0.0.1:{port}: connect: connection refused"), await ProbeAsync("127.0.0.1", port));
    }

    [Fact]
    public async Task AConnectThatHangsFailsAtTheTimeout()
    {
        // A full backlog: the kernel drops further SYNs, so that connect neither succeeds nor fails.
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(0);
        var port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        using var filler = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await filler.ConnectAsync(IPAddress.Loopback, port);

        var probe = ProbeAsync("127.0.0.1", port);
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(ProbeReport.Failure($"dial tcp 127.0.0.1:{port}: i/o timeout"), await probe);
    }

    [Fact]
    public async Task AHostThatIsNoneIsFailure() =>
        Assert.Equal(ProbeOutcome.Failure, (await ProbeAsync("no-such-host.invalid", 80)).Outcome);

    /// <summary>Threads inherit the network namespace of their maker; dialing must never leave the host's.</summary>
    [Fact]
    public async Task AfterProbesAllThreadsAreInOneNetworkNamespace()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => ProbeAsync("127.0.0.1", Port(listener))));

        var own = new FileInfo("/proc/self/ns/net").LinkTarget;
        Assert.NotNull(own);
        // A thread may end between the listing and the look at it.
        var namespaces = Directory.GetDirectories("/proc/self/task")
            .Select(task => new FileInfo($"{task}/ns/net"))
            .Select(link => link.Exists ? link.LinkTarget : null)
            .OfType<string>()
            .ToList();
        Assert.NotEmpty(namespaces);
        Assert.All(namespaces, found => Assert.Equal(own, found));
    }

    private static int Port(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;

    private Task<ProbeReport> ProbeAsync(string host, int port) =>
        TcpProbe.RunAsync(host, port, TimeSpan.FromSeconds(1), time, CancellationToken.None);
}
