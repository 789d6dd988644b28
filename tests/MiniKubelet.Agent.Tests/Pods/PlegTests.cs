using MiniKubelet.Agent.Pods;
using MiniKubelet.Runtime;
using MiniKubelet.Testing;

namespace MiniKubelet.Agent.Tests.Pods;

public sealed class PlegTests
{
    private readonly VirtualTime _time = new();

    [Fact]
    public async Task ARelistThatTheRuntimeRefusesIsToldAsItsHealth()
    {
        var runtime = new FakeRuntime(_time);
        var pleg = new Pleg(runtime, _time, new Journal());
        var health = new List<bool>();
        pleg.Health += problem => health.Add(problem is null);
        runtime.Fail(RuntimeVerb.ObservePods, RuntimeErrorKind.Unavailable);
        await pleg.RelistAsync(default);
        await pleg.RelistAsync(default);
        Assert.Equal([false, true], health);
    }

    [Fact]
    public async Task ANetworkThatGoesAndComesIsToldEachInItsMinute()
    {
        var runtime = new FakeRuntime(_time);
        var pleg = new Pleg(runtime, _time, new Journal());
        var health = new List<string?>();
        pleg.Health += health.Add;
        using var stop = new CancellationTokenSource();
        var running = pleg.RunSafetyRelistAsync(stop.Token);
        runtime.Info = runtime.Info with { NetworkNotReadyReason = "NetworkReady=false reason:NoPlugin message:no cni" };
        await _time.AdvanceUntilAsync(() => health.Count > 0, TimeSpan.FromMinutes(2));
        runtime.Info = runtime.Info with { NetworkNotReadyReason = null };
        await _time.AdvanceUntilAsync(() => health[^1] is null, TimeSpan.FromMinutes(2));
        Assert.Equal("container runtime network not ready: NetworkReady=false reason:NoPlugin message:no cni", health[0]);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public async Task ARuntimeWithoutEventsIsListedEachSecond()
    {
        var runtime = new FakeRuntime(_time);
        var pleg = new Pleg(runtime, _time, new Journal());
        runtime.Fail(RuntimeVerb.WatchEvents, RuntimeErrorKind.Unimplemented);
        using var stop = new CancellationTokenSource();
        var running = pleg.RunAsync(stop.Token);
        await _time.AdvanceUntilAsync(() => runtime.CountOf(RuntimeVerb.ObservePods) >= 3, TimeSpan.FromMinutes(10));
        Assert.Equal(1, runtime.CountOf(RuntimeVerb.WatchEvents));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }
}
