using MiniKubelet.Kubernetes;
using MiniKubelet.Runtime;
using MiniKubelet.Testing;
using static MiniKubelet.Testing.Builders;

namespace MiniKubelet.Agent.Tests.Pods;

public sealed class PodStartTests : IDisposable
{
    private static readonly ContainerScript Succeeds = new() { EndsWhen = Task.FromResult(0) };
    private readonly PodRuntimeHarness _harness = new();

    public void Dispose() => _harness.Dispose();

    [Fact]
    public async Task InitContainersRunInTheirOrderThenTheContainers()
    {
        var pod = PodOf(App("a"), App("b")).WithInit(App("first"), App("second"));
        _harness.Runtime.Script("first", Succeeds);
        _harness.Runtime.Script("second", Succeeds);
        _harness.Run(pod);
        await _harness.UntilAsync(() => _harness.Shown(pod)?.Status.Phase == PodPhase.Running && _harness.Runs(pod, "b"));
        Assert.Equal(
            [
                "RunSandbox web#0",
                "CreateContainer web/first#0", "StartContainer web/first#0",
                "CreateContainer web/second#0", "StartContainer web/second#0",
                "CreateContainer web/a#0", "StartContainer web/a#0",
                "CreateContainer web/b#0", "StartContainer web/b#0",
            ],
            _harness.Runtime.Calls);
    }

    [Fact]
    public async Task AllImagesArePulledAtOnceAndTheSandboxIsMadeMeanwhile()
    {
        var pod = PodOf(App("a"), App("b"));
        _harness.Runtime.MissingImage("images/a:1");
        _harness.Runtime.MissingImage("images/b:1");
        using (_harness.Runtime.Hang(RuntimeVerb.PullImage))
        {
            _harness.Run(pod);
            await _harness.UntilAsync(() =>
                _harness.Runtime.CountOf(RuntimeVerb.PullImage) == 2 && _harness.Observe(pod).Sandboxes.Count == 1);
        }

        await _harness.UntilAsync(() => _harness.Runs(pod, "a") && _harness.Runs(pod, "b"));
        Assert.Equal(2, _harness.Runtime.CountOf(RuntimeVerb.PullImage));
    }

    [Fact]
    public async Task ARemovalDoesNotWaitForAPull()
    {
        var pod = PodOf(App("a"));
        _harness.Runtime.MissingImage("images/a:1");
        using var hang = _harness.Runtime.Hang(RuntimeVerb.PullImage);
        _harness.Run(pod);
        await _harness.UntilAsync(() => _harness.Runtime.CountOf(RuntimeVerb.PullImage) == 1 && _harness.Observe(pod).Sandboxes.Count == 1);
        _harness.Desire();
        await _harness.UntilAsync(() => _harness.IsGone(pod));
    }

    [Fact]
    public async Task AnImageThatCannotBePulledIsNotARestart()
    {
        var pod = PodOf(App("a"));
        _harness.Runtime.MissingImage("images/a:1", RuntimeErrorKind.ImageNotFound);
        _harness.Run(pod);
        await _harness.UntilAsync(() => _harness.WaitingReason(pod, "a") == "ImagePullBackOff");
        await _harness.AdvanceUntilAsync(() => _harness.Runtime.CountOf(RuntimeVerb.PullImage) >= 3, TimeSpan.FromMinutes(10));
        Assert.Null(_harness.ShownContainer(pod, "a")!.LastState.Terminated);
        _harness.Runtime.PresentImage("images/a:1");
        await _harness.AdvanceUntilAsync(() => _harness.Runs(pod, "a"), TimeSpan.FromMinutes(30));
        await _harness.UntilAsync(() => _harness.ShownContainer(pod, "a") is { State.Running: not null, RestartCount: 0 });
    }

    [Fact]
    public async Task AStartThatFailsOverAndOverIsPacedThoughItsOwnEventsWakeTheWorker()
    {
        var pod = PodOf(App("a"));
        _harness.Runtime.Fail(RuntimeVerb.StartContainer, RuntimeErrorKind.Internal, times: 5);
        _harness.Run(pod);
        await _harness.UntilAsync(() => _harness.WaitingReason(pod, "a") == "RunContainerError");
        await _harness.LookAgainAsync(pod);
        Assert.Equal(1, _harness.Runtime.CountOf(RuntimeVerb.StartContainer));
        await _harness.AdvanceUntilAsync(() => _harness.Runs(pod, "a"), TimeSpan.FromMinutes(20));
        Assert.Equal(6, _harness.Runtime.CountOf(RuntimeVerb.StartContainer));
        Assert.Equal(0, _harness.Newest(pod, "a").Attempt);
    }

    [Fact]
    public async Task ARuntimeThatIsAwayDuringAStartIsPacedToo()
    {
        var pod = PodOf(App("a"));
        _harness.Runtime.Fail(RuntimeVerb.StartContainer, RuntimeErrorKind.Unavailable, times: 4);
        _harness.Run(pod);
        await _harness.UntilAsync(() => _harness.Runtime.CountOf(RuntimeVerb.StartContainer) == 1);
        await _harness.AdvanceUntilAsync(() => _harness.Runs(pod, "a"), TimeSpan.FromMinutes(30));

        // Four pauses of a second at the least.
        Assert.True(_harness.Newest(pod, "a").StartedAt >= _harness.Shown(pod)!.Status.StartTime!.Value.AddSeconds(4));
    }

