using System.Globalization;
using System.Net.Sockets;
using MiniKubelet.EndToEnd.Tests.Harness;
using MiniKubelet.Testing;
using Xunit;
using Xunit.Abstractions;

namespace MiniKubelet.EndToEnd.Tests;

/// <summary>What keeps the daemon from starting is told in one clear line.</summary>
public abstract class StartErrorTests(RuntimeUnderTest runtime, ITestOutputHelper output) : EndToEndTest(runtime, output)
{
    protected override bool DaemonRunsFromTheStart => false;

    private string LateSocket => Path.Join(Folder.Root, "late.sock");

    [RuntimeFact]
    public async Task ASecondDaemonOnOneRootDirectoryNamesTheFirst()
    {
        await Daemon.StartAsync();

        var second = await Command.TryRunAsync(DaemonProcess.Executable, Daemon.Arguments);

        Assert.Equal(1, second.ExitCode);
        Assert.Equal(
            string.Create(CultureInfo.InvariantCulture, $"minikubelet: another minikubelet (pid {Daemon.Id}) already runs on root directory {Folder.State}\n"),
            second.All);
        Assert.Equal("ok", await Daemon.HealthzAsync());
    }

    [RuntimeFact]
    public async Task ARuntimeThatComesLaterIsWaitedFor()
    {
        using var daemon = new DaemonProcess(Folder, LateSocket);
        daemon.Start();
        await daemon.SaysAsync("no container runtime yet, trying again");
        Assert.Contains(LateSocket, daemon.Log, StringComparison.Ordinal);
        Put(new Manifest("web"));

        File.CreateSymbolicLink(LateSocket, Runtime.Socket);
        await daemon.ReadyAsync();
        await ReadyAsync("web");
        Folder.Remove("web.yaml");
        await GoneAsync("web");
        Assert.Equal(0, await daemon.StopAsync());
    }

    [RuntimeFact]
    public async Task ASocketThatIsNoRuntimeIsNamed()
    {
        using var stranger = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        stranger.Bind(new UnixDomainSocketEndPoint(LateSocket));
        stranger.Listen();
        var hangingUp = HangUpOnEveryoneAsync(stranger);
        using var daemon = new DaemonProcess(Folder, LateSocket);
        daemon.Start();

        await daemon.SaysAsync($"{LateSocket}: what listens there is neither a CRI v1 runtime nor Docker");
        Assert.Equal(0, await daemon.StopAsync());
        stranger.Close();
        await hangingUp;
    }

    [RuntimeFact]
    public async Task AFolderWithoutPermissionIsNamed()
    {
        File.SetUnixFileMode(Folder.Root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute | UnixFileMode.OtherRead);
        var denied = await Command.TryRunAsync(
            "setpriv", ["--reuid", "65534", "--regid", "65534", "--clear-groups", DaemonProcess.Executable, .. Daemon.Arguments]);

        Assert.Equal(1, denied.ExitCode);
        var line = Assert.Single(denied.All.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("minikubelet: ", line, StringComparison.Ordinal);
        Assert.Contains(Folder.State, line, StringComparison.Ordinal);
        Assert.Contains("denied", line, StringComparison.Ordinal);
    }

    [RuntimeFact]
    public async Task AWrongFieldOfTheConfigurationIsNamedWithItsPlace()
    {
        Folder.WriteConfiguration("maxPodz: 3");

        var refused = await Command.TryRunAsync(DaemonProcess.Executable, Daemon.Arguments);

        Assert.Equal(1, refused.ExitCode);
        var line = Assert.Single(refused.All.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith($"minikubelet: {Folder.Configuration}:7:1: maxPodz: ", line, StringComparison.Ordinal);
    }

    [RuntimeFact]
    public async Task APortThatIsTakenIsNamed()
    {
        using var taken = new TcpListener(System.Net.IPAddress.Loopback, Folder.Port);
        taken.Start();

        var refused = await Command.TryRunAsync(DaemonProcess.Executable, Daemon.Arguments);

        Assert.Equal(1, refused.ExitCode);
        var last = refused.All.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1];
        Assert.StartsWith("minikubelet: ", last, StringComparison.Ordinal);
        Assert.Contains(Folder.Port.ToString(CultureInfo.InvariantCulture), last, StringComparison.Ordinal);
    }

    private static async Task HangUpOnEveryoneAsync(Socket listener)
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptAsync();
            }
        }
        catch (SocketException)
        {
            // Closed at the end of the test.
        }
    }
}

[Collection(Collections.Containerd), RequiresRuntime(RequiresRuntimeAttribute.Containerd)]
public sealed class StartErrorOnContainerdTests(ITestOutputHelper output) : StartErrorTests(RuntimeUnderTest.Containerd, output);

[Collection(Collections.Docker), RequiresRuntime(RequiresRuntimeAttribute.Docker)]
public sealed class StartErrorOnDockerTests(ITestOutputHelper output) : StartErrorTests(RuntimeUnderTest.Docker, output);
