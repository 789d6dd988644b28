using MiniKubelet.Agent.Tests.Probing;
using MiniKubelet.Kubernetes;
using MiniKubelet.Observation;
using MiniKubelet.Runtime;
using MiniKubelet.Testing;
using static MiniKubelet.Testing.Builders;

namespace MiniKubelet.Agent.Tests.Pods;

public sealed class PodRestartTests : IDisposable
{
    private readonly PodRuntimeHarness _harness = new();

    public void Dispose() => _harness.Dispose();

    [Fact]
    public async Task BackoffDoublesFromTenSecondsToFiveMinutes()
    {
        var pod = PodOf(App("a"));
        _harness.Run(pod);
        await CrashAsync(pod, 0, waits: 0);
        foreach (var (seconds, attempt) in new[] { 10, 20, 40, 80, 160, 300, 300 }.Select((s, i) => (s, i + 1)))
        {
            await CrashAsync(pod, attempt, seconds);
        }
    }

    [Fact]
    public async Task BackoffIsForgottenAfterTenMinutesOfRunning()
    {
        var pod = PodOf(App("a"));
        _harness.Run(pod);
        await CrashAsync(pod, 0, waits: 0);
        await CrashAsync(pod, 1, waits: 10);
        await CrashAsync(pod, 2, waits: 20);
        await _harness.UntilAsync(() => _harness.Runs(pod, "a", 3));
        _harness.Time.Advance(TimeSpan.FromMinutes(10) + TimeSpan.FromSeconds(1));
        await CrashAsync(pod, 3, waits: 0);
        await CrashAsync(pod, 4, waits: 10);
    }

    [Fact]
    public async Task BackoffAndRestartCountOutliveTheDaemon()
    {
        var pod = PodOf(App("a"));
        _harness.Run(pod);
        await CrashAsync(pod, 0, waits: 0);
        await CrashAsync(pod, 1, waits: 10);
        await _harness.UntilAsync(() => _harness.ShownContainer(pod, "a") is { State.Running: not null, RestartCount: 2 });
        var startTime = _harness.Shown(pod)!.Status.StartTime;
        _harness.Kill();
        _harness.Start();
        await _harness.UntilAsync(() => _harness.ShownContainer(pod, "a") is { State.Running: not null, RestartCount: 2 });
        Assert.Equal(startTime, _harness.Shown(pod)!.Status.StartTime);
        await CrashAsync(pod, 2, waits: 20);
    }

    [Theory]
    [InlineData(RestartPolicy.OnFailure, 0, PodPhase.Succeeded)]
    [InlineData(RestartPolicy.Never, 0, PodPhase.Succeeded)]
    [InlineData(RestartPolicy.Never, 1, PodPhase.Failed)]
    public async Task APodThatEndsKeepsItsPhaseAndAddressAlsoInTheNextLifeOfTheDaemon(RestartPolicy policy, int exitCode, PodPhase phase)
    {
        var pod = PodOf(policy, App("a"));
        _harness.Runtime.Script("a", new ContainerScript { EndsWhen = Task.FromResult(exitCode) });
        _harness.Run(pod);
        await _harness.UntilAsync(() => _harness.Shown(pod)?.Status.Phase == phase && !_harness.Observe(pod).Sandboxes[0].Ready);
        var address = _harness.Shown(pod)!.Status.PodIP;
        _harness.Kill();
        _harness.Start();
        await _harness.UntilAsync(() => _harness.Shown(pod)?.Status.Phase == phase);
        Assert.NotNull(address);
        Assert.Equal(address, _harness.Shown(pod)!.Status.PodIP);
        await _harness.LookAgainAsync(pod);
        Assert.Equal(1, _harness.Runtime.CountOf(RuntimeVerb.StartContainer));
    }

    [Fact]
    public async Task AFailureIsTriedAgainUnderOnFailure()
    {
        var pod = PodOf(RestartPolicy.OnFailure, App("a"));
        _harness.Runtime.Script("a", attempt => new ContainerScript { EndsWhen = Task.FromResult(attempt == 0 ? 1 : 0) });
        _harness.Run(pod);
        await _harness.UntilAsync(() => _harness.Shown(pod)?.Status.Phase == PodPhase.Succeeded);
        Assert.Equal(2, _harness.Runtime.CountOf(RuntimeVerb.StartContainer));
    }

