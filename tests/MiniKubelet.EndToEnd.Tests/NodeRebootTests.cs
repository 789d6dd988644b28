using MiniKubelet.EndToEnd.Tests.Harness;
using MiniKubelet.Kubernetes;
using MiniKubelet.Observation;
using MiniKubelet.Testing;
using Xunit;
using Xunit.Abstractions;

namespace MiniKubelet.EndToEnd.Tests;

/// <summary>The machine boots anew: the daemon finds its own files, and of the pods what the runtime kept, or nothing at all.</summary>
public abstract class NodeRebootTests(RuntimeUnderTest runtime, ITestOutputHelper output) : EndToEndTest(runtime, output)
{
    [RuntimeFact]
    public async Task PodsStartFromTheBeginningAndWhatHasEndedStaysEnded()
    {
        Put(new Manifest("web")
        {
            Init = [Recorded.Init("init"), Recorded.Sidecar("sidecar")],
            Containers = [Recorded.App("app"), Recorded.App("other")],
        });
        Put(new Manifest("job")
        {
            Containers = [Recorded.App("part", "end 0"), Recorded.App("rest")],
            Spec = "restartPolicy: OnFailure",
        });
        Put(new Manifest("over") { Containers = [Recorded.App("short", "end 0")], Spec = "restartPolicy: Never" });
        var before = await ReadyAsync("web");
        await PodAsync("job", "has one container left", p => p.Status.ContainerStatuses is [{ State.Terminated: not null }, { State.Running: not null }]);
        await PodAsync("over", "has succeeded", p => p.Status.Phase == PodPhase.Succeeded);
        await Log.ShowsAsync("other starts");
        await Log.ShowsAsync("rest starts");

        Assert.Equal(0, await Daemon.StopAsync());
        await KillEveryProcessAsync();
        await Log.MarkAsync("boots");
        await Daemon.StartAsync();
        await Log.ShowsAsync("rest starts", times: 2);
        await Log.ShowsAsync("other starts", times: 2);
        var booted = await PodAsync("web", "is ready again", p => p.IsReady() && p.Container("other").RestartCount == 1);

        var told = Log.Timeline;
        told.The("the test boots")
            .Before(told.Starts("init", run: 2))
            .Before(told.Ends("init", run: 2))
            .Before(told.Starts("sidecar", run: 2))
            .Before(told.Starts("app", run: 2))
            .Before(told.Starts("other", run: 2));
        told.StartsTimes(2, "init", "sidecar", "app", "other", "rest");
        told.StartsTimes(1, "part", "short");
        Assert.Equal(1, (await ObserveAsync(booted)).Sandboxes[0].Attempt);
        await IsAsBeforeAsync(before, booted);

        // Not even records are left, as on a machine whose runtime keeps its own on a disk that is wiped.
        Assert.Equal(0, await Daemon.StopAsync());
        await Runtime.SweepAsync();
        await Log.MarkAsync("boots");
        await Daemon.StartAsync();
        await Log.ShowsAsync("other starts", times: 3);
        booted = await PodAsync("web", "is ready once more", p => p.IsReady() && p.Container("other").RestartCount == 2);

        told = Log.Timeline;
        told.The("the test boots", time: 2)
            .Before(told.Starts("init", run: 3))
            .Before(told.Starts("sidecar", run: 3))
            .Before(told.Starts("app", run: 3))
            .Before(told.Starts("other", run: 3));
        told.StartsTimes(3, "init", "sidecar", "app", "other");
        told.StartsTimes(1, "short");
        await IsAsBeforeAsync(before, booted);
    }

    private async Task IsAsBeforeAsync(Pod before, Pod booted)
    {
        Assert.Equal((before.Metadata.Uid, before.Status.StartTime), (booted.Metadata.Uid, booted.Status.StartTime));
        await PodAsync("over", "has still succeeded", p => p.Status.Phase == PodPhase.Succeeded);
    }

    private async Task KillEveryProcessAsync()
    {
        await using var connected = await Runtime.ConnectAsync();
        foreach (var pod in await connected.ObservePodsAsync(CancellationToken.None))
        {
            var running = pod.Containers.Where(c => c.State == RunState.Running).Select(c => c.Id);
            foreach (var id in pod.Sandboxes.Where(s => s.Ready).Select(s => s.Id).Concat(running))
            {
                await Runtime.KillAsync(id);
            }
        }

        await Until.TrueAsync("no process of any pod is left", async () => (await connected.ObservePodsAsync(CancellationToken.None))
            .All(p => p.Sandboxes.All(s => !s.Ready) && p.Containers.All(c => c.State != RunState.Running)));
    }
}

[Collection(Collections.Containerd), RequiresRuntime(RequiresRuntimeAttribute.Containerd)]
public sealed class NodeRebootOnContainerdTests(ITestOutputHelper output) : NodeRebootTests(RuntimeUnderTest.Containerd, output);

[Collection(Collections.Docker), RequiresRuntime(RequiresRuntimeAttribute.Docker)]
public sealed class NodeRebootOnDockerTests(ITestOutputHelper output) : NodeRebootTests(RuntimeUnderTest.Docker, output);
