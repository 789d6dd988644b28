using MiniKubelet.EndToEnd.Tests.Harness;
using MiniKubelet.Testing;
using Xunit;
using Xunit.Abstractions;

namespace MiniKubelet.EndToEnd.Tests;

/// <summary>Hooks of every kind, what they take from the grace, and stop signals.</summary>
public abstract class HookTests(RuntimeUnderTest runtime, ITestOutputHelper output) : EndToEndTest(runtime, output)
{
    [RuntimeFact]
    public async Task APodGoesWithItsHooksItsSignalsAndItsGrace()
    {
        // A web server that writes down who asks, and answers with an error, which counts as well.
        const string server = """
            mkdir -p /tmp/www/cgi-bin
            printf '#!/bin/sh\necho "heard $REQUEST_URI $HTTP_USER_AGENT" >> /shared/log\nprintf "Status: 500 no\\r\\n\\r\\n"\n' > /tmp/www/cgi-bin/bye
            chmod +x /tmp/www/cgi-bin/bye
            trap 'echo server ends >> /shared/log; exit 0' TERM
            httpd -f -p 8080 -h /tmp/www &
            wait $!
            """;
        Put(new Manifest("web")
        {
            // What all but one of them need is a moment; how long that is a loaded machine decides.
            GraceSeconds = 12,
            Spec = "os: { name: linux }",
            Containers =
            [
                Manifest.Script("server", server, """
                    ports: [{ name: http, containerPort: 8080 }],
                    readinessProbe: { tcpSocket: { port: http }, periodSeconds: 1 },
                    lifecycle: { preStop: { httpGet: { path: "/cgi-bin/bye?why=gone", port: http } } }
                    """),
                Manifest.Script("sleeper", Speaking("sleeper", "TERM"), "lifecycle: { postStart: { sleep: { seconds: 0 } }, preStop: { sleep: { seconds: 1 } } }"),
                Manifest.Script(
                    "signalled",
                    $"trap 'echo signalled by TERM >> /shared/log' TERM; {Speaking("signalled", "USR1")}",
                    "lifecycle: { stopSignal: SIGUSR1 }"),
                Manifest.Script(
                    "eater", Speaking("eater", "TERM"), "lifecycle: { preStop: { exec: { command: [sh, -c, 'echo eater eats >> /shared/log; sleep 1000'] } } }"),
            ],
        });
        var pod = await ReadyAsync("web");
        Assert.Equal("SIGUSR1", pod.Container("signalled").StopSignal);
        foreach (var name in (string[])["sleeper", "signalled", "eater"])
        {
            await Log.HasAsync($"{name} starts");
        }

        Folder.Remove("web.yaml");
        await GoneAsync("web");

        // Each by itself in this order, all of them at once.
        string[][] orders =
        [
            ["heard /cgi-bin/bye?why=gone kube-lifecycle/1.35", "server ends"],
            ["sleeper starts", "sleeper ends"],
            ["signalled starts", "signalled ends"],
            ["eater starts", "eater eats", "eater ends"],
        ];
        Assert.All(orders, order => Assert.Equal(order, Log.Lines.Where(order.Contains)));
        Assert.Equal(orders.Sum(order => order.Length), Log.Lines.Count);

        // Only the hook that took the whole grace has failed.
        var failed = await EventAsync("of the hook that took too long", e => e.Reason == "FailedPreStopHook");
        Assert.Equal(("spec.containers{eater}", 1), (failed.InvolvedObject.FieldPath, failed.Count));
        Assert.Single(await Api.EventsAsync(), e => e.Reason == "FailedPreStopHook");
    }

