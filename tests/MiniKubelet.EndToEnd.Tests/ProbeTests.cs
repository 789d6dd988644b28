using MiniKubelet.EndToEnd.Tests.Harness;
using MiniKubelet.Testing;
using Xunit;
using Xunit.Abstractions;

namespace MiniKubelet.EndToEnd.Tests;

/// <summary>What probes do to a pod. Files in the shared folder tell the probes what to find.</summary>
public abstract class ProbeTests(RuntimeUnderTest runtime, ITestOutputHelper output) : EndToEndTest(runtime, output)
{
    [RuntimeFact]
    public async Task ReadinessFollowsItsProbe()
    {
        Put(Probed("readinessProbe", "ready"));
        var unready = await PodAsync("web", "runs", pod => pod.Container("app").State.Running is not null);
        Assert.False(unready.IsReady());
        await EventAsync("of the probe", e => e.Reason == "Unhealthy" && e.Message!.StartsWith("Readiness probe failed", StringComparison.Ordinal));
        Assert.Matches(@"\nweb +0/1 +Running ", await Kubectl.RunAsync("get", "pods"));

        Touch("ready");
        var ready = await ReadyAsync("web");
        Assert.Matches(@"\nweb +1/1 +Running ", await Kubectl.RunAsync("get", "pods"));

        File.Delete(Shared("ready"));
        var again = await PodAsync("web", "is unready", pod => !pod.IsReady());
        Assert.Matches(@"\nweb +0/1 +Running ", await Kubectl.RunAsync("get", "pods"));
        Assert.Equal(ready.Identity("app") with { Ready = false }, again.Identity("app"));
    }

    [RuntimeFact]
    public async Task WhileAPodEndsItsReadinessIsShownAndItsLivenessIsNotAsked()
    {
        Touch("alive");
        Touch("ready");
        const string probes = """
            livenessProbe: { exec: { command: [test, -e, /shared/alive] }, periodSeconds: 1, timeoutSeconds: 5, failureThreshold: 1 },
            readinessProbe: { exec: { command: [test, -e, /shared/ready] }, periodSeconds: 1, timeoutSeconds: 5, failureThreshold: 1 }
            """;
        Put(new Manifest("web")
        {
            GraceSeconds = 600,
            Containers =
            [
                Manifest.Script(
                    "app", "trap 'echo told >> /shared/log' TERM; while [ ! -e /shared/end ]; do sleep 0.2; done", probes),
            ],
        });
        var before = await ReadyAsync("web");
        Folder.Remove("web.yaml");
        await Log.HasAsync("told");

        File.Delete(Shared("alive"));
        File.Delete(Shared("ready"));
        await PodAsync("web", "is unready as it ends", pod => !pod.IsReady() && pod.Metadata.DeletionTimestamp is not null);
        Touch("ready");
        var again = await PodAsync("web", "is ready as it ends", pod => pod.IsReady());
        Assert.Equal(before.Identity("app"), again.Identity("app"));
        Assert.DoesNotContain((await Api.EventsAsync()), e => e.Message?.StartsWith("Liveness", StringComparison.Ordinal) == true);

        Touch("end");
        await GoneAsync("web");
    }

    private static Manifest Probed(string probe, string file) => new("web")
    {
        Containers =
        [
            Manifest.Script(
                "app", Manifest.Idle, $"{probe}: {{ exec: {{ command: [test, -e, /shared/{file}] }}, periodSeconds: 1, failureThreshold: 1 }}"),
        ],
    };
}

[Collection(Collections.Containerd), RequiresRuntime(RequiresRuntimeAttribute.Containerd)]
public sealed class ProbeOnContainerdTests(ITestOutputHelper output) : ProbeTests(RuntimeUnderTest.Containerd, output);

[Collection(Collections.Docker), RequiresRuntime(RequiresRuntimeAttribute.Docker)]
public sealed class ProbeOnDockerTests(ITestOutputHelper output) : ProbeTests(RuntimeUnderTest.Docker, output);
