using MiniKubelet.Kubernetes;
using MiniKubelet.Observation;
using MiniKubelet.Planning;
using MiniKubelet.Probing;
using MiniKubelet.Status;
using static MiniKubelet.Testing.Builders;

namespace MiniKubelet.Core.Tests.Status;

public class PodConditionTests
{
    private static readonly Pod WithTwoInits = PodOf(App("a"), App("b")).WithInit(App("i"), Sidecar("s"));

    // "type=status reason: message" for each condition, in the order in which kubectl shows them.
    private static readonly Dictionary<string, (Pod Pod, PodObservation Observed, string[] Conditions)> Rows = new()
    {
        ["nothing is there"] = (WithTwoInits, PodObservation.Nothing(Uid),
        [
            "PodReadyToStartContainers=False",
            "Initialized=False ContainersNotInitialized: containers with incomplete status: [i s]",
            "Ready=False ContainersNotReady: containers with unready status: [s a b]",
            "ContainersReady=False ContainersNotReady: containers with unready status: [s a b]",
            "PodScheduled=True",
        ]),
        ["an init container is done, the sidecar is not there"] = (WithTwoInits, Observed(Exited("i", 0)),
        [
            "PodReadyToStartContainers=True",
            "Initialized=False ContainersNotInitialized: containers with incomplete status: [s]",
            "Ready=False ContainersNotReady: containers with unready status: [s a b]",
            "ContainersReady=False ContainersNotReady: containers with unready status: [s a b]",
            "PodScheduled=True",
        ]),
        ["everything runs"] = (WithTwoInits, Observed(Running("b"), Running("a"), Running("s"), Exited("i", 0)),
        [
            "PodReadyToStartContainers=True", "Initialized=True", "Ready=True", "ContainersReady=True", "PodScheduled=True",
        ]),
        ["an app container runs, the init record is gone"] = (
            PodOf(App("a")).WithInit(App("i")), Observed(Running("a")),
        [
            "PodReadyToStartContainers=True", "Initialized=True", "Ready=True", "ContainersReady=True", "PodScheduled=True",
        ]),
        ["not ready"] = (
            PodOf(App("a") with { ReadinessProbe = new Probe() }, App("b")), Observed(Running("b"), Running("a")),
        [
            "PodReadyToStartContainers=True",
            "Initialized=True",
            "Ready=False ContainersNotReady: containers with unready status: [a]",
            "ContainersReady=False ContainersNotReady: containers with unready status: [a]",
            "PodScheduled=True",
        ]),
        ["succeeded"] = (PodOf(RestartPolicy.Never, App("a")), Observed([SandboxOf(0, ready: false)], Exited("a", 0)),
        [
            "PodReadyToStartContainers=False",
            "Initialized=True PodCompleted",
            "Ready=False PodCompleted",
            "ContainersReady=False PodCompleted",
            "PodScheduled=True",
        ]),
        ["failed"] = (PodOf(RestartPolicy.Never, App("a")), Observed([SandboxOf(0, ready: false)], Exited("a", 1)),
        [
            "PodReadyToStartContainers=False",
            "Initialized=True",
            "Ready=False PodFailed",
            "ContainersReady=False PodFailed",
            "PodScheduled=True",
        ]),
        ["a readiness gate that nobody set"] = (
            PodOf(App("a")).With(spec => spec with { ReadinessGates = [new PodReadinessGate { ConditionType = "example.com/gate" }] }),
            Observed(Running("a")),
        [
            "PodReadyToStartContainers=True",
            "Initialized=True",
            "Ready=False ReadinessGatesNotReady: corresponding condition of pod readiness gate \"example.com/gate\" does not exist.",
            "ContainersReady=True",
            "PodScheduled=True",
        ]),
    };

    public static TheoryData<string> Names => [.. Rows.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void ConditionsFollowTheContainers(string row)
    {
        var (pod, observed, expected) = Rows[row];
        var input = Input(pod, observed);
        var outcome = PodPlanner.Plan(new PodPlanInput { Pod = pod, Observed = observed, History = input.History, Now = input.Now }).Outcome;
        var status = PodStatusBuilder.Build(input with { History = input.History with { Outcome = outcome } });
        Assert.Equal(expected, status.Conditions.Select(Text));
    }

    [Fact]
    public void ConditionsKeepTheirTimeUntilTheyTurn()
    {
        var pod = PodOf(App("a"));
        var first = PodStatusBuilder.Build(Input(pod, Observed(Created("a"))));
        var second = PodStatusBuilder.Build(Input(pod, Observed(Running("a"))) with { Previous = first, Now = At(90) });
        Assert.Equal(At(90), second.Conditions.Single(c => c.Type == "Ready").LastTransitionTime);
        Assert.Equal(At(60), second.Conditions.Single(c => c.Type == "PodScheduled").LastTransitionTime);
    }

    [Fact]
    public void ConditionsThatOthersSetAreKeptAndOpenTheirGate()
    {
        var pod = PodOf(App("a"))
            .With(spec => spec with { ReadinessGates = [new PodReadinessGate { ConditionType = "example.com/gate" }] });
        var gate = new PodCondition { Type = "example.com/gate", Status = ConditionStatus.True, LastTransitionTime = At(1) };
        var status = PodStatusBuilder.Build(
            Input(pod, Observed(Running("a"))) with { Previous = new PodStatus { Conditions = [gate] } });
        Assert.Contains(gate, status.Conditions);
        Assert.Equal(ConditionStatus.True, status.Conditions.Single(c => c.Type == "Ready").Status);
    }

    [Fact]
    public void ReadinessNeedsTheProbesVerdict()
    {
        var pod = PodOf(App("a") with { ReadinessProbe = new Probe() });
        var verdicts = new ProbeVerdicts([new("a-0", new ProbeVerdict { Started = true, Ready = true })]);
        var status = PodStatusBuilder.Build(Input(pod, Observed(Running("a"))) with { Verdicts = verdicts });
        Assert.True(status.ContainerStatuses[0].Ready);
    }

    private static string Text(PodCondition condition) =>
        $"{condition.Type}={condition.Status}{(condition.Reason is { } reason ? " " + reason : "")}{(condition.Message is { } message ? ": " + message : "")}";

    private static PodStatusInput Input(Pod pod, PodObservation observed) => new()
    {
        Pod = pod,
        Observed = observed,
        History = History(),
        RuntimeName = "containerd",
        Now = At(60),
    };
}
