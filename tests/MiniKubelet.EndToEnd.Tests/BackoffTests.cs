using System.Globalization;
using MiniKubelet.EndToEnd.Tests.Harness;
using MiniKubelet.Testing;
using Xunit;
using Xunit.Abstractions;

namespace MiniKubelet.EndToEnd.Tests;

/// <summary>The back-off with the kubelet's own times.</summary>
public abstract class BackoffTests(RuntimeUnderTest runtime, ITestOutputHelper output) : EndToEndTest(runtime, output)
{
    [RuntimeFact]
    public async Task BackoffSurvivesARestartOfTheDaemon()
    {
        Put(new Manifest("crasher") { Containers = [Manifest.Script("app", "date +%s >> /shared/log; exit 1")] });
        var before = await PodAsync("crasher", "backs off", p => p.Status.ContainerStatuses is [{ State.Waiting.Reason: "CrashLoopBackOff", RestartCount: 1 }]);

        await Daemon.KillAsync();
        await Daemon.StartAsync();

        var after = await PodAsync("crasher", "is shown again", p => p.Status.ContainerStatuses is [_]);
        Assert.Equal(before.Container("app").ContainerID, after.Container("app").ContainerID);
        Assert.Equal("CrashLoopBackOff", after.Container("app").State.Waiting?.Reason);
        await PodAsync("crasher", "was started a third time", p => p.Status.ContainerStatuses is [{ RestartCount: 2 }]);
        await Until.TrueAsync("the third start is in the log", () => Log.Lines.Count == 3);
        var starts = Log.Lines.Select(line => long.Parse(line, CultureInfo.InvariantCulture)).ToList();
        Assert.True(starts[2] - starts[1] >= 9, $"started at {string.Join(", ", starts)}: 10 s of back-off are missing");
    }
}

[Collection(Collections.Containerd), RequiresRuntime(RequiresRuntimeAttribute.Containerd)]
public sealed class BackoffOnContainerdTests(ITestOutputHelper output) : BackoffTests(RuntimeUnderTest.Containerd, output);

[Collection(Collections.Docker), RequiresRuntime(RequiresRuntimeAttribute.Docker)]
public sealed class BackoffOnDockerTests(ITestOutputHelper output) : BackoffTests(RuntimeUnderTest.Docker, output);
