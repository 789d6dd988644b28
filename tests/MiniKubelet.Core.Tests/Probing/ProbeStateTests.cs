using MiniKubelet.Probing;

namespace MiniKubelet.Core.Tests.Probing;

/// <summary>Tables over one probe. Outcomes: S success, W warning, F failure, E error. Results after each: ? unknown, s, f.</summary>
public sealed class ProbeStateTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly ProbeVerdict Running = new() { Started = true };

    [Theory]
    // Initial values: readiness failure, liveness success, startup unknown.
    [InlineData(ProbeType.Readiness, 1, 3, "", "f")]
    [InlineData(ProbeType.Liveness, 1, 3, "", "s")]
    // One success is enough by default; a warning is a success.
    [InlineData(ProbeType.Readiness, 1, 3, "S", "fs")]
    [InlineData(ProbeType.Readiness, 1, 3, "W", "fs")]
    // Only failures in a row count.
    [InlineData(ProbeType.Readiness, 1, 3, "SFFF", "fsssf")]
    [InlineData(ProbeType.Readiness, 1, 3, "SFFSFFF", "fssssssf")]
    [InlineData(ProbeType.Readiness, 3, 1, "SSFSSSF", "ffffffsf")]
    [InlineData(ProbeType.Readiness, 2, 2, "SWFSFFSS", "ffssssffs")]
    // An error changes nothing and does not break a row.
    [InlineData(ProbeType.Readiness, 2, 3, "SES", "fffs")]
    [InlineData(ProbeType.Liveness, 1, 2, "FEF", "sssf")]
    [InlineData(ProbeType.Liveness, 1, 1, "EEEEE", "ssssss")]
    // Liveness holds after its failure: what comes in late changes nothing.
    [InlineData(ProbeType.Liveness, 1, 3, "FFF", "sssf")]
    [InlineData(ProbeType.Liveness, 1, 1, "FSSS", "sffff")]
    // Readiness goes on for ever.
    [InlineData(ProbeType.Readiness, 1, 1, "FSFS", "ffsfs")]
    public void TheResultChangesOnlyAtTheThreshold(ProbeType type, int success, int failure, string outcomes, string results) =>
        Assert.Equal(results, Run(type, Running, success, failure, outcomes).Results);

    [Theory]
    [InlineData(3, "", "?", ProbePhase.Active)]
    [InlineData(3, "FF", "???", ProbePhase.Active)]
    [InlineData(3, "FFS", "???s", ProbePhase.Settled)]
    [InlineData(3, "FFF", "???f", ProbePhase.Held)]
    [InlineData(1, "FS", "?ff", ProbePhase.Held)]
    [InlineData(1, "SF", "?ss", ProbePhase.Settled)]
    [InlineData(1, "EE", "???", ProbePhase.Active)]
    public void AStartupProbeEndsWithItsFirstResult(int failure, string outcomes, string results, ProbePhase phase)
    {
        var (seen, state) = Run(ProbeType.Startup, new ProbeVerdict(), 1, failure, outcomes);

        Assert.Equal(results, seen);
        Assert.Equal(phase, state.Phase);
        Assert.Equal(phase == ProbePhase.Active, state.DueAt is not null);
    }

    [Theory]
    // What held when the agent last ran holds on until the probe says otherwise.
    [InlineData(ProbeType.Readiness, true, true, false, false, ProbePhase.Active, ProbeResult.Success)]
    [InlineData(ProbeType.Readiness, true, false, false, false, ProbePhase.Active, ProbeResult.Failure)]
    [InlineData(ProbeType.Readiness, false, false, false, false, ProbePhase.Gated, ProbeResult.Failure)]
    [InlineData(ProbeType.Liveness, true, true, false, false, ProbePhase.Active, ProbeResult.Success)]
    [InlineData(ProbeType.Liveness, false, false, false, false, ProbePhase.Gated, ProbeResult.Success)]
    [InlineData(ProbeType.Liveness, true, true, true, false, ProbePhase.Held, ProbeResult.Failure)]
    [InlineData(ProbeType.Startup, false, false, false, false, ProbePhase.Active, ProbeResult.Unknown)]
    [InlineData(ProbeType.Startup, true, true, false, false, ProbePhase.Settled, ProbeResult.Success)]
    [InlineData(ProbeType.Startup, false, false, false, true, ProbePhase.Held, ProbeResult.Failure)]
    public void AProbeBeginsWithWhatIsKnown(
        ProbeType type, bool started, bool ready, bool livenessFailed, bool startupFailed, ProbePhase phase, ProbeResult result)
    {
        var known = new ProbeVerdict
        {
            Started = started, Ready = ready, LivenessFailed = livenessFailed, StartupFailed = startupFailed,
        };

        var state = ProbeState.Begin(type, Settings(), known, Start, Start, TimeSpan.Zero);

        Assert.Equal((phase, result), (state.Phase, state.Result));
        Assert.Equal(phase == ProbePhase.Active, state.DueAt is not null);
    }

    [Theory]
    // delay, now and jitter in seconds from the container's start → first run.
    [InlineData(0, 0, 0, 0)]
    [InlineData(0, 7, 0, 7)]
    [InlineData(5, 0, 0, 5)]
    [InlineData(5, 3, 0, 5)]
    [InlineData(5, 9, 0, 9)]
    [InlineData(0, 0, 4, 4)]
    [InlineData(5, 0, 4, 5)]
    [InlineData(5, 3, 4, 7)]
    // The clock was set back: the start seems to lie ahead.
    [InlineData(5, -3600, 0, -3595)]
    public void TheFirstRunIsAtOnceOrAfterTheDelay(int delay, int now, int jitter, int first)
    {
        var settings = Settings() with { InitialDelay = Seconds(delay) };

        var state = ProbeState.Begin(ProbeType.Liveness, settings, Running, Start, Start + Seconds(now), Seconds(jitter));

        Assert.Equal(Start + Seconds(first), state.DueAt);
    }

    [Theory]
    // A run due at 0 ends at → the next, with a period of 10.
    [InlineData(0, 10)]
    [InlineData(1, 10)]
    [InlineData(10, 10)]
    // Took longer than a period: again at once, and once only.
    [InlineData(25, 25)]
    // The clock was set back during the run.
    [InlineData(-3600, -3590)]
    public void RunsFollowPeriodByPeriod(int endedAt, int next)
    {
        var state = ProbeState.Begin(ProbeType.Liveness, Settings(), Running, Start, Start, TimeSpan.Zero);

        Assert.Equal(Start + Seconds(next), state.After(ProbeOutcome.Success, Start + Seconds(endedAt)).DueAt);
        Assert.Equal(Start + Seconds(next), state.After(ProbeOutcome.Error, Start + Seconds(endedAt)).DueAt);
    }

    [Fact]
    public void AGatedProbeRunsOnceTheContainerStartedAndItsDelayIsOver()
    {
        var settings = Settings() with { InitialDelay = Seconds(30) };
        var gated = ProbeState.Begin(ProbeType.Readiness, settings, new ProbeVerdict(), Start, Start, TimeSpan.Zero);

        Assert.Equal(Start + Seconds(30), gated.ContainerStarted(Start, Start + Seconds(12)).DueAt);
        Assert.Equal(Start + Seconds(40), gated.ContainerStarted(Start, Start + Seconds(40)).DueAt);
        Assert.Equal(gated, gated.After(ProbeOutcome.Success, Start + Seconds(1)));
    }

    private static (string Results, ProbeState State) Run(
        ProbeType type, ProbeVerdict known, int success, int failure, string outcomes)
    {
        var settings = Settings() with { SuccessThreshold = success, FailureThreshold = failure };
        var state = ProbeState.Begin(type, settings, known, Start, Start, TimeSpan.Zero);
        var results = $"{Letter(state.Result)}";
        foreach (var outcome in outcomes)
        {
            state = state.After(Outcome(outcome), state.DueAt ?? Start);
            results += Letter(state.Result);
        }

        return (results, state);
    }

    private static ProbeSettings Settings() => new(TimeSpan.Zero, Seconds(1), Seconds(10), 1, 3);

    private static TimeSpan Seconds(int seconds) => TimeSpan.FromSeconds(seconds);

    private static char Letter(ProbeResult result) => result switch
    {
        ProbeResult.Unknown => '?',
        ProbeResult.Success => 's',
        ProbeResult.Failure => 'f',
    };

    private static ProbeOutcome Outcome(char letter) => letter switch
    {
        'S' => ProbeOutcome.Success,
        'W' => ProbeOutcome.Warning,
        'F' => ProbeOutcome.Failure,
        'E' => ProbeOutcome.Error,
        _ => throw new ArgumentOutOfRangeException(nameof(letter)),
    };
}
