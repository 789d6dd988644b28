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
        pleg.Health += (healthy, _) => health.Add(healthy);
        runtime.Fail(RuntimeVerb.ObservePods, RuntimeErrorKind.Unavailable);
        await pleg.RelistAsync(default);
        await pleg.RelistAsync(default);
        Assert.Equal([false, true], health);
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