    [Fact]
    public async Task AnErrorThatNobodyForesawIsTriedAgain()
    {
        var pod = PodOf(App("a"));
        var failed = 0;
        _harness.Runtime.DefaultScript = _ => Interlocked.Exchange(ref failed, 1) == 0
            ? throw new InvalidOperationException("a mistake")
            : ContainerScript.Runs;
        _harness.Run(pod);
        await _harness.AdvanceUntilAsync(() => _harness.Runs(pod, "a"), TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task APodWhoseFilesCannotBeWrittenSaysSoAndStartsOnceTheyCan()
    {
        var pod = PodOf(App("a"));
        Directory.CreateDirectory(_harness.Files.RootDirectory);
        File.WriteAllText(_harness.Files.Pods, "in the way");
        _harness.Run(pod);
        await _harness.UntilAsync(() => _harness.WaitingReason(pod, "a") == "CreateContainerError");
        File.Delete(_harness.Files.Pods);
        await _harness.AdvanceUntilAsync(() => _harness.Runs(pod, "a"), TimeSpan.FromMinutes(30));
        await _harness.UntilAsync(() => File.Exists(_harness.Files.Checkpoint(Uid)));
    }

    [Fact]
    public async Task SandboxesThatCannotLiveAreNotMadeWithoutAPause()
    {
        var pod = PodOf(App("a"));
        _harness.Runtime.PodIp = (_, _) => null!;
        _harness.Run(pod);
        await _harness.UntilAsync(() => _harness.Runtime.CountOf(RuntimeVerb.RunSandbox) == 2);
        await _harness.LookAgainAsync(pod);
        await _harness.LookAgainAsync(pod);
        Assert.Equal(2, _harness.Runtime.CountOf(RuntimeVerb.RunSandbox));
        await _harness.AdvanceUntilAsync(() => _harness.Runtime.CountOf(RuntimeVerb.RunSandbox) >= 6, TimeSpan.FromMinutes(30));
        Assert.True(_harness.Observe(pod).Sandboxes.Count <= 3);
        _harness.Runtime.PodIp = (_, _) => "10.0.0.1";
        await _harness.AdvanceUntilAsync(() => _harness.Runs(pod, "a"), TimeSpan.FromMinutes(30));
    }

    [Theory]
    [InlineData(false, "NetworkNotReady", "network is not ready: container runtime network not ready: no cni")]
    [InlineData(true, "FailedCreatePodSandBox", "Failed to create pod sandbox: ")]
    public async Task ASandboxThatFailsForWantOfANetworkSaysSo(bool hostNetwork, string reason, string message)
    {
        var pod = PodOf(App("a")).With(spec => spec with { HostNetwork = hostNetwork });
        string? problem = "";
        _harness.Start();
        _harness.Services.Pleg.Health += told => problem = told;
        _harness.Runtime.Info = _harness.Runtime.Info with { NetworkNotReadyReason = "no cni" };
        _harness.Runtime.Fail(RuntimeVerb.RunSandbox, RuntimeErrorKind.Internal);
        _harness.Desire(pod);
        await _harness.UntilAsync(() => _harness.Reasons().Contains(reason));
        Assert.StartsWith(message, _harness.Services.Status.Events.List().Items.First(e => e.Reason == reason).Message, StringComparison.Ordinal);
        _harness.Runtime.Info = _harness.Runtime.Info with { NetworkNotReadyReason = null };
        await _harness.AdvanceUntilAsync(() => _harness.Runs(pod, "a") && problem is null, TimeSpan.FromMinutes(2));
    }

    [Fact]
    public async Task APodThatTheRuntimeDoesNotShowIsToldOfAndGoesOn()
    {
        var pod = PodOf(App("a"));
        _harness.Runtime.Fail(RuntimeVerb.ObservePod, RuntimeErrorKind.Unavailable, times: 2);
        _harness.Run(pod);
        await _harness.AdvanceUntilAsync(() => _harness.Runs(pod, "a"), TimeSpan.FromMinutes(1));
        var told = Assert.Single(_harness.Services.Status.Events.List().Items, e => e.Reason == "FailedSync");
        Assert.Equal(2, told.Count);
        Assert.StartsWith("error determining status: ", told.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheStatusIsRefreshedWhileALongActionRuns()
    {
        var pod = PodOf(App("a"), App("b"));
        _harness.Runtime.MissingImage("images/b:1");
        using var hang = _harness.Runtime.Hang(RuntimeVerb.PullImage);
        _harness.Run(pod);
        await _harness.AdvanceUntilAsync(() => _harness.ShownContainer(pod, "a")?.State.Running is not null, TimeSpan.FromSeconds(5));
        Assert.Equal("ContainerCreating", _harness.WaitingReason(pod, "b"));
        _harness.Runtime.KillProcess(_harness.Newest(pod, "a").Id, 3);
        await _harness.AdvanceUntilAsync(
            () => _harness.ShownContainer(pod, "a")?.State.Terminated?.ExitCode == 3, TimeSpan.FromSeconds(5));
    }
}