    [RuntimeFact]
    public async Task AFailedPostStartHookHasTheContainerStoppedAndStartedAgain()
    {
        Put(new Manifest("web")
        {
            Containers =
            [
                Manifest.Script("failing", Speaking("failing", "TERM"), """
                    lifecycle: {
                      postStart: { exec: { command: [sh, -c, "until grep -q 'failing starts' /shared/log; do sleep 0.1; done; echo hook says secret; exit 7"] } },
                      preStop: { exec: { command: [sh, -c, "echo failing pre-stop >> /shared/log"] } }
                    }
                    """),
                Manifest.Script("slow", Speaking("slow", "TERM"), "lifecycle: { postStart: { exec: { command: [sh, -c, 'sleep 3; echo slow post-start >> /shared/log'] } } }"),
                Manifest.Script("last", Speaking("last", "TERM")),
            ],
        });

        // A container runs only once its hook has ended, and the next starts only then.
        var pod = await PodAsync("web", "has its slow container running", p => p.Container("slow").State.Running is not null);
        Assert.Contains("slow post-start", Log.Lines);
        await Log.HasAsync("last starts");
        Assert.Equal(["slow post-start", "last starts"], Log.Lines.Where(line => line is "slow post-start" or "last starts"));
        Assert.False(pod.IsReady());
        Assert.Contains(pod.Container("failing").State.Waiting?.Reason, (string[])["PostStartHookError", "CrashLoopBackOff"]);

        pod = await PodAsync("web", "backs off", p => p.Container("failing").State.Waiting?.Reason == "CrashLoopBackOff");
        Assert.Equal(("Completed", 0), (pod.Container("failing").LastState.Terminated?.Reason, pod.Container("failing").LastState.Terminated?.ExitCode));
        Assert.Equal(
            ["failing starts", "failing pre-stop", "failing ends", "failing starts", "failing pre-stop", "failing ends"],
            Log.Lines.Where(line => line.StartsWith("failing", StringComparison.Ordinal)).Take(6));
        var failed = await EventAsync("of the failed hook", e => e.Reason == "FailedPostStartHook");
        Assert.Equal("PostStartHook failed", failed.Message);
        Assert.Contains("hook says secret", Daemon.Log, StringComparison.Ordinal);
    }

    [RuntimeFact]
    public async Task APodWhoseManifestGoesWhileTheDaemonIsDownHasItsHooksEvenIfTheDaemonsFilesAreLost()
    {
        Put(Hooked("kept"));
        Put(Hooked("lost"));
        await ReadyAsync("kept");
        var lost = await ReadyAsync("lost");
        await Log.HasAsync("kept starts");
        await Log.HasAsync("lost starts");

        await Daemon.KillAsync();
        Folder.Remove("kept.yaml");
        Folder.Remove("lost.yaml");
        Directory.Delete(Path.Join(Folder.State, "pods", lost.Metadata.Uid), recursive: true);
        await Daemon.StartAsync();
        await Until.TrueAsync(
            "nothing is left", async () => (await Runtime.ListAsync()).Count == 0 && Folder.PodRemains().Count == 0, () => string.Join('\n', Log.Lines));

        foreach (var name in (string[])["kept", "lost"])
        {
            string[] order = [$"{name} starts", $"{name} pre-stop", $"{name} ends"];
            Assert.Equal(order, Log.Lines.Where(order.Contains));
        }
    }

    [RuntimeFact]
    public async Task ADaemonThatIsKilledInAPreStopHookRunsItAgainAndStopsTheContainerOnce()
    {
        Put(Hooked("web", "until [ -e /shared/go ]; do sleep 0.1; done"));
        await ReadyAsync("web");
        await Log.HasAsync("web starts");
        Folder.Remove("web.yaml");
        await Log.HasAsync("web pre-stop");
        var before = await PodAsync("web", "is going", p => p.Metadata.DeletionTimestamp is not null);

        await Daemon.KillAsync();
        await Daemon.StartAsync();
        await Log.HasAsync("web pre-stop", times: 2);
        var after = await PodAsync("web", "is still going", p => p.Metadata.DeletionTimestamp is not null);
        Assert.Equal(before.Metadata.DeletionTimestamp, after.Metadata.DeletionTimestamp);

        await File.WriteAllTextAsync(Path.Join(Folder.Shared, "go"), "");
        await GoneAsync("web");
        Log.Is("web starts", "web pre-stop", "web pre-stop", "web ends");
    }

    private static Manifest Hooked(string name, string waiting = "true") => new(name)
    {
        GraceSeconds = 300,
        Containers =
        [
            Manifest.Script("app", Speaking(name, "TERM"), $$"""
                lifecycle: { preStop: { exec: { command: [sh, -c, "echo {{name}} pre-stop >> /shared/log; {{waiting}}"] } } }
                """),
        ],
    };

    private static string Speaking(string name, string signal) =>
        $"trap 'echo {name} ends >> /shared/log; exit 0' {signal}; echo {name} starts >> /shared/log; while :; do sleep 1 & wait $!; done";
}

[Collection(Collections.Containerd), RequiresRuntime(RequiresRuntimeAttribute.Containerd)]
public sealed class HookOnContainerdTests(ITestOutputHelper output) : HookTests(RuntimeUnderTest.Containerd, output);

[Collection(Collections.Docker), RequiresRuntime(RequiresRuntimeAttribute.Docker)]
public sealed class HookOnDockerTests(ITestOutputHelper output) : HookTests(RuntimeUnderTest.Docker, output);
