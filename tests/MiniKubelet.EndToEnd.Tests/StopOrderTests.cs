using MiniKubelet.EndToEnd.Tests.Harness;
using MiniKubelet.Testing;
using Xunit;
using Xunit.Abstractions;

namespace MiniKubelet.EndToEnd.Tests;

/// <summary>The order in which a pod's containers end when its manifest is gone.</summary>
public abstract class StopOrderTests(RuntimeUnderTest runtime, ITestOutputHelper output) : EndToEndTest(runtime, output)
{
    [RuntimeFact]
    public async Task HooksRunAllAtOnceThenTheAppsEndThenTheSidecarsLastToFirst()
    {
        // No hook ends before all have begun, and whoever is told takes some time to end, in which one that does not wait for its
        // turn would show itself.
        string[] all = ["early", "late", "app", "other"];
        var hook = string.Join("; ", all.Select(name => $"await '{name} preStop begins'"));
        Recorded Slow(Recorded container) => container with { OnTerm = "sleep 0.5" };
        Put(new Manifest("web")
        {
            GraceSeconds = 50,
            Init = [Slow(Recorded.Sidecar("early").PreStop(hook)), Slow(Recorded.Sidecar("late").PreStop(hook))],
            Containers = [Slow(Recorded.App("app").PreStop(hook)), Slow(Recorded.App("other").PreStop(hook))],
        });
        await ReadyAsync("web");
        await Log.ShowsAsync("other starts");

        Folder.Remove("web.yaml");
        await GoneAsync("web");

        var told = Log.Timeline;
        Timeline.LastOf([.. all.Select(name => told.PreStopBegins(name))])
            .Before(Timeline.FirstOf([.. all.Select(name => told.PreStopEnds(name))]));
        Assert.All(all, name => told.PreStopEnds(name).Before(told.IsToldToEnd(name)).Before(told.Ends(name)));
        Timeline.LastOf(told.Ends("app"), told.Ends("other"))
            .Before(told.IsToldToEnd("late"))
            .Before(told.Ends("late"))
            .Before(told.IsToldToEnd("early"))
            .Before(told.Ends("early"));
        told.StartsTimes(1, all);
    }

    [RuntimeFact]
    public async Task AnAppThatIgnoresTheSignalIsKilledAfterItsGraceAndItsSidecarStillEndsWell()
    {
        var grace = TimeSpan.FromSeconds(4);
        Put(new Manifest("web")
        {
            GraceSeconds = (int)grace.TotalSeconds,
            Init = [Recorded.Sidecar("sidecar")],
            Containers = [Recorded.App("app") with { OnTerm = Recorded.LiveOn }],
        });
        await ReadyAsync("web");
        await Log.ShowsAsync("app starts");
        await Log.MarkAsync("removes the pod");

        Folder.Remove("web.yaml");
        await GoneAsync("web");

        var told = Log.Timeline;
        told.The("the test removes the pod")
            .Before(told.IsToldToEnd("app"))
            .Before(told.The("app lives on"))
            .Before(told.IsToldToEnd("sidecar"))
            .Before(told.Ends("sidecar"));
        told.IsToldToEnd("sidecar").ComesAtLeast(grace, after: told.The("the test removes the pod"));
        told.NeverHappens("app ends");
    }
}

[Collection(Collections.Containerd), RequiresRuntime(RequiresRuntimeAttribute.Containerd)]
public sealed class StopOrderOnContainerdTests(ITestOutputHelper output) : StopOrderTests(RuntimeUnderTest.Containerd, output);

[Collection(Collections.Docker), RequiresRuntime(RequiresRuntimeAttribute.Docker)]
public sealed class StopOrderOnDockerTests(ITestOutputHelper output) : StopOrderTests(RuntimeUnderTest.Docker, output);
