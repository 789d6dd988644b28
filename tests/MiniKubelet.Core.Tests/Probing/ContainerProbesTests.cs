using MiniKubelet.Kubernetes;
using MiniKubelet.Probing;

namespace MiniKubelet.Core.Tests.Probing;

public sealed class ContainerProbesTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("", "started ready")]
    [InlineData("L", "started ready")]
    [InlineData("R", "started")]
    [InlineData("S", "")]
    [InlineData("SLR", "")]
    public void AContainerWithoutAProbeIsWellAndOneWithMustProveIt(string probes, string verdict)
    {
        var container = Make(probes);

        Assert.Equal(verdict, Words(ContainerProbes.Begin(container, Start, null, Start, Start, 0).Verdict));
        Assert.Equal(verdict, Words(ProbeVerdict.Initial(container)));
    }

    [Theory]
    // Runs as type and outcome, verdict after all of them. S L R then S F E.
    [InlineData("SLR", "SS", "started")]
    [InlineData("SLR", "SS RS", "started ready")]
    [InlineData("SLR", "RS", "")]
    [InlineData("SLR", "LF LF LF", "")]
    [InlineData("SLR", "SS RS LF LF", "started ready")]
    [InlineData("SLR", "SS RS LF LF LF", "started ready liveness-failed")]
    [InlineData("SLR", "SF SF SF", "startup-failed")]
    [InlineData("SLR", "SF SF SF SS", "startup-failed")]
    [InlineData("SL", "SS", "started ready")]
    [InlineData("R", "RS RF RF RF", "started")]
    [InlineData("LR", "RS LF LE LF LE LF", "started ready liveness-failed")]
    public void OnlyTheStartupProbeCountsUntilItSucceeded(string probes, string runs, string verdict) =>
        Assert.Equal(verdict, Words(Run(ContainerProbes.Begin(Make(probes), Start, null, Start, Start, 0), runs).Verdict));

    [Fact]
    public void WithAStartupProbeTheOthersHaveNoTimeUntilItSucceeds()
    {
        var probes = ContainerProbes.Begin(Make("SLR"), Start, null, Start, Start, 0);
        Assert.Equal([Start, null, null], probes.States.Select(state => state.DueAt));

        probes = probes.After(ProbeType.Startup, ProbeOutcome.Success, Start.AddSeconds(1));
        Assert.Equal([null, Start.AddSeconds(1), Start.AddSeconds(1)], probes.States.Select(state => state.DueAt));
    }

    [Fact]
    public void AnAdoptedContainerThatWasReadyStaysReady()
    {
        var seed = new ProbeVerdict { Started = true, Ready = true };
        var probes = ContainerProbes.Begin(Make("SLR"), Start, seed, Start.AddHours(1), Start.AddHours(1), 0.5);
        Assert.Equal(seed, probes.Verdict);

        // The startup probe is over; the others go on, spread by the jitter.
        Assert.Equal([null, Start.AddHours(1).AddSeconds(5), Start.AddHours(1).AddSeconds(5)], probes.States.Select(s => s.DueAt));
        Assert.Equal("started ready", Words(Run(probes, "RF RF").Verdict));
        Assert.Equal("started", Words(Run(probes, "RF RF RF").Verdict));
    }

    [Theory]
    // Seconds from the container's start to the agent's, then to now → first run after now, with half a period of 10 as jitter.
    [InlineData(3600, 3600, 5)]
    [InlineData(3600, 3609, 5)]
    [InlineData(3600, 3610, 0)]
    [InlineData(-60, 0, 0)]
    [InlineData(0, 0, 0)]
    public void OnlyTheFirstRunsAfterARestartOfTheAgentAreSpread(int agentStart, int now, int wait)
    {
        var probes = ContainerProbes.Begin(Make("L"), Start, null, Start.AddSeconds(now), Start.AddSeconds(agentStart), 0.5);

        Assert.Equal(Start.AddSeconds(now + wait), probes.States[0].DueAt);
    }

    [Fact]
    public void ASeedFromBeforeTheStartupProbeWasTakenAwayDoesNotGateForEver()
    {
        var probes = ContainerProbes.Begin(Make("R"), Start, new ProbeVerdict(), Start, Start, 0);

        Assert.Equal("started ready", Words(Run(probes, "RS").Verdict));
    }

    [Fact]
    public void SettingsHaveTheApisDefaults()
    {
        Assert.Equal(
            new ProbeSettings(TimeSpan.Zero, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10), 1, 3), ProbeSettings.Of(new Probe()));
        Assert.Equal(
            new ProbeSettings(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(3), 2, 1),
            ProbeSettings.Of(new Probe
            {
                InitialDelaySeconds = 5, TimeoutSeconds = 4, PeriodSeconds = 3, SuccessThreshold = 2, FailureThreshold = 1,
            }));
    }

    private static ContainerProbes Run(ContainerProbes probes, string runs)
    {
        var now = Start;
        foreach (var run in runs.Split(' '))
        {
            now += TimeSpan.FromSeconds(10);
            probes = probes.After(
                run[0] == 'S' ? ProbeType.Startup : run[0] == 'L' ? ProbeType.Liveness : ProbeType.Readiness,
                run[1] == 'S' ? ProbeOutcome.Success : run[1] == 'F' ? ProbeOutcome.Failure : ProbeOutcome.Error,
                now);
        }

        return probes;
    }

    private static Container Make(string probes) => new()
    {
        Name = "app",
        StartupProbe = probes.Contains('S') ? new Probe() : null,
        LivenessProbe = probes.Contains('L') ? new Probe() : null,
        ReadinessProbe = probes.Contains('R') ? new Probe() : null,
    };

    private static string Words(ProbeVerdict verdict) => string.Join(
        ' ',
        new[]
        {
            verdict.Started ? "started" : "", verdict.Ready ? "ready" : "",
            verdict.LivenessFailed ? "liveness-failed" : "", verdict.StartupFailed ? "startup-failed" : "",
        }.Where(word => word.Length > 0));
}
