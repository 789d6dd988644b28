using MiniKubelet.EndToEnd.Tests.Harness;
using MiniKubelet.Kubernetes;
using MiniKubelet.Testing;
using Xunit;
using Xunit.Abstractions;

namespace MiniKubelet.EndToEnd.Tests;

/// <summary>The order in which a pod's containers start.</summary>
public abstract class StartOrderTests(RuntimeUnderTest runtime, ITestOutputHelper output) : EndToEndTest(runtime, output)
{
    [RuntimeFact]
    public async Task InitContainersThenSidecarsThenAppsEachInItsTurn()
    {
        Put(new Manifest("web")
        {
            Init =
            [
                Recorded.Init("first"),
                Recorded.Sidecar("gated")
                    .Probe("startup", "test -e /shared/open", failures: 1000)
                    .Probe("liveness", "true")
                    .Probe("readiness", "true"),
                Recorded.Init("second"),
                Recorded.Sidecar("unready").Probe("readiness", "false"),
            ],
            Containers =
            [
                Recorded.App("app").PostStart("await 'app starts'; sleep 1"),
                Recorded.App("other"),
            ],
        });

        // Asked twice and not passed: whoever did not wait for it would be there by now.
        var gated = await Log.ShowsAsync("gated is asked by its startup probe", times: 2);
        var starting = await PodAsync("web", "waits for its sidecar", p => p.Container("gated").State.Running is not null);
        gated.NeverStarts("second", "unready", "app", "other");
        Assert.Equal(PodPhase.Pending, starting.Status.Phase);
        Assert.Equal((false, false), (starting.Container("gated").Started, starting.Container("gated").Ready));
        Assert.Equal("PodInitializing", starting.Container("app").State.Waiting?.Reason);
        Assert.Equal(
            "containers with incomplete status: [gated second unready]",
            starting.Status.Conditions.Single(c => c.Type == "Initialized").Message);
        await Log.MarkAsync("opens the gate");
        Touch("open");

        await Log.ShowsAsync("other starts");
        await Log.ShowsAsync("gated is asked by its liveness probe");
        await Log.ShowsAsync("gated is asked by its readiness probe");
        var pod = await PodAsync("web", "runs", p => p.Status.ContainerStatuses.All(c => c.Ready));
        Assert.Equal((true, false), (pod.Container("unready").Started, pod.Container("unready").Ready));
        Assert.Equal((PodPhase.Running, false), (pod.Status.Phase, pod.IsReady()));

        var told = Log.Timeline;
        told.Ends("first")
            .Before(told.Starts("gated"))
            .Before(told.The("the test opens the gate"))
            .Before(told.Starts("second"))
            .Before(told.Ends("second"))
            .Before(told.Starts("unready"))
            .Before(told.Starts("app"))
            .Before(told.PostStartEnds("app"))
            .Before(told.Starts("other"));
        told.The("the test opens the gate").Before(told.The("gated is asked by its liveness probe"));
        told.The("the test opens the gate").Before(told.The("gated is asked by its readiness probe"));
        told.StartsTimes(1, "first", "gated", "second", "unready", "app", "other");
    }
}

[Collection(Collections.Containerd), RequiresRuntime(RequiresRuntimeAttribute.Containerd)]
public sealed class StartOrderOnContainerdTests(ITestOutputHelper output) : StartOrderTests(RuntimeUnderTest.Containerd, output);

[Collection(Collections.Docker), RequiresRuntime(RequiresRuntimeAttribute.Docker)]
public sealed class StartOrderOnDockerTests(ITestOutputHelper output) : StartOrderTests(RuntimeUnderTest.Docker, output);
