using MiniKubelet.EndToEnd.Tests.Harness;
using MiniKubelet.Kubernetes;
using MiniKubelet.Testing;
using Xunit;
using Xunit.Abstractions;

namespace MiniKubelet.EndToEnd.Tests;

/// <summary>The crash back-off: with the kubelet's first delay and a cap that a test can wait for.</summary>
public abstract class BackoffTests(RuntimeUnderTest runtime, ITestOutputHelper output) : EndToEndTest(runtime, output)
{
    protected override string Configuration => "crashLoopBackOff: { maxContainerRestartPeriod: 12s }";

    [RuntimeFact]
    public async Task RestartsComeAtOnceThenAfterTenSecondsThenAfterTheCapAndADaemonKilledInBetweenForgetsNothing()
    {
        Put(new Manifest("crasher") { Containers = [Recorded.App("app", "end 3")] });
        var before = await BackingOffAsync(restarts: 1);
        Assert.Equal(PodPhase.Running, before.Status.Phase);
        Assert.Equal(3, before.Container("app").LastState.Terminated?.ExitCode);
        var name = $"crasher_default({before.Metadata.Uid})";
        Assert.Equal($"back-off 10s restarting failed container=app pod={name}", before.Container("app").State.Waiting?.Message);
        await EventAsync("of the back-off", e => e.Reason == "BackOff" && e.Message == $"Back-off restarting failed container app in pod {name}");
        Assert.Matches(@"\ncrasher +0/1 +CrashLoopBackOff +1 ", await Kubectl.RunAsync("get", "pods"));

        await Daemon.KillAsync();
        await Daemon.StartAsync();

        // Forgotten, the next delay would be the first one again.
        var last = await BackingOffAsync(restarts: 2);
        Assert.Equal($"back-off 12s restarting failed container=app pod={name}", last.Container("app").State.Waiting?.Message);
        var told = await Log.ShowsAsync("app starts", times: 4);
        told.Starts("app", run: 3).ComesAtLeast(TimeSpan.FromSeconds(10), after: told.Ends("app", run: 2));
        told.Starts("app", run: 4).ComesAtLeast(TimeSpan.FromSeconds(12), after: told.Ends("app", run: 3));
        told.StartsTimes(4, "app");
    }

    private Task<Pod> BackingOffAsync(int restarts) => PodAsync("crasher", $"backs off after {restarts} restarts", p =>
        p.Status.ContainerStatuses is [{ State.Waiting.Reason: "CrashLoopBackOff" } app] && app.RestartCount == restarts);
}

[Collection(Collections.Containerd), RequiresRuntime(RequiresRuntimeAttribute.Containerd)]
public sealed class BackoffOnContainerdTests(ITestOutputHelper output) : BackoffTests(RuntimeUnderTest.Containerd, output);

[Collection(Collections.Docker), RequiresRuntime(RequiresRuntimeAttribute.Docker)]
public sealed class BackoffOnDockerTests(ITestOutputHelper output) : BackoffTests(RuntimeUnderTest.Docker, output);
