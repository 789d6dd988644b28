using MiniKubelet.Kubernetes;
using MiniKubelet.Observation;
using MiniKubelet.Planning;
using MiniKubelet.Status;
using MiniKubelet.Testing;
using static MiniKubelet.Planning.PodAction;
using static MiniKubelet.Testing.Builders;

namespace MiniKubelet.Core.Tests.Planning;

/// <summary>The restart rule RestartAllContainers, from the exit that asks for it to the next start.</summary>
public class RestartOfAllTests
{
    private static readonly Pod ThePod = PodOf(
            RestartPolicy.Never,
            App("a"),
            App("b") with { RestartPolicyRules = [Rule(ContainerRestartRuleAction.RestartAllContainers, ContainerRestartRuleOnExitCodesOperator.In, 42)] })
        .WithInit(App("i"), Sidecar("s"));

    private static readonly PodObservation Ended = Observed(
        Exited("b", 42, startedAt: 4, finishedAt: 50), Running("a", startedAt: 4), Running("s", startedAt: 3), Exited("i", 0));

    [Fact]
    public void AnEndThatTheRuleMatchesAsksForIt() =>
        Assert.Equal(new PodPlan { RestartsAll = true }, Plan(Ended, History()));

    [Fact]
    public void AnotherEndDoesNot() =>
        Assert.Equal(new PodPlan(), Plan(Observed(Exited("b", 41), Running("a"), Running("s"), Exited("i", 0)), History()));

    [Fact]
    public void WhoCausedItIsInItsBackoffFirst()
    {
        var plan = Plan(Ended, History().Started("b", 1, new RestartBackoff(TimeSpan.FromSeconds(20), At(4))));
        Assert.Equal(At(70), plan.NextCheckAt);
        Assert.Equal("CrashLoopBackOff", plan.Waiting["b"].Reason);
        Assert.Empty(plan.Actions);
    }

    [Fact]
    public void AllIsStoppedInOrderAndRemovedThenThePodStartsFromTheBeginning()
    {
        var history = Begun();
        var kill = new KillPod(
            [new KillStage([new KillTarget("a-0", "a")]), new KillStage([new KillTarget("s-0", "s")])],
            KillReason.RestartingAllContainers, At(90));
        Assert.Equal(
            [kill, new RemoveContainer("b-0"), new RemoveContainer("a-0"), new RemoveContainer("s-0"), new RemoveContainer("i-0")],
            Plan(Ended, history).Actions);

        // The daemon died after some of it: what caused it is gone, and it goes on nevertheless.
        var half = Observed(Exited("a", 143), Exited("i", 0));
        Assert.Equal([new RemoveContainer("a-0"), new RemoveContainer("i-0")], Plan(half, history.Observed(half)).Actions);

        history = history.Observed(Observed());
        Assert.False(history.RestartingAllContainers);
        Assert.Equal(
            [new EnsureImages(["i"]), new StartContainer("i", ContainerRole.Init, 1)], Plan(Observed(), history).Actions);

        var initialized = Observed(Running("s", attempt: 1), Exited("i", 0, attempt: 1));
        Assert.Equal(
            [new EnsureImages(["a", "b"]), new StartContainer("a", ContainerRole.App, 1), new StartContainer("b", ContainerRole.App, 1)],
            Plan(initialized, history.Observed(initialized)).Actions);
    }

    [Fact]
    public void OnlyWhoCausedItIsFurtherInItsBackoff()
    {
        var history = Begun();
        Assert.Equal(new RestartBackoff(TimeSpan.FromSeconds(10), At(60)), history.Containers["b"].Backoff);
        Assert.Null(history.Containers["a"].Backoff);
        var again = history.Starting("b", 1, history.Recall(Observed()).Newest("b"), BackoffLimits.Default, At(61));
        Assert.Equal(history.Containers["b"].Backoff, again.Containers["b"].Backoff);
    }

    [Fact]
    public void TheStatusSaysSo()
    {
        var begun = Begun();
        var before = Status(Ended, History(), null);
        var during = Status(Observed(Running("s")), begun, before);
        var after = Status(Observed(), begun.Observed(Observed()), during);
        var again = Status(Observed(Running("b", attempt: 1), Running("a", attempt: 1), Running("s", attempt: 1), Exited("i", 0, attempt: 1)),
            begun.Observed(Observed()), after);

        Assert.Equal((ConditionStatus.False, null, null), Condition(before));
        Assert.Equal(
            (ConditionStatus.True, "RestartAllContainersStarted", "container exited with restart policy rule"), Condition(during));
        Assert.Equal((ConditionStatus.False, null, null), Condition(after));
        Assert.All([before, during, after, again], status => Assert.Equal(PodPhase.Running, status.Phase));
        var removed = during.ContainerStatuses[0];
        Assert.Equal(
            new ContainerStateWaiting
            {
                Reason = "RestartingAllContainers",
                Message = "The container is removed because RestartAllContainers in place",
            },
            removed.State.Waiting);
        Assert.Equal((137, "RestartingAllContainers"), (removed.LastState.Terminated!.ExitCode, removed.LastState.Terminated.Reason));
        Assert.Equal("PodInitializing", after.ContainerStatuses[0].State.Waiting?.Reason);
        Assert.Equal("RestartingAllContainers", again.ContainerStatuses[0].LastState.Terminated?.Reason);
        Assert.Equal(1, again.ContainerStatuses[0].RestartCount);
    }

    [Fact]
    public void AnInitContainerMayAskForItToo()
    {
        var pod = PodOf(App("a")).WithInit(App("i") with
        {
            RestartPolicy = RestartPolicy.Never,
            RestartPolicyRules = [Rule(ContainerRestartRuleAction.RestartAllContainers, ContainerRestartRuleOnExitCodesOperator.NotIn, 0)],
        });
        Assert.True(Plan(Observed(Exited("i", 1)), History(), pod).RestartsAll);
        Assert.False(Plan(Observed(Exited("i", 0)), History(), pod).RestartsAll);
    }

    private static PodHistory Begun() =>
        History().Observed(Ended).RestartingAll(ThePod.Spec, Ended, BackoffLimits.Default, At(60));

    private static PodPlan Plan(PodObservation observed, PodHistory history, Pod? pod = null) =>
        PodPlanner.Plan(new PodPlanInput { Pod = pod ?? ThePod, Observed = observed, History = history, Now = At(60) });

    private static PodStatus Status(PodObservation observed, PodHistory history, PodStatus? previous) =>
        PodStatusBuilder.Build(new PodStatusInput
        {
            Pod = ThePod,
            Observed = observed,
            History = history,
            RuntimeName = "containerd",
            Previous = previous,
            Now = At(60),
        });

    private static (ConditionStatus?, string?, string?) Condition(PodStatus status) =>
        status.Conditions.Single(c => c.Type == "AllContainersRestarting") is var c ? (c.Status, c.Reason, c.Message) : default;
}
