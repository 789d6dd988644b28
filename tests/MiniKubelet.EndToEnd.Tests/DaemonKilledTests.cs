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
    private const int Kills = 10;

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
        for (var i = 0; i < Kills; i++)
        {
            var name = $"made-{i}";
            var moment = TimeSpan.FromMilliseconds(random.Next(1500));
            Put(Counted(name));
            await Task.Delay(moment, TimeProvider.System);
            await Daemon.KillAsync();
            await Daemon.StartAsync();

            var pod = await ReadyAsync(name);
            await Log.HasAsync($"{name} app");
            var observed = await ObserveAsync(pod);
            var what = $"{name}, killed after {moment.TotalMilliseconds} ms: {observed}";
            Assert.True(observed.Sandboxes.Count(s => s.Ready) == 1, what);
            Assert.True(observed.Containers.Count(c => c is { Name: "app", State: RunState.Running }) == 1, what);
            Assert.True((Log.Count($"{name} init"), Log.Count($"{name} app")) == (1, 1), $"{what}\n{string.Join('\n', Log.Lines)}");
            Folder.Remove($"{name}.yaml");
            await GoneAsync(name);
            Assert.Empty(await Runtime.ListAsync());
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

        await GoneAsync("web");
        Assert.Empty(Folder.PodRemains());
        Assert.Empty(await Runtime.ListAsync());
    }

    [RuntimeFact]
    public async Task APodRemovedWhileTheDaemonWasDownEndsWithItsHook()
    {
        Put(new Manifest("web")
        {
            GraceSeconds = 60,
            Containers =
            [
                Manifest.Script(
                    "app",
                    $"trap 'echo told >> /shared/log; exit 0' TERM; echo up >> /shared/log; while :; do sleep 1 & wait $!; done",
                    "lifecycle: { preStop: { exec: { command: [sh, -c, \"echo hook >> /shared/log\"] } } }"),
            ],
        });
        await ReadyAsync("web");
        await Log.HasAsync("up");

        await Daemon.KillAsync();
        Folder.Remove("web.yaml");
        await Daemon.StartAsync();

        // Right after its start the daemon does not show the pod yet, which is not the same as gone.
        await Log.HasAsync("told");
        await GoneAsync("web");
        Log.Is("up", "hook", "told");
    }

    [RuntimeFact]
    public async Task AnInitContainerWhoseRecordIsGoneDoesNotRunAgain()
    {
        Put(Counted("web"));
        var pod = await ReadyAsync("web");
        await Log.HasAsync("web app");
        await Daemon.KillAsync();
        await using (var runtime = await Runtime.ConnectAsync())
        {
            await runtime.RemoveContainerAsync(pod.ContainerId("init"), CancellationToken.None);
        }

        await Daemon.StartAsync();
        Assert.Equal(pod.Identity("app"), (await ReadyAsync("web")).Identity("app"));
        await Runtime.KillAsync(pod.ContainerId("app"));
        await Log.HasAsync("web app", times: 2);
        await ReadyAsync("web");
        Log.Is("web init", "web app", "web app");
    }
}

[Collection(Collections.Containerd), RequiresRuntime(RequiresRuntimeAttribute.Containerd)]
public sealed class DaemonKilledOnContainerdTests(ITestOutputHelper output) : DaemonKilledTests(RuntimeUnderTest.Containerd, output);

[Collection(Collections.Docker), RequiresRuntime(RequiresRuntimeAttribute.Docker)]
public sealed class DaemonKilledOnDockerTests(ITestOutputHelper output) : DaemonKilledTests(RuntimeUnderTest.Docker, output);
