using MiniKubelet.EndToEnd.Tests.Harness;
using MiniKubelet.Kubernetes;
using MiniKubelet.Testing;
using Xunit;
using Xunit.Abstractions;

namespace MiniKubelet.EndToEnd.Tests;

/// <summary>How a container's end is told: reason, exit code, last words.</summary>
public abstract class ContainerEndTests(RuntimeUnderTest runtime, ITestOutputHelper output) : EndToEndTest(runtime, output)
{
    [RuntimeFact]
    public async Task EveryEndIsToldWithItsReasonAndItsLastWords()
    {
        const string fallBack = "terminationMessagePolicy: FallbackToLogsOnError";
        Put(new Manifest("ends")
        {
            Spec = "restartPolicy: Never",
            Containers =
            [
                Manifest.Script("good", "true"),
                Manifest.Script("words", "echo 'bye €' > /dev/termination-log; exit 3"),
                Manifest.Script("log", "for i in $(seq 100); do echo $i; done; echo last words; exit 4", fallBack),
                Manifest.Script("file", "echo from the file > /tmp/words; echo from the log; exit 5", $"{fallBack}, terminationMessagePath: /tmp/words"),
                Manifest.Script("silent", "echo from the log; exit 6"),
                Manifest.Script("linked", "ln -sf /etc/passwd /dev/termination-log; exit 7"),
                Manifest.Script("greedy", "exec tail /dev/zero", "resources: { limits: { memory: 16Mi } }"),
                $"{{ name: missing, image: \"{Manifest.Image}\", command: [/no/such/command], {fallBack} }}",
            ],
        });
        // A pod of its own: of the one above more happens than is shown as Events.
        Put(new Manifest("stubborn")
        {
            Spec = "restartPolicy: Never",
            Containers =
            [
                Manifest.Script("app", "trap '' TERM; while :; do sleep 1 & wait $!; done",
                    "livenessProbe: { exec: { command: ['false'] }, periodSeconds: 1, failureThreshold: 1, terminationGracePeriodSeconds: 1 }"),
            ],
        });
        var pod = await PodAsync("ends", "has failed with all its ends", p =>
            p.Status.Phase == PodPhase.Failed && p.Container("greedy").State.Terminated?.Reason == "OOMKilled");

        AssertEnds(pod);
        Assert.Equal(Runtime.Scheme == "docker://" ? "ContainerCannotRun" : "StartError", pod.Container("missing").State.Terminated!.Reason);
        Assert.Contains("/no/such/command", pod.Container("missing").State.Terminated!.Message, StringComparison.Ordinal);
        var killed = await PodAsync("stubborn", "has failed", p => p.Status.Phase == PodPhase.Failed);
        Assert.Equal(("Error", 137), (killed.Container("app").State.Terminated?.Reason, killed.Container("app").State.Terminated?.ExitCode));
        await EventAsync("of the kill", e => e is { Reason: "Killing", Message: "Container app failed liveness probe" });

        await Daemon.KillAsync();
        await Daemon.StartAsync();
        AssertEnds(await PodAsync("ends", "has still failed", p => p.Status.Phase == PodPhase.Failed));
    }

    private static void AssertEnds(Pod pod)
    {
        var tail = string.Concat(Enumerable.Range(22, 79).Select(i => $"{i}\n")) + "last words\n";
        (string Name, string Reason, int ExitCode, string? Message)[] ends =
        [
            ("good", "Completed", 0, null),
            ("words", "Error", 3, "bye €\n"),
            ("log", "Error", 4, tail),
            ("file", "Error", 5, "from the file\n"),
            ("silent", "Error", 6, null),
            ("greedy", "OOMKilled", 137, null),
        ];
        Assert.All(ends, end =>
        {
            var told = pod.Container(end.Name).State.Terminated!;
            Assert.Equal(end, (end.Name, told.Reason, told.ExitCode, told.Message));
            Assert.True(told.StartedAt <= told.FinishedAt && told.ContainerID == pod.Container(end.Name).ContainerID, told.ToString());
        });
        Assert.DoesNotContain("root:", pod.Container("linked").State.Terminated?.Message ?? "", StringComparison.Ordinal);
    }
}

[Collection(Collections.Containerd), RequiresRuntime(RequiresRuntimeAttribute.Containerd)]
public sealed class ContainerEndOnContainerdTests(ITestOutputHelper output) : ContainerEndTests(RuntimeUnderTest.Containerd, output);

[Collection(Collections.Docker), RequiresRuntime(RequiresRuntimeAttribute.Docker)]
public sealed class ContainerEndOnDockerTests(ITestOutputHelper output) : ContainerEndTests(RuntimeUnderTest.Docker, output);
