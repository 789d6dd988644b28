using MiniKubelet.EndToEnd.Tests.Harness;
using MiniKubelet.Kubernetes;
using MiniKubelet.Testing;
using Xunit;
using Xunit.Abstractions;

namespace MiniKubelet.EndToEnd.Tests;

/// <summary>Which containers run again, when, and what the pod's phase says.</summary>
public abstract class RestartPolicyTests(RuntimeUnderTest runtime, ITestOutputHelper output) : EndToEndTest(runtime, output)
{
    protected override string Configuration => "crashLoopBackOff: { maxContainerRestartPeriod: 3s }";

    [RuntimeFact]
    public async Task APodEndsAsItsPolicySays()
    {
        Put(Ending("never-good", "Never", "exit 0"));
        Put(Ending("never-bad", "Never", "exit 3"));
        Put(Ending("on-failure-good", "OnFailure", "exit 0"));
        Put(Ending("on-failure-once", "OnFailure", "[ -e /shared/again ] && exit 0; touch /shared/again; exit 3"));

        var good = await PodAsync("never-good", "has succeeded", p => p.Status.Phase == PodPhase.Succeeded);
        var bad = await PodAsync("never-bad", "has failed", p => p.Status.Phase == PodPhase.Failed);
        await PodAsync("on-failure-good", "has succeeded", p => p.Status.Phase == PodPhase.Succeeded);
        var twice = await PodAsync("on-failure-once", "has succeeded", p => p.Status.Phase == PodPhase.Succeeded);

        Assert.Equal(("Completed", 0), (good.Container("app").State.Terminated?.Reason, good.Container("app").RestartCount));
        Assert.Equal(("Error", 3), (bad.Container("app").State.Terminated?.Reason, bad.Container("app").State.Terminated?.ExitCode));
        Assert.Equal(1, twice.Container("app").RestartCount);
        var table = await Kubectl.RunAsync("get", "pods");
        Assert.Matches(@"\nnever-bad +0/1 +Error +0 ", table);
        Assert.Matches(@"\nnever-good +0/1 +Completed +0 ", table);

        // A pod that has ended stays ended when the daemon starts anew.
        await Daemon.KillAsync();
        await Daemon.StartAsync();
        await PodAsync("never-good", "has still succeeded", p => p.Status.Phase == PodPhase.Succeeded);
        await PodAsync("never-bad", "has still failed", p => p.Status.Phase == PodPhase.Failed);
        Assert.Equal(5, Log.Count("runs"));
    }

    [RuntimeFact]
    public async Task ACrashingContainerBacksOffVisibly()
    {
        Put(Ending("crasher", "Always", "exit 3"));
        var waiting = await PodAsync("crasher", "waits", p => p.Status.ContainerStatuses is [{ State.Waiting.Reason: "CrashLoopBackOff", RestartCount: >= 1 }]);

        Assert.Equal(PodPhase.Running, waiting.Status.Phase);
        Assert.Equal(3, waiting.Container("app").LastState.Terminated?.ExitCode);
        await PodAsync("crasher", "was restarted after its back-off", p => p.Status.ContainerStatuses is [{ RestartCount: >= 3 }]);
        await Until.TrueAsync("kubectl shows it", async () =>
            (await Kubectl.RunAsync("get", "pods")).Contains("CrashLoopBackOff", StringComparison.Ordinal));
        await EventAsync("of the back-off", e => e is { Reason: "BackOff", InvolvedObject.Name: "crasher" });

        // One event of each kind, which counts.
        var started = await EventAsync("of the starts", e => e is { Reason: "Started", Count: >= 4, InvolvedObject.FieldPath: "spec.containers{app}" });
        Assert.Equal("Started container app", started.Message);
        Assert.Equal(1, (await Api.EventsAsync()).Count(e => e.Reason == "Started"));
        Assert.Matches(@"Created +\S+ \(x\d+ over ", await Kubectl.RunAsync("describe", "pod", "crasher"));
    }

    private static Manifest Ending(string name, string policy, string end) => new(name)
    {
        Containers = [Manifest.Script("app", $"echo runs >> /shared/log; {end}")],
        Spec = $"restartPolicy: {policy}",
    };
}

[Collection(Collections.Containerd), RequiresRuntime(RequiresRuntimeAttribute.Containerd)]
public sealed class RestartPolicyOnContainerdTests(ITestOutputHelper output) : RestartPolicyTests(RuntimeUnderTest.Containerd, output);

[Collection(Collections.Docker), RequiresRuntime(RequiresRuntimeAttribute.Docker)]
public sealed class RestartPolicyOnDockerTests(ITestOutputHelper output) : RestartPolicyTests(RuntimeUnderTest.Docker, output);
