using MiniKubelet.Testing;

namespace MiniKubelet.Agent.Tests.Testing;

public sealed class VirtualTimeTests
{
    private readonly VirtualTime time = new();

    [Fact]
    public void TimersFireInDueOrderAndSeeTheirDueTime()
    {
        var start = time.Now;
        var fired = new List<(string Name, TimeSpan At)>();
        using var late = Timer("late", 3);
        using var early = Timer("early", 1);
        using var alsoEarly = Timer("also early", 1);

        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal([("early", TimeSpan.FromSeconds(1)), ("also early", TimeSpan.FromSeconds(1))], fired);

        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(("late", TimeSpan.FromSeconds(3)), fired[^1]);
        Assert.Equal(3, fired.Count);

        ITimer Timer(string name, int seconds) => time.CreateTimer(
            _ => fired.Add((name, time.Now - start)), null, TimeSpan.FromSeconds(seconds), Timeout.InfiniteTimeSpan);
    }

    [Fact]
    public void ATimerArmedByACallbackFiresInTheSameAdvanceIfItComesDue()
    {
        var count = 0;
        ITimer? timer = null;
        timer = time.CreateTimer(
            _ =>
            {
                count++;
                timer!.Change(TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
            },
            null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);

        time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(5, count);
        timer.Dispose();
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(5, count);
        Assert.Equal(0, time.ArmedTimers);
    }

    [Fact]
    public void APeriodicTimerFiresOncePerPeriod()
    {
        var count = 0;
        using var timer = time.CreateTimer(_ => count++, null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));

        time.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal(3, count);
        Assert.Equal(TimeSpan.FromSeconds(1), time.UntilNextTimer);
    }

    [Fact]
    public async Task DelaysAndTimeoutsFollowIt()
    {
        var delay = Task.Delay(TimeSpan.FromMinutes(5), time);
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(6), time);

        time.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromTicks(1));
        Assert.False(delay.IsCompleted);

        time.Advance(TimeSpan.FromTicks(1));
        await delay;
        Assert.False(timeout.IsCancellationRequested);

        Assert.True(time.AdvanceToNextTimer());
        Assert.True(timeout.IsCancellationRequested);
        Assert.False(time.AdvanceToNextTimer());
    }

    [Fact]
    public async Task AdvanceUntilRunsALoopOnOtherThreads()
    {
        var rounds = 0;
        using var stop = new CancellationTokenSource();
        var loop = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await Task.Delay(TimeSpan.FromHours(1), time);
                Interlocked.Increment(ref rounds);
            }
        });
        var start = time.Now;

        await time.AdvanceUntilAsync(() => Volatile.Read(ref rounds) == 5, TimeSpan.FromHours(5));

        Assert.Equal(TimeSpan.FromHours(5), time.Now - start);
        await stop.CancelAsync();
        await time.AdvanceUntilAsync(() => loop.IsCompleted, TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task AdvanceUntilFailsWhenItsTimeIsUp()
    {
        using var timer = time.CreateTimer(_ => { }, null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));

        await Assert.ThrowsAsync<TimeoutException>(() => time.AdvanceUntilAsync(() => false, TimeSpan.FromSeconds(3)));
    }

    [Fact]
    public void SteppingTheWallClockMovesNoTimer()
    {
        var fired = false;
        using var timer = time.CreateTimer(_ => fired = true, null, TimeSpan.FromSeconds(10), Timeout.InfiniteTimeSpan);
        var before = time.Now;

        time.StepWallClock(TimeSpan.FromHours(-1));

        Assert.Equal(before - TimeSpan.FromHours(1), time.Now);
        Assert.Equal(TimeSpan.FromSeconds(10), time.UntilNextTimer);
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.True(fired);
    }
}
