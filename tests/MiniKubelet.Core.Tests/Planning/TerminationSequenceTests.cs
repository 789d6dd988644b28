using MiniKubelet.Kubernetes;
using MiniKubelet.Observation;
using MiniKubelet.Planning;
using static MiniKubelet.Planning.PodAction;
using static MiniKubelet.Testing.Builders;

namespace MiniKubelet.Core.Tests.Planning;

public class TerminationSequenceTests
{
    private static readonly Pod WithSidecars = PodOf(App("a"), App("b")).WithInit(Sidecar("s"), App("i"), Sidecar("t"));

    [Fact]
    public void AppsStopTogetherThenSidecarsInReverse()
    {
        var observed = Observed(Running("b"), Running("a"), Running("t"), Exited("i", 0), Running("s"));
        Assert.Equal(
            [
                new KillPod([Stage("b", "a"), Stage("t"), Stage("s")], KillReason.PodTerminating, At(40)),
                new StopSandbox("sandbox-0"),
            ],
            Plan(observed, new PodTermination(At(10), 30, Remove: false)).Actions);
    }

    [Fact]
    public void APodThatIsKeptNeedsNothingOnceItStopped()
    {
        var plan = Plan(Observed([SandboxOf(0, ready: false)], Exited("a", 0)), new PodTermination(At(10), 30, Remove: false));
        Assert.Equal(new PodPlan(), plan);
    }

    [Fact]
    public void APodThatIsRemovedLeavesNothing()
    {
        var observed = Observed([SandboxOf(1), SandboxOf(0, ready: false)],
            Running("a", attempt: 1, sandbox: 1), Exited("a", 0), Exited("b", 0, sandbox: 7));
        var plan = Plan(observed, new PodTermination(At(10), 30, Remove: true));
        Assert.Equal(
            [
                new KillPod([new KillStage([new KillTarget("a-1", "a")])], KillReason.PodTerminating, At(40)),
                new StopSandbox("sandbox-1"),
                new RemoveSandbox("sandbox-1"),
                new RemoveSandbox("sandbox-0"),
                new RemoveContainer("b-0"),
                new RemovePodFiles(),
            ],
            plan.Actions);
        Assert.True(plan.Done);
    }

    [Theory]
    [InlineData(30, 10, 30, 30)]
    [InlineData(30, 10, 5, 15)]
    [InlineData(30, 10, 0, 10)]
    [InlineData(30, 40, 0, 30)]
    [InlineData(30, 0, 60, 30)]
    public void AskingAgainOnlyShortensTheGrace(long grace, double askedAfter, long asked, long left)
    {
        var running = new PodTermination(At(0), grace, Remove: false);
        Assert.Equal(
            running with { GraceSeconds = left },
            TerminationSequence.Shorten(running, new PodTermination(At(askedAfter), asked, Remove: false)));
    }

    [Fact]
    public void WhatIsToBeRemovedStaysToBeRemoved()
    {
        var keep = new PodTermination(At(0), 30, Remove: false);
        var remove = keep with { Remove = true };
        Assert.True(TerminationSequence.Shorten(keep, remove).Remove);
        Assert.True(TerminationSequence.Shorten(remove, keep).Remove);
    }

    private static KillStage Stage(params string[] names) => new(names.Select(n => new KillTarget($"{n}-0", n)).ToEquatableArray());

    private static PodPlan Plan(PodObservation observed, PodTermination termination) => PodPlanner.Plan(new PodPlanInput
    {
        Pod = WithSidecars,
        Observed = observed,
        History = History() with { Termination = termination },
        Now = At(12),
    });
}
