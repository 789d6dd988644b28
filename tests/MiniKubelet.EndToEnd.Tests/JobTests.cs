using MiniKubelet.EndToEnd.Tests.Harness;
using MiniKubelet.Kubernetes;
using MiniKubelet.Testing;
using Xunit;
using Xunit.Abstractions;

namespace MiniKubelet.EndToEnd.Tests;

/// <summary>Pods that do something and end.</summary>
public abstract class JobTests(RuntimeUnderTest runtime, ITestOutputHelper output) : EndToEndTest(runtime, output)
{
    protected override string Configuration => "crashLoopBackOff: { maxContainerRestartPeriod: 2s }";

    [RuntimeFact]
    public async Task SidecarsRunAndAreRestartedUntilTheAppHasEndedWhateverThePolicy()
    {
        Put(new Manifest("job")
        {
            GraceSeconds = 30,
            Init =
            [
                Recorded.Sidecar("early"),
                Recorded.Sidecar("helper") with { Work = $"[ -e /shared/again ] || {{ touch /shared/again; end 1; }}; {Recorded.Forever}" },
            ],
            Containers = [Recorded.App("app", "until [ $(grep -c 'helper starts' /shared/log) = 2 ]; do sleep 0.1; done; end 0")],
            Spec = "restartPolicy: Never",
        });
        var pod = await PodAsync("job", "has succeeded", p => p.Status.Phase == PodPhase.Succeeded);
        var told = Log.Timeline;

        told.Ends("helper")
            .Before(told.Starts("helper", run: 2))
            .Before(told.Ends("app"))
            .Before(told.IsToldToEnd("helper"))
            .Before(told.Ends("helper", run: 2))
            .Before(told.IsToldToEnd("early"))
            .Before(told.Ends("early"));
        told.RunTogether("early", "app");
        told.StartsTimes(1, "early", "app");
        told.StartsTimes(2, "helper");
        Assert.Equal((1, "Completed"), (pod.Container("helper").RestartCount, pod.Container("app").State.Terminated?.Reason));
    }

    [RuntimeFact]
    public async Task AnInitContainerThatFailsIsTriedAgainWithABackOffAndUnderNeverItEndsThePod()
    {
        Put(new Manifest("web")
        {
            Init =
            [
                Recorded.Init("tried", "[ $(grep -c 'tried starts' /shared/log) = 3 ] || end 1"),
                Recorded.Init("next"),
            ],
            Containers = [Recorded.App("app")],
        });
        Put(new Manifest("never")
        {
            Init = [Recorded.Init("broken", "end 3"), Recorded.Init("never-next")],
            Containers = [Recorded.App("never-app")],
            Spec = "restartPolicy: Never",
        });
        var failed = await PodAsync("never", "has failed", p => p.Status.Phase == PodPhase.Failed);
        var waiting = await PodAsync("web", "backs off", p => p.Container("tried").State.Waiting?.Reason == "CrashLoopBackOff");
        var ready = await ReadyAsync("web");
        var told = await Log.ShowsAsync("app starts");

        Assert.Equal((PodPhase.Pending, 1), (waiting.Status.Phase, waiting.Container("tried").LastState.Terminated?.ExitCode));
        Assert.Equal((2, 0), (ready.Container("tried").RestartCount, ready.Container("tried").State.Terminated?.ExitCode));
        told.Ends("tried")
            .Before(told.Starts("tried", run: 2))
            .Before(told.Starts("tried", run: 3))
            .Before(told.Starts("next"))
            .Before(told.Starts("app"));
        told.Starts("tried", run: 3).ComesAtLeast(TimeSpan.FromSeconds(2), after: told.Ends("tried", run: 2));
        Assert.Equal((3, "Error"), (failed.Container("broken").State.Terminated?.ExitCode, failed.Container("broken").State.Terminated?.Reason));
        Assert.Equal("PodInitializing", failed.Container("never-app").State.Waiting?.Reason);
        told.StartsTimes(1, "broken", "next", "app");
        told.NeverStarts("never-next", "never-app");
    }
}

[Collection(Collections.Containerd), RequiresRuntime(RequiresRuntimeAttribute.Containerd)]
public sealed class JobOnContainerdTests(ITestOutputHelper output) : JobTests(RuntimeUnderTest.Containerd, output);

[Collection(Collections.Docker), RequiresRuntime(RequiresRuntimeAttribute.Docker)]
public sealed class JobOnDockerTests(ITestOutputHelper output) : JobTests(RuntimeUnderTest.Docker, output);
