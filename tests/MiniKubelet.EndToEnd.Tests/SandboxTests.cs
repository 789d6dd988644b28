using MiniKubelet.EndToEnd.Tests.Harness;
using MiniKubelet.Kubernetes;
using MiniKubelet.Testing;
using Xunit;
using Xunit.Abstractions;

namespace MiniKubelet.EndToEnd.Tests;

/// <summary>A pod whose sandbox dies starts from the beginning in another, as far as its policy allows.</summary>
public abstract class SandboxTests(RuntimeUnderTest runtime, ITestOutputHelper output) : EndToEndTest(runtime, output)
{
    // Whom the end of its sandbox hits first may be restarted in what is left of it, in vain, and then has its back-off.
    protected override string Configuration => "crashLoopBackOff: { maxContainerRestartPeriod: 1s }";

    private static readonly string[] _names = ["init", "sidecar", "second", "app", "other"];

    private static readonly Manifest _web = new("web")
    {
        GraceSeconds = 30,
        Init = [Recorded.Init("init"), Recorded.Sidecar("sidecar"), Recorded.Init("second")],
        Containers = [Recorded.App("app").PreStop(), Recorded.App("other")],
    };

    [RuntimeFact]
    public async Task APodWhosePauseIsKilledStopsAndStartsFromTheBeginning()
    {
        Put(_web);
        var before = await ReadyAsync("web");
        await Log.ShowsAsync("other starts");
        var sandbox = (await ObserveAsync(before)).Sandboxes[0];
        await Log.MarkAsync("kills pause");

        await Runtime.KillAsync(sandbox.Id);
        var told = await Log.ShowsAsync("other starts", times: 2);
        var after = await PodAsync("web", "is ready in its new sandbox", p => p.IsReady() && p.Container("other").RestartCount == 1);

        told.The("the test kills pause")
            .Before(told.PreStopBegins("app"))
            .Before(told.PreStopEnds("app"))
            .Before(told.IsToldToEnd("app"))
            .Before(Timeline.LastOf(told.Ends("app"), told.Ends("other")))
            .Before(told.IsToldToEnd("sidecar"))
            .Before(told.Ends("sidecar"))
            .Before(told.Starts("init", run: 2))
            .Before(told.Ends("init", run: 2))
            .Before(told.Starts("sidecar", run: 2))
            .Before(told.Ends("second", run: 2))
            .Before(told.Starts("app", run: 2))
            .Before(told.Starts("other", run: 2));
        told.StartsTimes(2, _names);
        Assert.Equal(sandbox.Attempt + 1, (await ObserveAsync(after)).Sandboxes[0].Attempt);
        Assert.NotEqual(sandbox.Id, Assert.Single(await Runtime.RunningSandboxesAsync()));
        Assert.Equal((before.Metadata.Uid, before.Status.StartTime), (after.Metadata.Uid, after.Status.StartTime));
        Assert.All(_names, name => Assert.Equal(1, after.Container(name).RestartCount));
        await EventAsync("of the sandbox", e => e is { Reason: "SandboxChanged", Message: "Pod sandbox changed, it will be killed and re-created." });
    }

    [RuntimeFact]
    public async Task APodWhoseSandboxIsRemovedByAnotherHandStartsFromTheBeginning()
    {
        Put(_web);
        var before = await ReadyAsync("web");
        await Log.ShowsAsync("other starts");
        var sandbox = Assert.Single(await Runtime.RunningSandboxesAsync());
        await Log.MarkAsync("removes the sandbox");

        await using (var connected = await Runtime.ConnectAsync())
        {
            await connected.StopSandboxAsync(sandbox, CancellationToken.None);
            await connected.RemoveSandboxAsync(sandbox, CancellationToken.None);
        }

        var after = await PodAsync("web", "is ready in its new sandbox", p =>
            p.IsReady() && _names.All(name => p.ContainerId(name) != before.ContainerId(name)));
        Assert.NotEqual(sandbox, Assert.Single(await Runtime.RunningSandboxesAsync()));

        // While the sandbox is being stopped a container may be seen to end before it, and be restarted in vain, or not come up.
        var told = Log.Timeline;
        told.The("the test removes the sandbox")
            .Before(told.Starts("init", run: 2))
            .Before(told.LastTimeOf("sidecar starts"))
            .Before(told.Starts("second", run: 2))
            .Before(told.LastTimeOf("app starts"))
            .Before(told.LastTimeOf("other starts"));
        Assert.Equal((before.Metadata.Uid, before.Status.StartTime), (after.Metadata.Uid, after.Status.StartTime));
        Assert.All(_names, name => Assert.InRange(after.Container(name).RestartCount, told.Count($"{name} starts") - 1, int.MaxValue));
    }

    [RuntimeFact]
    public async Task WithoutASandboxAPodGoesOnOnlyAsItsPolicySays()
    {
        Put(new Manifest("never")
        {
            Init = [Recorded.Init("never-init")],
            Containers = [Recorded.App("once") with { OnTerm = "end 3" }],
            Spec = "restartPolicy: Never",
        });
        Put(new Manifest("on-failure")
        {
            Init = [Recorded.Init("again-init")],
            Containers = [Recorded.App("done", "end 0"), Recorded.App("again") with { OnTerm = "end 3" }],
            Spec = "restartPolicy: OnFailure",
        });
        var never = await ReadyAsync("never");
        var onFailure = await PodAsync("on-failure", "has one container left", p =>
            p.Status.ContainerStatuses is [{ State.Terminated: not null }, { State.Running: not null }]);
        await Log.ShowsAsync("once starts");
        await Log.ShowsAsync("again starts");

        await Runtime.KillAsync((await ObserveAsync(never)).Sandboxes[0].Id);
        await Runtime.KillAsync((await ObserveAsync(onFailure)).Sandboxes[0].Id);
        var failed = await PodAsync("never", "has failed", p => p.Status.Phase == PodPhase.Failed);
        await Log.ShowsAsync("again starts", times: 2);
        var restarted = await PodAsync("on-failure", "runs again", p =>
            p.Status.ContainerStatuses is [_, { State.Running: not null, RestartCount: 1 }]);

        Assert.Equal(3, failed.Container("once").State.Terminated?.ExitCode);
        Assert.Equal((0, 0), (restarted.Container("done").State.Terminated?.ExitCode, restarted.Container("done").RestartCount));
        Assert.Equal(PodPhase.Running, restarted.Status.Phase);
        Assert.Single(await Runtime.RunningSandboxesAsync());
        Log.Timeline.StartsTimes(1, "never-init", "once", "done");
        Log.Timeline.StartsTimes(2, "again-init", "again");
    }
}

[Collection(Collections.Containerd), RequiresRuntime(RequiresRuntimeAttribute.Containerd)]
public sealed class SandboxOnContainerdTests(ITestOutputHelper output) : SandboxTests(RuntimeUnderTest.Containerd, output);

[Collection(Collections.Docker), RequiresRuntime(RequiresRuntimeAttribute.Docker)]
public sealed class SandboxOnDockerTests(ITestOutputHelper output) : SandboxTests(RuntimeUnderTest.Docker, output);
