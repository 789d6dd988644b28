using MiniKubelet.Kubernetes;
using MiniKubelet.Observation;
using MiniKubelet.Planning;
using MiniKubelet.Status;
using static MiniKubelet.Testing.Builders;

namespace MiniKubelet.Core.Tests.Status;

public class PodPhaseTests
{
    private static readonly Dictionary<string, (Pod Pod, PodObservation Observed, PodPhase Phase)> Rows = new()
    {
        ["nothing is there yet"] = (PodOf(App("a")), PodObservation.Nothing(Uid), PodPhase.Pending),
        ["init failed, Never"] = (
            PodOf(RestartPolicy.Never, App("a")).WithInit(App("i")), Observed(Exited("i", 1)), PodPhase.Failed),
        ["init failed, OnFailure"] = (
            PodOf(RestartPolicy.OnFailure, App("a")).WithInit(App("i")), Observed(Exited("i", 1)), PodPhase.Pending),
        ["init runs"] = (PodOf(App("a")).WithInit(App("i")), Observed(Running("i")), PodPhase.Pending),
        ["init done, app not started"] = (PodOf(App("a")).WithInit(App("i")), Observed(Exited("i", 0)), PodPhase.Pending),
        ["init done, app runs"] = (PodOf(App("a")).WithInit(App("i")), Observed(Running("a"), Exited("i", 0)), PodPhase.Running),
        ["init record is missing, app runs"] = (PodOf(App("a")).WithInit(App("i")), Observed(Running("a")), PodPhase.Running),
        ["sidecar not started, app not started"] = (
            PodOf(App("a")).WithInit(Sidecar("s") with { StartupProbe = new Probe() }), Observed(Running("s")), PodPhase.Pending),
        ["one runs, one waits for its first start"] = (PodOf(App("a"), App("b")), Observed(Running("a")), PodPhase.Pending),
        ["one runs, one created"] = (PodOf(App("a"), App("b")), Observed(Created("b"), Running("a")), PodPhase.Pending),
        ["all run"] = (PodOf(App("a"), App("b")), Observed(Running("b"), Running("a")), PodPhase.Running),
        ["one runs, one ended, Never"] = (
            PodOf(RestartPolicy.Never, App("a"), App("b")), Observed(Running("b"), Exited("a", 1)), PodPhase.Running),
        ["ended, Always"] = (PodOf(App("a")), Observed(Exited("a", 0)), PodPhase.Running),
        ["ended with success, Never"] = (PodOf(RestartPolicy.Never, App("a")), Observed(Exited("a", 0)), PodPhase.Succeeded),
        ["ended with success, OnFailure"] = (PodOf(RestartPolicy.OnFailure, App("a")), Observed(Exited("a", 0)), PodPhase.Succeeded),
        ["ended with failure, Never"] = (
            PodOf(RestartPolicy.Never, App("a"), App("b")), Observed(Exited("b", 0), Exited("a", 3)), PodPhase.Failed),
        ["ended with failure, OnFailure"] = (PodOf(RestartPolicy.OnFailure, App("a")), Observed(Exited("a", 3)), PodPhase.Running),
        ["apps ended, a sidecar still runs"] = (
            PodOf(RestartPolicy.Never, App("a")).WithInit(Sidecar("s")), Observed(Exited("a", 0), Running("s")), PodPhase.Running),
        ["a sidecar's own failure counts for nothing"] = (
            PodOf(RestartPolicy.Never, App("a")).WithInit(Sidecar("s")), Observed(Exited("s", 9), Exited("a", 0)), PodPhase.Succeeded),
        ["container policy Never in a pod of policy Always"] = (
            PodOf(App("a") with { RestartPolicy = RestartPolicy.Never }), Observed(Exited("a", 1)), PodPhase.Failed),
        ["ended in an old sandbox, Always"] = (
            PodOf(App("a")), Observed([SandboxOf(1), SandboxOf(0, ready: false)], Exited("a", 0)), PodPhase.Running),
    };

    public static TheoryData<string> Names => [.. Rows.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void PhaseFollowsTheContainers(string row)
    {
        var (pod, observed, phase) = Rows[row];
        var status = Build(pod, observed);
        Assert.Equal(phase, PodPhaseRules.PhaseOf(pod.Spec, status.InitContainerStatuses, status.ContainerStatuses));
    }

    [Fact]
    public void AContainerInBackoffCountsAsEnded()
    {
        var status = PodStatusBuilder.Build(Input(PodOf(App("a")), Observed(Exited("a", 1))) with
        {
            Waiting = [new("a", new WaitingReason("CrashLoopBackOff", "back-off 10s"))],
        });
        Assert.Equal(PodPhase.Running, status.Phase);
    }

    [Fact]
    public void AnOutcomeShowsOnceNothingRuns()
    {
        var pod = PodOf(App("a"));
        var history = History() with { Outcome = new PodOutcome(PodPhase.Failed, "Evicted", "memory was low") };
        var going = PodStatusBuilder.Build(Input(pod, Observed(Running("a"))) with { History = history });
        var gone = PodStatusBuilder.Build(Input(pod, Observed(Exited("a", 143))) with { History = history });
        Assert.Equal((PodPhase.Running, null, null), (going.Phase, going.Reason, going.Message));
        Assert.Equal((PodPhase.Failed, "Evicted", "memory was low"), (gone.Phase, gone.Reason, gone.Message));
        var disruption = Assert.Single(gone.Conditions, c => c.Type == "DisruptionTarget");
        Assert.Equal((ConditionStatus.True, "TerminationByKubelet"), (disruption.Status, disruption.Reason));
    }

    [Fact]
    public void ATerminalPhaseNeverReverts()
    {
        var pod = PodOf(RestartPolicy.Never, App("a"));
        var history = History().Ended(Exited("a", 0)) with { Outcome = new PodOutcome(PodPhase.Succeeded, "", "") };
        var later = PodStatusBuilder.Build(Input(pod, PodObservation.Nothing(Uid)) with { History = history });
        Assert.Equal((PodPhase.Succeeded, "Completed"), (later.Phase, later.ContainerStatuses[0].State.Terminated?.Reason));
    }

    [Fact]
    public void APodIsNotOverBeforeThatIsDecided()
    {
        // Such as when its only container was killed because its definition changed: it will be started again.
        var status = Build(PodOf(RestartPolicy.Never, App("a")), Observed(Exited("a", 143)));
        Assert.Equal(PodPhase.Running, status.Phase);
    }

    private static PodStatus Build(Pod pod, PodObservation observed) => PodStatusBuilder.Build(Input(pod, observed));

    private static PodStatusInput Input(Pod pod, PodObservation observed) => new()
    {
        Pod = pod,
        Observed = observed,
        History = History(),
        RuntimeName = "containerd",
        Now = At(60),
    };
}
