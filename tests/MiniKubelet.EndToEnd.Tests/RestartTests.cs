using MiniKubelet.EndToEnd.Tests.Harness;
using MiniKubelet.Kubernetes;
using MiniKubelet.Testing;
using Xunit;
using Xunit.Abstractions;

namespace MiniKubelet.EndToEnd.Tests;

/// <summary>One container is restarted, and the rest of its pod does not notice.</summary>
public abstract class RestartTests(RuntimeUnderTest runtime, ITestOutputHelper output) : EndToEndTest(runtime, output)
{
    [RuntimeFact]
    public async Task OnlyTheContainerThatDiedOrFailedItsProbeRunsAgain()
    {
        // Both mend on their way out what their probe complains of.
        var starter = (Recorded.App("starter") with { OnTerm = "touch /shared/open" })
            .Probe("startup", "test -e /shared/open", failures: 2)
            .Probe("liveness", "true")
            .PreStop();
        var live = (Recorded.App("live") with { OnTerm = "touch /shared/alive" })
            .Probe("liveness", "test -e /shared/alive")
            .PostStart(":")
            .PreStop();
        Touch("alive");
        Put(new Manifest("web")
        {
            GraceSeconds = 30,
            Init = [Recorded.Init("init"), Recorded.Sidecar("sidecar")],
            Containers = [starter, live, Recorded.App("other")],
        });

        // The startup probe gives up on the first instance, and passes the second.
        var before = await ReadyAsync("web");
        var told = await Log.ShowsAsync("starter is asked by its liveness probe");
        told.The("starter is asked by its startup probe", time: 2)
            .Before(told.PreStopBegins("starter"))
            .Before(told.PreStopEnds("starter"))
            .Before(told.IsToldToEnd("starter"))
            .Before(told.Ends("starter"))
            .Before(told.Starts("starter", run: 2))
            .Before(told.The("starter is asked by its liveness probe"));
        Assert.Equal((1, 0), (before.Container("starter").RestartCount, before.Container("live").RestartCount));
        await KillingAsync("Container starter failed startup probe, will be restarted");

        File.Delete(Shared("alive"));
        var restarted = await PodAsync("web", "is ready with another instance", p => p.IsReady() && p.Container("live").RestartCount == 1);
        told = await Log.ShowsAsync("live postStart ends", times: 2);
        told.PreStopBegins("live")
            .Before(told.PreStopEnds("live"))
            .Before(told.IsToldToEnd("live"))
            .Before(told.Ends("live"))
            .Before(told.Starts("live", run: 2));
        Assert.Equal(0, restarted.Container("live").LastState.Terminated?.ExitCode);
        await KillingAsync("Container live failed liveness probe, will be restarted");
        await EventAsync("of the probe", e => e.Reason == "Unhealthy" && e.Message!.StartsWith("Liveness probe failed", StringComparison.Ordinal));

        await Runtime.KillAsync(before.ContainerId("other"));
        var after = await PodAsync("web", "is ready for the last time", p => p.IsReady() && p.Container("other").RestartCount == 1);
        await Log.ShowsAsync("other starts", times: 2);
        Assert.Equal(137, after.Container("other").LastState.Terminated?.ExitCode);
        Assert.Equal(before.Container("other").ContainerID, after.Container("other").LastState.Terminated?.ContainerID);

        Assert.Equal(before.Metadata.Uid, after.Metadata.Uid);
        Assert.Equal(before.Identity("sidecar"), after.Identity("sidecar"));
        Assert.Equal(before.Identity("starter"), after.Identity("starter"));
        Assert.Equal(restarted.Identity("live"), after.Identity("live"));
        Log.Timeline.StartsTimes(1, "init", "sidecar");
        Log.Timeline.StartsTimes(2, "starter", "live", "other");
    }

    private Task<Event> KillingAsync(string message) => EventAsync(message, e => e.Reason == "Killing" && e.Message == message);
}

[Collection(Collections.Containerd), RequiresRuntime(RequiresRuntimeAttribute.Containerd)]
public sealed class RestartOnContainerdTests(ITestOutputHelper output) : RestartTests(RuntimeUnderTest.Containerd, output);

[Collection(Collections.Docker), RequiresRuntime(RequiresRuntimeAttribute.Docker)]
public sealed class RestartOnDockerTests(ITestOutputHelper output) : RestartTests(RuntimeUnderTest.Docker, output);
