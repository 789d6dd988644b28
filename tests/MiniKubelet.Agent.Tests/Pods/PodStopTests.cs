using MiniKubelet.Agent.Tests.Probing;
using MiniKubelet.Kubernetes;
using MiniKubelet.Runtime;
using MiniKubelet.Testing;
using static MiniKubelet.Testing.Builders;

namespace MiniKubelet.Agent.Tests.Pods;

/// <summary>How containers are stopped: preStop hooks, the grace they eat, the floor, the order.</summary>
public sealed class PodStopTests : IDisposable
{
    private static readonly ContainerScript Stubborn = new() { EndsAfterStopSignal = null };
    private readonly PodRuntimeHarness _harness = new();

    public void Dispose() => _harness.Dispose();

    [Fact]
    public async Task AHookThatTakesTheWholeGraceLeavesTheStopSignalTwoSeconds()
    {
        var pod = PodOf(App("a") with { Lifecycle = PreStop("bye") });
        _harness.Runtime.Script("a", Stubborn with { Exec = NeverEnding });
        await RunAsync(pod);
        _harness.Desire();
        await UntilCalledAsync("Exec web/a#0 bye");
        var begun = _harness.Time.Now;
        await _harness.AdvanceUntilAsync(() => Called("StopContainer web/a#0 2s"), TimeSpan.FromSeconds(30));
        Assert.Equal(TimeSpan.FromSeconds(30), _harness.Time.Now - begun);
        await _harness.AdvanceUntilAsync(() => _harness.IsGone(pod), TimeSpan.FromSeconds(2));
        Assert.Contains(_harness.Services.Status.Events.List().Items, e => e is { Reason: "FailedPreStopHook", Message: "PreStopHook failed" });
    }

    // The kubelet takes off whole seconds; what is left is told to the runtime in whole seconds, rounded up: the same number.
    [Fact]
    public async Task WhatTheHookTookIsTakenOffTheGrace()
    {
        var pod = PodOf(App("a") with { Lifecycle = PreStop("bye") });
        var hook = new TaskCompletionSource<ExecResult>();
        _harness.Runtime.Script("a", new ContainerScript { Exec = (_, _) => hook.Task });
        await RunAsync(pod);
        _harness.Desire();
        await UntilCalledAsync("Exec web/a#0 bye");
        _harness.Time.Advance(TimeSpan.FromSeconds(9.5));
        hook.SetResult(new ExecResult(0, ""));
        await UntilCalledAsync("StopContainer web/a#0 20.5s");
    }

    [Fact]
    public async Task APodWithNoGraceIsRemovedWithOneSecondForItsHooks()
    {
        var pod = PodOf(App("a") with { Lifecycle = PreStop("bye") })
            .With(spec => spec with { TerminationGracePeriodSeconds = 0 });
        _harness.Runtime.Script("a", Stubborn);
        await RunAsync(pod);
        _harness.Desire();
        await UntilCalledAsync("StopContainer web/a#0 2s");
        Assert.Contains("Exec web/a#0 bye", _harness.Runtime.Calls);
    }

    [Theory]
    [InlineData(0, null, false, "2s")]
    [InlineData(null, null, true, "30s")]
    [InlineData(60, 7, true, "7s")]
    public async Task AFailedProbeGivesItsOwnGraceElseThePodsAndWithoutAnyThereIsNoPreStop(
        int? podGrace, int? probeGrace, bool preStop, string stop)
    {
        var probe = ProberFixture.Exec("check", period: 1, failures: 1) with { TerminationGracePeriodSeconds = probeGrace };
        var pod = PodOf(App("a") with { LivenessProbe = probe, Lifecycle = PreStop("bye") })
            .With(spec => spec with { TerminationGracePeriodSeconds = podGrace });
        _harness.Runtime.Script("a", new ContainerScript
        {
            Exec = (command, _) => Task.FromResult(new ExecResult(command[0] == "check" ? 1 : 0, "")),
        });
        _harness.Run(pod);
        await _harness.AdvanceUntilAsync(() => Called($"StopContainer web/a#0 {stop}"), TimeSpan.FromSeconds(5));
        Assert.Equal(preStop, Called("Exec web/a#0 bye"));
    }

