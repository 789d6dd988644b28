using MiniKubelet.EndToEnd.Tests.Harness;
using MiniKubelet.Kubernetes;
using MiniKubelet.Observation;
using MiniKubelet.Testing;
using Xunit;
using Xunit.Abstractions;

namespace MiniKubelet.EndToEnd.Tests;

/// <summary><c>kill -9</c> of the daemon, at every time.</summary>
public abstract class DaemonKilledTests(RuntimeUnderTest runtime, ITestOutputHelper output) : EndToEndTest(runtime, output)
{
    private const int Kills = 4;

    private const int PodsAtOnce = 3;

    private static Manifest Counted(string name) => new(name)
    {
        Init = [Manifest.Script("init", $"echo {name} init >> /shared/log")],
        Containers = [Manifest.Script("app", $"echo {name} app >> /shared/log; {Manifest.Idle}")],
    };

    [RuntimeFact]
    public async Task RunningPodsAreFoundAgainAndStayReady()
    {
        Put(new Manifest("web")
        {
            Containers =
            [
                Manifest.Script("probed", Manifest.Idle, "startupProbe: { exec: { command: [sh, -c, 'echo startup >> /shared/log'] }, timeoutSeconds: 30 }, readinessProbe: { exec: { command: ['true'] }, periodSeconds: 1 }, livenessProbe: { exec: { command: ['true'] }, periodSeconds: 1 }"),
                Manifest.Script("restarted", $"[ -e /shared/again ] || {{ touch /shared/again; exit 1; }}; {Manifest.Idle}"),
            ],
        });
        var before = await PodAsync("web", "is ready after a restart", p => p.IsReady() && p.Container("restarted").RestartCount == 1);
        await using var watch = new ReadyRecorder(Api);
        await Until.TrueAsync("the watch shows the pod", () => watch.Of("web").Count > 0);
        var seen = watch.Of("web").Count;

        await Daemon.KillAsync();
        await Daemon.StartAsync();
        await Until.TrueAsync("the watch shows the pod again", () => watch.Of("web").Count > seen);
        var after = await ReadyAsync("web");

        Assert.Equal(before.Metadata.Uid, after.Metadata.Uid);
        Assert.Equal(before.Status.StartTime, after.Status.StartTime);
        Assert.Equal(before.Status.PodIP, after.Status.PodIP);
        Assert.Equal(before.Identity("probed"), after.Identity("probed"));
        Assert.Equal(before.Identity("restarted"), after.Identity("restarted"));
        Assert.All(watch.Of("web"), ready => Assert.Equal(ConditionStatus.True, ready));
        Log.Is("startup");
        Assert.Equal(
            before.Status.Conditions.Single(c => c.Type == "Ready").LastTransitionTime,
            after.Status.Conditions.Single(c => c.Type == "Ready").LastTransitionTime);
    }

