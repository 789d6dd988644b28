using MiniKubelet.EndToEnd.Tests.Harness;
using MiniKubelet.Testing;
using Xunit;
using Xunit.Abstractions;

namespace MiniKubelet.EndToEnd.Tests;

/// <summary>A mistake in a file takes no pod down and is told where people look.</summary>
public abstract class BadEditTests(RuntimeUnderTest runtime, ITestOutputHelper output) : EndToEndTest(runtime, output)
{
    private const string Broken = """
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
        spec:
          containers:
            - name: app
              image: minikubelet.local/busybox:1
              comand: [sh]
        """;

    private string Place => $"{Path.Join(Folder.Manifests, "web.yaml")}:9:7: spec.containers[0].comand";

    [RuntimeFact]
    public async Task ABadEditKeepsThePodAndIsToldWithItsPlace()
    {
        Put(new Manifest("web"));
        var before = await ReadyAsync("web");

        Folder.Put("web.yaml", Broken);
        await Daemon.SaysAsync(Place);
        await EventAsync("on the pod", e => e.InvolvedObject.Name == "web" && e.Reason == "FailedValidation" && e.Message!.Contains(Place, StringComparison.Ordinal));
        var validate = await Command.TryRunAsync(DaemonProcess.Executable, "validate", Folder.Manifests);
        Assert.Equal(1, validate.ExitCode);
        Assert.Contains(Place, validate.All, StringComparison.Ordinal);
        Assert.Contains("comand", await Kubectl.RunAsync("describe", "pod", "web"), StringComparison.Ordinal);
        Assert.Equal(before.Identity("app"), (await ReadyAsync("web")).Identity("app"));

        Put(new Manifest("web") { GraceSeconds = 6 });
        await PodAsync("web", "is the mended one", pod => pod.IsReady() && pod.Metadata.Uid != before.Metadata.Uid);
        Assert.Equal(0, (await Command.TryRunAsync(DaemonProcess.Executable, "validate", Folder.Manifests)).ExitCode);
    }

    [RuntimeFact]
    public async Task ABadEditKeepsThePodOverARestartOfTheDaemon()
    {
        Put(new Manifest("web"));
        var before = await ReadyAsync("web");
        Folder.Put("web.yaml", Broken);
        await Daemon.SaysAsync(Place);

        await Daemon.KillAsync();
        await Daemon.StartAsync();

        await Daemon.SaysAsync(Place);
        Assert.Equal(before.Identity("app"), (await ReadyAsync("web")).Identity("app"));

        // Broken and gone are two things.
        Folder.Remove("web.yaml");
        await GoneAsync("web");
    }

    [RuntimeFact]
    public async Task OfTwoFilesWithOnePodTheFirstRuns()
    {
        Put(new Manifest("web"));
        var first = await ReadyAsync("web");

        Folder.Put("also-web.yaml", new Manifest("web") { GraceSeconds = 9 }.Render(Folder));
        await Daemon.SaysAsync($"{Path.Join(Folder.Manifests, "also-web.yaml")}:");
        var line = Daemon.Log.Split('\n').Last(l => l.Contains("also-web.yaml:", StringComparison.Ordinal));
        Assert.Contains(Path.Join(Folder.Manifests, "web.yaml"), line, StringComparison.Ordinal);
        Assert.Equal(first.Identity("app"), (await ReadyAsync("web")).Identity("app"));

        Folder.Remove("web.yaml");
        await PodAsync("web", "is the second", pod => pod.IsReady() && pod.Metadata.Uid != first.Metadata.Uid);
    }
}

[Collection(Collections.Containerd), RequiresRuntime(RequiresRuntimeAttribute.Containerd)]
public sealed class BadEditOnContainerdTests(ITestOutputHelper output) : BadEditTests(RuntimeUnderTest.Containerd, output);

[Collection(Collections.Docker), RequiresRuntime(RequiresRuntimeAttribute.Docker)]
public sealed class BadEditOnDockerTests(ITestOutputHelper output) : BadEditTests(RuntimeUnderTest.Docker, output);
