using System.Net.Sockets;
using System.Text;
using MiniKubelet.Linux;

namespace MiniKubelet.Agent.Tests.Linux;

public sealed class SystemdNotifyTests : IDisposable
{
    private readonly TempDirectory _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void MessagesArriveOnAPath() => MessagesArrive(_temp["notify"], _temp["notify"]);

    [Fact]
    public void MessagesArriveOnAnAbstractName()
    {
        string name = $"minikubelet-test-{Guid.NewGuid()}";
        MessagesArrive("@" + name, "\0" + name);
    }

    [Fact]
    public void WithoutSystemdNothingHappens()
    {
        var notify = new SystemdNotify(_ => null, 42);
        Assert.False(notify.IsEnabled);
        Assert.Null(notify.WatchdogTimeout);
        notify.Ready();
    }

    [Fact]
    public void ASocketThatIsGoneDoesNoHarm()
    {
        var notify = new SystemdNotify(name => name == "NOTIFY_SOCKET" ? _temp["gone"] : null, 42);
        Assert.True(notify.IsEnabled);
        notify.Ready();
    }

    [Theory]
    [InlineData("30000000", "42", 30.0)]
    [InlineData("30000000", null, 30.0)]
    [InlineData("30000000", "43", null)] // meant for another process
    [InlineData("0", "42", null)]
    [InlineData("soon", "42", null)]
    [InlineData(null, "42", null)]
    public void TheWatchdogIsRead(string? microseconds, string? forProcess, double? seconds)
    {
        var notify = new SystemdNotify(
            name => name switch { "WATCHDOG_USEC" => microseconds, "WATCHDOG_PID" => forProcess, _ => null }, 42);
        Assert.Equal(seconds, notify.WatchdogTimeout?.TotalSeconds);
    }

    private static void MessagesArrive(string variable, string address)
    {
        using var systemd = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = 10_000 };
        systemd.Bind(new UnixDomainSocketEndPoint(address));
        var notify = new SystemdNotify(name => name == "NOTIFY_SOCKET" ? variable : null, 42);
        notify.Ready();
        notify.Status("3 pods\nrunning");
        notify.Watchdog();
        notify.Stopping();
        Assert.Equal(
            ["READY=1", "STATUS=3 pods running", "WATCHDOG=1", "STOPPING=1"],
            Enumerable.Range(0, 4).Select(_ => Receive(systemd)));
    }

    private static string Receive(Socket socket)
    {
        byte[] buffer = new byte[1024];
        return Encoding.UTF8.GetString(buffer, 0, socket.Receive(buffer));
    }
}
