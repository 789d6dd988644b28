using MiniKubelet.EndToEnd.Tests.Harness;
using MiniKubelet.Testing;
using Xunit;
using Xunit.Abstractions;

namespace MiniKubelet.EndToEnd.Tests;

/// <summary>Hooks and the order in which a pod's containers start and end.</summary>
public abstract class LifecycleTests(RuntimeUnderTest runtime, ITestOutputHelper output) : EndToEndTest(runtime, output)
{
    [RuntimeFact]
    public async Task HooksRunAfterTheStartAndBeforeTheStopSignal()
    {
        const string hooks = """
            lifecycle: {
              postStart: { exec: { command: [sh, -c, "echo post-start >> /shared/log"] } },
              preStop: { exec: { command: [sh, -c, "echo pre-stop begins >> /shared/log; sleep 1; echo pre-stop ends >> /shared/log"] } }
            }
            """;
        Put(new Manifest("web") { GraceSeconds = 60, Containers = [Manifest.Script("app", Speaking("app"), hooks)] });
        await ReadyAsync("web");
        await Log.HasAsync("app starts");
        await Log.HasAsync("post-start");

        Folder.Remove("web.yaml");
        await GoneAsync("web");

        // The two begin at the same time.
        Assert.Equal(["app starts", "post-start"], Log.Lines.Take(2).Order(StringComparer.Ordinal));
        Assert.Equal(["pre-stop begins", "pre-stop ends", "app ends"], Log.Lines.Skip(2));
    }

    [RuntimeFact]
    public async Task ASidecarStartsBeforeTheAppAndEndsAfterIt()
    {
        Put(new Manifest("web")
        {
            Init =
            [
                Manifest.Script("first", "echo first >> /shared/log"),
                Manifest.Script("sidecar", Speaking("sidecar"), "restartPolicy: Always, startupProbe: { exec: { command: [grep, -q, sidecar starts, /shared/log] }, periodSeconds: 1 }"),
                Manifest.Script("second", "echo second >> /shared/log"),
            ],
            Containers = [Manifest.Script("app", Speaking("app"))],
        });
        var pod = await ReadyAsync("web");
        await Log.HasAsync("app starts");
        Assert.NotNull(pod.Container("sidecar").State.Running);
        Assert.Matches(@"\nweb +2/2 +Running ", await Kubectl.RunAsync("get", "pods"));

        Folder.Remove("web.yaml");
        await GoneAsync("web");

        Log.Is("first", "sidecar starts", "second", "app starts", "app ends", "sidecar ends");
    }

    [RuntimeFact]
    public async Task ASidecarDoesNotKeepAPodFromEnding()
    {
        Put(new Manifest("job")
        {
            Init = [Manifest.Script("sidecar", Speaking("sidecar"), "restartPolicy: Always")],
            Containers = [Manifest.Script("app", "until grep -q 'sidecar starts' /shared/log; do sleep 0.1; done; echo app done >> /shared/log")],
            Spec = "restartPolicy: Never",
        });
        await PodAsync("job", "has succeeded", p => p.Status.Phase == Kubernetes.PodPhase.Succeeded);
        await Log.HasAsync("sidecar ends");
        Log.Is("sidecar starts", "app done", "sidecar ends");
    }

    private static string Speaking(string name) =>
        $"trap 'echo {name} ends >> /shared/log; exit 0' TERM; echo {name} starts >> /shared/log; while :; do sleep 1 & wait $!; done";
}

[Collection(Collections.Containerd), RequiresRuntime(RequiresRuntimeAttribute.Containerd)]
public sealed class LifecycleOnContainerdTests(ITestOutputHelper output) : LifecycleTests(RuntimeUnderTest.Containerd, output);

[Collection(Collections.Docker), RequiresRuntime(RequiresRuntimeAttribute.Docker)]
public sealed class LifecycleOnDockerTests(ITestOutputHelper output) : LifecycleTests(RuntimeUnderTest.Docker, output);
