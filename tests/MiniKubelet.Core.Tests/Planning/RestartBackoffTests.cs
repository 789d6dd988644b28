using MiniKubelet.Planning;
using static MiniKubelet.Testing.Builders;

namespace MiniKubelet.Core.Tests.Planning;

public class RestartBackoffTests
{
    private static readonly BackoffLimits Limits = BackoffLimits.Default;

    [Fact]
    public void TheFirstRestartIsImmediateThenTheWaitDoublesToFiveMinutes() =>
        Assert.Equal([0, 10, 20, 40, 80, 160, 300, 300], Waits(Limits, 8));

    [Fact]
    public void ALowerCapLowersTheFirstWaitToo()
    {
        Assert.Equal([0, 5, 5, 5], Waits(BackoffLimits.WithMax(TimeSpan.FromSeconds(5)), 4));
        Assert.Equal([0, 10, 20, 30, 30], Waits(BackoffLimits.WithMax(TimeSpan.FromSeconds(30)), 5));
    }

    [Theory]
    [InlineData(600, 160)]
    [InlineData(601, null)]
    public void BackoffResetsAfterTenMinutesOfRunning(int ranFor, int? wait)
    {
        var entry = new RestartBackoff(TimeSpan.FromSeconds(160), At(0));
        var until = RestartBackoff.WaitUntil(entry, At(ranFor), At(ranFor), Limits);
        Assert.Equal(wait is { } seconds ? At(ranFor + seconds) : null, until);
        var next = RestartBackoff.Next(entry, At(ranFor), At(ranFor), Limits);
        Assert.Equal(TimeSpan.FromSeconds(wait is null ? 10 : 300), next.Delay);
    }

    [Fact]
    public void TheWaitCountsFromTheEndNotFromNow()
    {
        var entry = new RestartBackoff(TimeSpan.FromSeconds(20), At(0));
        Assert.Equal(At(30), RestartBackoff.WaitUntil(entry, At(10), At(25), Limits));
        Assert.Null(RestartBackoff.WaitUntil(entry, At(10), At(30), Limits));
    }

    [Fact]
    public void AClockSetBackDoesNotStretchTheWait()
    {
        var entry = new RestartBackoff(TimeSpan.FromSeconds(20), At(4000));
        Assert.Equal(At(420), RestartBackoff.WaitUntil(entry, At(4001), At(400), Limits));
    }

    private static IEnumerable<int> Waits(BackoffLimits limits, int restarts)
    {
        RestartBackoff? entry = null;
        var now = At(0);
        for (var i = 0; i < restarts; i++)
        {
            var finished = now.AddSeconds(1);
            var restart = RestartBackoff.WaitUntil(entry, finished, finished, limits) ?? finished;
            yield return (int)(restart - finished).TotalSeconds;
            entry = RestartBackoff.Next(entry, finished, restart, limits);
            now = restart;
        }
    }
}