    [Fact]
    public async Task ALivenessProbeThatFailsHasTheContainerKilledAndStartedAgain()
    {
        var pod = PodOf(App("a") with { LivenessProbe = ProberFixture.Exec("check", period: 1, failures: 3) });
        _harness.Runtime.Script("a", attempt => new ContainerScript
        {
            Exec = (_, _) => Task.FromResult(new ExecResult(attempt == 0 ? 1 : 0, "")),
        });
        _harness.Run(pod);
        await _harness.UntilAsync(() => _harness.Runs(pod, "a"));
        await _harness.AdvanceUntilAsync(() => _harness.Runs(pod, "a", attempt: 1), TimeSpan.FromMinutes(1));
        Assert.Contains("StopContainer web/a#0 30s", _harness.Runtime.Calls);
        Assert.Contains("Killing", _harness.Reasons());
    }

    [Fact]
    public async Task ASandboxThatDiesIsReplacedAtOnceWithAllItsContainers()
    {
        var pod = PodOf(App("a"), App("b"));
        _harness.Run(pod);
        await _harness.UntilAsync(() => _harness.Runs(pod, "a") && _harness.Runs(pod, "b"));
        await _harness.LookAgainAsync(pod);

        // Seen as one: with its containers' deaths told one by one, they would be started again in the dying sandbox.
        _harness.Runtime.LoseEvents = true;
        _harness.Runtime.StopSandbox(_harness.Observe(pod).Sandboxes[0].Id);
        _harness.Runtime.LoseEvents = false;
        _harness.Workers.Wake(Uid);
        await _harness.UntilAsync(() => _harness.Runs(pod, "a", 1) && _harness.Runs(pod, "b", 1));
        Assert.Single(_harness.Observe(pod).Sandboxes, sandbox => sandbox.Ready);
    }

    [Fact]
    public async Task ADeathWhoseEventWasLostIsFoundByTheRelist()
    {
        var pod = PodOf(App("a"));
        _harness.Run(pod);
        await _harness.UntilAsync(() => _harness.ShownContainer(pod, "a")?.State.Running is not null);
        await _harness.LookAgainAsync(pod);
        _harness.Runtime.LoseEvents = true;
        _harness.Runtime.KillProcess(_harness.Newest(pod, "a").Id);
        await _harness.AdvanceUntilAsync(() => _harness.Runs(pod, "a", 1), TimeSpan.FromSeconds(61));
    }

    [Fact]
    public async Task ADeathWhileTheEventsWereBrokenIsFoundWhenTheyAreBack()
    {
        var pod = PodOf(App("a"));
        _harness.Run(pod);
        await _harness.UntilAsync(() => _harness.ShownContainer(pod, "a")?.State.Running is not null);
        _harness.Runtime.BreakEvents();
        _harness.Runtime.KillProcess(_harness.Newest(pod, "a").Id);
        await _harness.AdvanceUntilAsync(() => _harness.Runs(pod, "a", 1), TimeSpan.FromSeconds(15));
    }

    [Fact]
    public async Task APodAtRestCostsNothing()
    {
        var pod = PodOf(App("a"));
        _harness.Run(pod);
        await _harness.UntilAsync(() => _harness.ShownContainer(pod, "a")?.State.Running is not null);
        await _harness.LookAgainAsync(pod);
        await _harness.UntilAsync(() => _harness.Time.ArmedTimers == 1);
        _harness.Runtime.ClearCalls();

        // The only timer is the relist's: whatever polls would need one of its own.
        Assert.True(_harness.Time.UntilNextTimer > TimeSpan.FromSeconds(50));
        _harness.Time.Advance(TimeSpan.FromSeconds(50));
        Assert.All(Enum.GetValues<RuntimeVerb>(), verb => Assert.Equal(0, _harness.Runtime.CountOf(verb)));
    }

    /// <summary>Crashes the running instance and sees the next one start so many seconds later, no sooner.</summary>
    private async Task CrashAsync(Pod pod, int attempt, int waits)
    {
        await _harness.UntilAsync(() => _harness.Runs(pod, "a", attempt));
        _harness.Runtime.KillProcess(_harness.Newest(pod, "a").Id, 1);
        var died = _harness.Time.Now;
        if (waits > 0)
        {
            await _harness.UntilAsync(() => _harness.WaitingReason(pod, "a") == "CrashLoopBackOff"
                && _harness.ShownContainer(pod, "a")!.RestartCount == attempt);
            _harness.Time.Advance(TimeSpan.FromSeconds(waits - 1));
            await _harness.LookAgainAsync(pod);
            Assert.Equal(RunState.Exited, _harness.Newest(pod, "a").State);
            _harness.Time.Advance(TimeSpan.FromSeconds(1));
        }

        await _harness.UntilAsync(() => _harness.Runs(pod, "a", attempt + 1));
        Assert.Equal(died.AddSeconds(waits), _harness.Newest(pod, "a").StartedAt);
    }
}