    [Fact]
    public async Task ThePodsEndBeatsTheGraceOfAProbe()
    {
        var probe = ProberFixture.Exec("check", period: 1, failures: 1) with { TerminationGracePeriodSeconds = 300 };
        var pod = PodOf(App("a") with { LivenessProbe = probe });
        _harness.Runtime.Script("a", Stubborn with { Exec = (_, _) => Task.FromResult(new ExecResult(1, "")) });
        _harness.Run(pod);
        await _harness.AdvanceUntilAsync(() => Called("StopContainer web/a#0 300s"), TimeSpan.FromSeconds(5));
        _harness.Desire();
        await UntilCalledAsync("StopContainer web/a#0 30s");
        await _harness.AdvanceUntilAsync(() => _harness.IsGone(pod), TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task AContainerThatEndsByItselfHasNoPreStop()
    {
        var pod = PodOf(RestartPolicy.Never, App("a") with { Lifecycle = PreStop("bye") });
        _harness.Runtime.Script("a", new ContainerScript { EndsWhen = Task.FromResult(0) });
        _harness.Run(pod);
        await _harness.UntilAsync(() => _harness.Shown(pod)?.Status.Phase == PodPhase.Succeeded);
        _harness.Desire();
        await _harness.UntilAsync(() => _harness.IsGone(pod));
        Assert.Equal(0, _harness.Runtime.CountOf(RuntimeVerb.Exec));
    }

    [Fact]
    public async Task AStopThatFailsIsTriedAgainWithoutTheHook()
    {
        var pod = PodOf(App("a") with { Lifecycle = PreStop("bye") });
        await RunAsync(pod);
        _harness.Runtime.Fail(RuntimeVerb.StopContainer, RuntimeErrorKind.Unavailable);
        _harness.Desire();
        await _harness.AdvanceUntilAsync(() => _harness.IsGone(pod), TimeSpan.FromSeconds(10));
        Assert.Equal(1, _harness.Runtime.CountOf(RuntimeVerb.Exec));
        Assert.Equal(2, _harness.Runtime.CountOf(RuntimeVerb.StopContainer));
        Assert.Contains("FailedKillPod", _harness.Reasons());
    }

    [Fact]
    public async Task ADaemonThatDiesInAPreStopHookRunsItAgainWithinTheSameGrace()
    {
        var pod = PodOf(App("a") with { Lifecycle = PreStop("bye") });
        _harness.Runtime.Script("a", Stubborn with { Exec = NeverEnding });
        await RunAsync(pod);
        _harness.Desire();
        await UntilCalledAsync("Exec web/a#0 bye");
        var deadline = _harness.Time.Now + TimeSpan.FromSeconds(30);
        _harness.Time.Advance(TimeSpan.FromSeconds(12));
        _harness.Kill();
        _harness.Start();
        await _harness.UntilAsync(() => _harness.Runtime.CountOf(RuntimeVerb.Exec) == 2);
        await _harness.AdvanceUntilAsync(() => Called("StopContainer web/a#0 2s"), TimeSpan.FromSeconds(20));
        Assert.Equal(deadline, _harness.Time.Now);
        await _harness.AdvanceUntilAsync(() => _harness.IsGone(pod), TimeSpan.FromSeconds(2));
        Assert.Equal(1, _harness.Runtime.CountOf(RuntimeVerb.StopContainer));
    }

    [Fact]
    public async Task HooksRunAtOnceForAllAppsStopTogetherAndSidecarsFollowInReverseWithinOneGrace()
    {
        var pod = PodOf(Hooked("a"), Hooked("b")).WithInit(
            Hooked("s1") with { RestartPolicy = RestartPolicy.Always },
            Hooked("s2") with { RestartPolicy = RestartPolicy.Always });
        var ends = new ContainerScript { EndsAfterStopSignal = TimeSpan.FromSeconds(4) };
        foreach (var name in (string[])["a", "b", "s1", "s2"])
        {
            _harness.Runtime.Script(name, ends);
        }

        _harness.Run(pod);
        await _harness.UntilAsync(() => _harness.Shown(pod)?.Status.Phase == PodPhase.Running && _harness.Runs(pod, "b"));
        await _harness.LookAgainAsync(pod);
        _harness.Runtime.ClearCalls();
        _harness.Desire();
        await _harness.AdvanceUntilAsync(() => _harness.IsGone(pod), TimeSpan.FromSeconds(13));

        var calls = _harness.Runtime.Calls;
        Assert.Equal(
            ["Exec web/a#0 bye", "Exec web/b#0 bye", "Exec web/s1#0 bye", "Exec web/s2#0 bye"],
            calls.Where(call => call.StartsWith("Exec", StringComparison.Ordinal)).Order());
        var stops = calls.Where(call => call.StartsWith("StopContainer", StringComparison.Ordinal)).ToList();
        Assert.Equal(["StopContainer web/a#0 30s", "StopContainer web/b#0 30s"], stops.Take(2).Order());
        Assert.Equal(["StopContainer web/s2#0 26s", "StopContainer web/s1#0 22s"], stops.Skip(2));
    }

    [Fact]
    public async Task SidecarsOfAnAppThatTakesTheWholeGraceGetTheFloor()
    {
        var pod = PodOf(App("a")).WithInit(Sidecar("s"));
        _harness.Runtime.Script("a", Stubborn);
        await RunAsync(pod);
        _harness.Desire();
        await _harness.AdvanceUntilAsync(() => _harness.IsGone(pod), TimeSpan.FromSeconds(35));
        Assert.Equal(
            ["StopContainer web/a#0 30s", "StopContainer web/s#0 2s"],
            _harness.Runtime.Calls.Where(call => call.StartsWith("StopContainer", StringComparison.Ordinal)));
    }

    private static Container Hooked(string name) => App(name) with { Lifecycle = PreStop("bye") };

    private static Lifecycle PreStop(string command) =>
        new() { PreStop = new LifecycleHandler { Exec = new ExecAction { Command = [command] } } };

    private static async Task<ExecResult> NeverEnding(EquatableArray<string> command, CancellationToken stop)
    {
        await Task.Delay(Timeout.Infinite, stop);
        return new ExecResult(0, "");
    }

    private bool Called(string call) => _harness.Runtime.Calls.Contains(call);

    private Task UntilCalledAsync(string call) => _harness.UntilAsync(() => Called(call), call);

    private async Task RunAsync(Pod pod)
    {
        _harness.Run(pod);
        await _harness.UntilAsync(() => _harness.ShownContainer(pod, "a")?.State.Running is not null);
    }
}