    [RuntimeFact]
    public async Task APodThatIsBeingMadeIsFinishedAndNothingIsDoubled()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        Write($"seed {seed}");
        for (var kill = 0; kill < Kills; kill++)
        {
            // Put down one after another, the pods are in different stages of their making when the daemon dies.
            var names = Enumerable.Range(0, PodsAtOnce).Select(pod => $"made-{kill}-{pod}").ToList();
            foreach (var name in names)
            {
                Put(Counted(name));
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(600)), TimeProvider.System);
            }

            await Daemon.KillAsync();
            await Daemon.StartAsync();
            foreach (var name in names)
            {
                await Log.HasAsync($"{name} app");
                await NothingIsDoubledAsync(await ReadyAsync(name));
                Folder.Remove($"{name}.yaml");
            }

            await NothingIsLeftAsync();
        }
    }

    [RuntimeFact]
    public async Task ATerminationGoesOnAfterARestart()
    {
        Put(new Manifest("web")
        {
            GraceSeconds = 5,
            Containers = [Manifest.Script("app", "trap 'echo told >> /shared/log' TERM; echo up >> /shared/log; while :; do sleep 0.2; done")],
        });
        await Log.HasAsync("up");
        await ReadyAsync("web");
        Folder.Remove("web.yaml");
        await Log.HasAsync("told");

        await Daemon.KillAsync();
        await Daemon.StartAsync();

        await NothingIsLeftAsync();
    }

    [RuntimeFact]
    public async Task APodRemovedWhileTheDaemonWasDownEndsWithItsHook()
    {
        Put(new Manifest("web") { GraceSeconds = 60, Containers = [Recorded.App("app").PreStop()] });
        await ReadyAsync("web");
        await Log.ShowsAsync("app starts");

        await Daemon.KillAsync();
        Folder.Remove("web.yaml");
        await Daemon.StartAsync();

        await NothingIsLeftAsync();
        var told = Log.Timeline;
        told.PreStopBegins("app").Before(told.PreStopEnds("app")).Before(told.IsToldToEnd("app")).Before(told.Ends("app"));
    }

    [RuntimeFact]
    public async Task WhatHasRunDoesNotRunAgainThoughTheDaemonDiesAndRecordsAreGone()
    {
        Put(new Manifest("web")
        {
            Init = [Recorded.Init("first"), Recorded.Init("second", "await 'the test has killed the daemon'")],
            Containers = [Recorded.App("app")],
        });
        await Log.ShowsAsync("second starts");
        await Daemon.KillAsync();
        await Log.MarkAsync("has killed the daemon");
        await Log.ShowsAsync("second ends");
        await Daemon.StartAsync();
        var pod = await ReadyAsync("web");
        await Log.ShowsAsync("app starts");

        await Daemon.KillAsync();
        await using (var runtime = await Runtime.ConnectAsync())
        {
            await runtime.RemoveContainerAsync(pod.ContainerId("first"), CancellationToken.None);
            await runtime.RemoveContainerAsync(pod.ContainerId("second"), CancellationToken.None);
        }

        await Daemon.StartAsync();
        var after = await ReadyAsync("web");
        Assert.Equal(pod.Identity("app"), after.Identity("app"));
        Assert.Equal("Completed", after.Container("second").State.Terminated?.Reason);
        await Runtime.KillAsync(pod.ContainerId("app"));
        var told = await Log.ShowsAsync("app starts", times: 2);
        await ReadyAsync("web");
        told.Ends("first")
            .Before(told.Starts("second"))
            .Before(told.The("the test has killed the daemon"))
            .Before(told.Ends("second"))
            .Before(told.Starts("app"));
        told.StartsTimes(1, "first", "second");
        told.StartsTimes(2, "app");
    }

    private async Task NothingIsDoubledAsync(Pod pod)
    {
        var observed = await ObserveAsync(pod);
        var what = $"{observed}\n{string.Join('\n', Log.Lines)}";
        Assert.True(observed.Sandboxes.Count(s => s.Ready) == 1, what);
        Assert.True(observed.Containers.Count(c => c is { Name: "app", State: RunState.Running }) == 1, what);
        Assert.True(RunsInVain("init") <= 0 && RunsInVain("app") <= 0, what);

        // Once is what is wanted. Whom the daemon's death catches in the very act of starting a container, containerd takes its
        // process away again, which may have run, and says so: that one has to be started again.
        int RunsInVain(string container) => Log.Count($"{pod.Metadata.Name} {container}") - 1
            - observed.Containers.Count(c => c.Name == container && c.Reason == "StartError");
    }
}

[Collection(Collections.Containerd), RequiresRuntime(RequiresRuntimeAttribute.Containerd)]
public sealed class DaemonKilledOnContainerdTests(ITestOutputHelper output) : DaemonKilledTests(RuntimeUnderTest.Containerd, output);

[Collection(Collections.Docker), RequiresRuntime(RequiresRuntimeAttribute.Docker)]
public sealed class DaemonKilledOnDockerTests(ITestOutputHelper output) : DaemonKilledTests(RuntimeUnderTest.Docker, output);
