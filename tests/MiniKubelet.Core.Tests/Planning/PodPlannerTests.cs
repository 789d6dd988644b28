using MiniKubelet.Kubernetes;
using MiniKubelet.Naming;
using MiniKubelet.Observation;
using MiniKubelet.Planning;
using MiniKubelet.Probing;
using MiniKubelet.Testing;
using static MiniKubelet.Planning.PodAction;
using static MiniKubelet.Testing.Builders;

namespace MiniKubelet.Core.Tests.Planning;

/// <summary>The planner as a table: what is desired and seen, and the whole list of actions in order.</summary>
public class PodPlannerTests
{
    private static readonly PodOutcome Succeeded = new(PodPhase.Succeeded, "", "");
    private static readonly PodOutcome Failed = new(PodPhase.Failed, "", "");

    private sealed record Row(Pod Pod, PodObservation Observed, PodAction[] Actions)
    {
        public PodHistory History { get; init; } = Builders.History();

        public ProbeVerdicts Verdicts { get; init; } = ProbeVerdicts.None;

        public PodOutcome? Outcome { get; init; }

        public double? NextCheckAt { get; init; }

        public double Now { get; init; } = 60;
    }

    private static readonly Dictionary<string, Row> Rows = new()
    {
        // Sandbox
        ["a new pod gets its images and a sandbox"] = new(
            PodOf(App("a"), App("b")).WithInit(App("i")), PodObservation.Nothing(Uid),
            [Images("i", "a", "b"), new CreateSandbox(0)]),
        ["a dead sandbox is replaced, with the next attempt"] = new(
            PodOf(App("a")), Observed([SandboxOf(3, ready: false)], Exited("a", 0, sandbox: 3)), [new CreateSandbox(4)]),
        ["what runs without its sandbox is stopped first"] = new(
            PodOf(App("a")), Observed([SandboxOf(0, ready: false)], Running("a")), [Kill(KillReason.SandboxChanged, 90, "a-0")]),
        ["two sandboxes that are ready are one too many"] = new(
            PodOf(App("a")), Observed([SandboxOf(1), SandboxOf(0)], Running("a")),
            [Kill(KillReason.SandboxChanged, 90, "a-0"), new StopSandbox("sandbox-1"), new StopSandbox("sandbox-0")]),
        ["a sandbox without an address is of no use"] = new(
            PodOf(App("a")), Observed([SandboxOf() with { Ips = [] }]), [new StopSandbox("sandbox-0")]),
        ["with the host's network it needs none"] = new(
            PodOf(App("a")).With(s => s with { HostNetwork = true }), Observed([SandboxOf() with { Ips = [], HostNetwork = true }]),
            [Images("a"), new StartContainer("a", ContainerRole.App, 0)]),
        ["a changed network mode needs another sandbox"] = new(
            PodOf(App("a")).With(s => s with { HostNetwork = true }), Observed([SandboxOf()]), [new StopSandbox("sandbox-0")]),
        ["Never: what ran does not run again in a new sandbox"] = new(
            PodOf(RestartPolicy.Never, App("a")), Observed([SandboxOf(0, ready: false)], Exited("a", 137)), []) { Outcome = Failed },
        ["Never: all had succeeded when the sandbox went"] = new(
            PodOf(RestartPolicy.Never, App("a")), Observed([SandboxOf(0, ready: false)], Exited("a", 0)), []) { Outcome = Succeeded },
        ["Never: nothing had run yet when the sandbox went"] = new(
            PodOf(RestartPolicy.Never, App("a")), Observed([SandboxOf(0, ready: false)]), [Images("a"), new CreateSandbox(1)]),
        ["OnFailure: all had succeeded when the sandbox went"] = new(
            PodOf(RestartPolicy.OnFailure, App("a")), Observed([SandboxOf(0, ready: false)], Exited("a", 0)), []) { Outcome = Succeeded },
        ["OnFailure: one had succeeded when the sandbox went, another had not"] = new(
            PodOf(RestartPolicy.OnFailure, App("a"), App("b")),
            Observed([SandboxOf(1), SandboxOf(0, ready: false)], Exited("b", 1), Exited("a", 0)),
            [Images("b"), new StartContainer("b", ContainerRole.App, 1)]),

        // Init containers
        ["the first init container starts"] = new(
            PodOf(App("a")).WithInit(App("i"), App("j")), Observed(), [Images("i"), new StartContainer("i", ContainerRole.Init, 0)]),
        ["nothing happens while it runs"] = new(PodOf(App("a")).WithInit(App("i")), Observed(Running("i")), []),
        ["the next starts when it succeeded"] = new(
            PodOf(App("a")).WithInit(App("i"), App("j")), Observed(Exited("i", 0)), [Images("j"), new StartContainer("j", ContainerRole.Init, 0)]),
        ["a failed one starts again at once the first time"] = new(
            PodOf(App("a")).WithInit(App("i")), Observed(Exited("i", 1)), [Images("i"), new StartContainer("i", ContainerRole.Init, 1)]),
        ["a failed one under Never ends the pod"] = new(
            PodOf(RestartPolicy.Never, App("a")).WithInit(App("i")), Observed(Exited("i", 1)), []) { Outcome = Failed },
        ["the last record tells how far the pod was"] = new(
            PodOf(App("a")).WithInit(App("i"), App("j")), Observed(Exited("j", 0)), [Images("a"), new StartContainer("a", ContainerRole.App, 0)]),
        ["what was done is remembered without a record"] = new(
            PodOf(App("a")).WithInit(App("i")), Observed(), [Images("a"), new StartContainer("a", ContainerRole.App, 0)])
        {
            History = History().Started("i", 1) with { CompletedInitContainers = ["i"] },
        },
        ["a created one is what a crash left: it is made anew"] = new(
            PodOf(App("a")).WithInit(App("i")), Observed(Created("i")),
            [Images("i"), new RemoveContainer("i-0"), new StartContainer("i", ContainerRole.Init, 0)]),
        ["in a new sandbox initialization runs again"] = new(
            PodOf(App("a")).WithInit(App("i")),
            Observed([SandboxOf(1), SandboxOf(0, ready: false)], Exited("a", 0), Exited("i", 0)),
            [Images("i"), new StartContainer("i", ContainerRole.Init, 1)]),

        // Sidecars
        ["a sidecar that runs lets the next start"] = new(
            PodOf(App("a")).WithInit(Sidecar("s")), Observed(Running("s")), [Images("a"), new StartContainer("a", ContainerRole.App, 0)]),
        ["a sidecar whose startup probe has not passed does not"] = new(
            PodOf(App("a")).WithInit(Sidecar("s") with { StartupProbe = new Probe() }), Observed(Running("s")), []),
        ["a sidecar whose startup probe passed does"] = new(
            PodOf(App("a")).WithInit(Sidecar("s") with { StartupProbe = new Probe() }), Observed(Running("s")),
            [Images("a"), new StartContainer("a", ContainerRole.App, 0)])
        {
            Verdicts = Verdict("s-0", new ProbeVerdict { Started = true }),
        },
        ["readiness of a sidecar holds nothing back"] = new(
            PodOf(App("a")).WithInit(Sidecar("s") with { ReadinessProbe = new Probe() }), Observed(Running("s")),
            [Images("a"), new StartContainer("a", ContainerRole.App, 0)]),
        ["a sidecar starts again even under Never, and after a success"] = new(
            PodOf(RestartPolicy.Never, App("a")).WithInit(Sidecar("s")), Observed(Running("a"), Exited("s", 0)),
            [Images("s"), new StartContainer("s", ContainerRole.Sidecar, 1)]),
        ["but not when no app container is left to run"] = new(
            PodOf(RestartPolicy.Never, App("a")).WithInit(Sidecar("s")), Observed(Exited("a", 0), Exited("s", 1)), [])
        {
            Outcome = Succeeded,
        },

        // App containers
        ["all app containers start together, in order"] = new(
            PodOf(App("a"), App("b")), Observed(), [Images("a", "b"), new StartContainer("a", ContainerRole.App, 0), new StartContainer("b", ContainerRole.App, 0)]),
        ["one that fails does not hold back the others"] = new(
            PodOf(App("a"), App("b")), Observed(Exited("a", 1)),
            [Images("a", "b"), new StartContainer("a", ContainerRole.App, 1), new StartContainer("b", ContainerRole.App, 0)]),
        ["all run: nothing to do"] = new(PodOf(App("a"), App("b")), Observed(Running("b"), Running("a")), []),
        ["Always restarts a success"] = new(
            PodOf(App("a")), Observed(Exited("a", 0)), [Images("a"), new StartContainer("a", ContainerRole.App, 1)]),
        ["OnFailure restarts a failure"] = new(
            PodOf(RestartPolicy.OnFailure, App("a")), Observed(Exited("a", 1)), [Images("a"), new StartContainer("a", ContainerRole.App, 1)]),
        ["OnFailure ends with a success"] = new(
            PodOf(RestartPolicy.OnFailure, App("a")), Observed(Exited("a", 0)), []) { Outcome = Succeeded },
        ["Never ends with a failure"] = new(
            PodOf(RestartPolicy.Never, App("a"), App("b")), Observed(Exited("b", 0), Exited("a", 1)), []) { Outcome = Failed },
        ["Never waits for all"] = new(
            PodOf(RestartPolicy.Never, App("a"), App("b")), Observed(Running("b"), Exited("a", 1)), []),
        ["a container's own policy goes before the pod's"] = new(
            PodOf(App("a") with { RestartPolicy = RestartPolicy.Never }), Observed(Exited("a", 1)), []) { Outcome = Failed },
        ["a rule on the exit code goes before both"] = new(
            PodOf(RestartPolicy.Never, App("a") with { RestartPolicyRules = [RestartOn(42)] }), Observed(Exited("a", 42)),
            [Images("a"), new StartContainer("a", ContainerRole.App, 1)]),
        ["and not on another"] = new(
            PodOf(RestartPolicy.Never, App("a") with { RestartPolicyRules = [RestartOn(42)] }), Observed(Exited("a", 41)), [])
        {
            Outcome = Failed,
        },
        ["a container of unknown state is killed first"] = new(
            PodOf(App("a")), Observed(Unknown("a")), [new KillContainer("a-0", "a", KillReason.UnknownState, 30)]),
        ["the restart count goes on from what is remembered"] = new(
            PodOf(App("a")), Observed(), [Images("a"), new StartContainer("a", ContainerRole.App, 7)]) { History = History().Started("a", 7) },
        ["a changed definition kills"] = new(
            PodOf(App("a")), Observed(Changed(Running("a"))), [new KillContainer("a-0", "a", KillReason.DefinitionChanged, 30)]),
        ["a changed definition runs again even under Never"] = new(
            PodOf(RestartPolicy.Never, App("a")), Observed(Changed(Exited("a", 143))), [Images("a"), new StartContainer("a", ContainerRole.App, 1)]),
        ["a changed definition does not wait for the old one's back-off"] = new(
            PodOf(App("a")), Observed(Changed(Exited("a", 1, finishedAt: 59))), [Images("a"), new StartContainer("a", ContainerRole.App, 1)])
        {
            History = History().Started("a", 1, new RestartBackoff(TimeSpan.FromSeconds(40), At(50))),
        },

        // Probes
        ["a failed liveness probe kills, with the pod's grace"] = new(
            PodOf(App("a") with { LivenessProbe = new Probe() }), Observed(Running("a")),
            [new KillContainer("a-0", "a", KillReason.LivenessProbeFailed, 30)])
        {
            Verdicts = Verdict("a-0", new ProbeVerdict { Started = true, LivenessFailed = true }),
        },
        ["or with the probe's"] = new(
            PodOf(App("a") with { StartupProbe = new Probe { TerminationGracePeriodSeconds = 3 } }), Observed(Running("a")),
            [new KillContainer("a-0", "a", KillReason.StartupProbeFailed, 3)])
        {
            Verdicts = Verdict("a-0", new ProbeVerdict { StartupFailed = true }),
        },
        ["a verdict on an earlier instance counts for nothing"] = new(
            PodOf(App("a") with { LivenessProbe = new Probe() }), Observed(Running("a", attempt: 1)), [])
        {
            Verdicts = Verdict("a-0", new ProbeVerdict { LivenessFailed = true }),
        },

        // Back-off and deadlines
        ["a back-off holds the restart back until it ends"] = new(
            PodOf(App("a")), Observed(Exited("a", 1, attempt: 1, finishedAt: 55)), [])
        {
            History = History().Started("a", 2, new RestartBackoff(TimeSpan.FromSeconds(10), At(40))),
            NextCheckAt = 65,
        },
        ["and not longer"] = new(
            PodOf(App("a")), Observed(Exited("a", 1, attempt: 1, finishedAt: 50)), [Images("a"), new StartContainer("a", ContainerRole.App, 2)])
        {
            History = History().Started("a", 2, new RestartBackoff(TimeSpan.FromSeconds(10), At(40))),
        },
        ["a deadline is waited for"] = new(
            PodOf(App("a")).With(s => s with { ActiveDeadlineSeconds = 100 }), Observed(Running("a")), []) { NextCheckAt = 100 },
        ["a deadline that passed ends the pod"] = new(
            PodOf(App("a")).With(s => s with { ActiveDeadlineSeconds = 60 }), Observed(Running("a")), [])
        {
            Outcome = new PodOutcome(PodPhase.Failed, "DeadlineExceeded", "Pod was active on the node longer than the specified deadline"),
        },
        ["an outcome never reverts"] = new(PodOf(App("a")), Observed(), [])
        {
            History = History() with { Outcome = Failed },
            Outcome = Failed,
        },

        // What is left lying about
        ["ended instances beyond the newest two are removed"] = new(
            PodOf(App("a")), Observed(Running("a", attempt: 3), Exited("a", 1, attempt: 2), Exited("a", 1, attempt: 1), Exited("a", 1)),
            [new RemoveContainer("a-1"), new RemoveContainer("a-0")]),
        ["an empty old sandbox is removed"] = new(
            PodOf(App("a")), Observed([SandboxOf(1), SandboxOf(0, ready: false)], Running("a", attempt: 1, sandbox: 1)),
            [new RemoveSandbox("sandbox-0")]),
        ["an old sandbox stays while the last logs are in it"] = new(
            PodOf(App("a")), Observed([SandboxOf(1), SandboxOf(0, ready: false)], Running("a", attempt: 1, sandbox: 1), Exited("a", 1)), []),
    };

    public static TheoryData<string> Names => [.. Rows.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void PlansWholeListsInOrder(string name)
    {
        var row = Rows[name];
        var plan = PodPlanner.Plan(new PodPlanInput
        {
            Pod = row.Pod,
            Observed = row.Observed,
            History = row.History,
            Verdicts = row.Verdicts,
            Now = At(row.Now),
        });
        Assert.Equal(row.Actions, plan.Actions);
        Assert.Equal(row.Outcome, plan.Outcome);
        Assert.Equal(row.NextCheckAt is { } at ? At(at) : null, plan.NextCheckAt);
    }

    [Fact]
    public void ABackoffIsSaidInTheKubeletsWords()
    {
        var plan = PodPlanner.Plan(new PodPlanInput
        {
            Pod = PodOf(App("a")),
            Observed = Observed(Exited("a", 1, finishedAt: 59)),
            History = History().Started("a", 1, new RestartBackoff(TimeSpan.FromSeconds(80), At(30))),
            Now = At(60),
        });
        Assert.Equal(
            [new("a", new("CrashLoopBackOff", $"back-off 1m20s restarting failed container=a pod=web_default({Uid})"))], plan.Waiting);
    }

    [Fact]
    public void AFailedStartIsTriedAgainAtItsTime()
    {
        var input = new PodPlanInput
        {
            Pod = PodOf(App("a"), App("b")),
            Observed = Observed(),
            History = History(),
            StartFailures = [new("a", new StartFailure("ErrImagePull", "no such host", 1, At(70)))],
            Now = At(60),
        };
        var before = PodPlanner.Plan(input);
        Assert.Equal([Images("b"), new StartContainer("b", ContainerRole.App, 0)], before.Actions);
        Assert.Equal("ImagePullBackOff", before.Waiting["a"].Reason);
        Assert.Equal(At(70), before.NextCheckAt);
        var after = PodPlanner.Plan(input with { Now = At(70) });
        Assert.Equal([Images("a", "b"), new StartContainer("a", ContainerRole.App, 0), new StartContainer("b", ContainerRole.App, 0)], after.Actions);
    }

    [Fact]
    public void AFailedSandboxIsTriedAgainAtItsTime()
    {
        var input = new PodPlanInput
        {
            Pod = PodOf(App("a")),
            Observed = PodObservation.Nothing(Uid),
            History = History(),
            SandboxFailure = new StartFailure("FailedCreatePodSandBox", "no network", 1, At(70)),
            Now = At(60),
        };
        Assert.Equal(new PodPlan { NextCheckAt = At(70) }, PodPlanner.Plan(input));
        Assert.Equal([Images("a"), new CreateSandbox(0)], PodPlanner.Plan(input with { Now = At(70) }).Actions);
    }

    private static EnsureImages Images(params string[] containers) => new([.. containers]);

    private static KillPod Kill(KillReason reason, double deadline, params string[] ids) =>
        new([new KillStage(ids.Select(id => new KillTarget(id, id.Split('-')[0])).ToEquatableArray())], reason, At(deadline));

    private static ProbeVerdicts Verdict(string id, ProbeVerdict verdict) => new([new(id, verdict)]);

    private static ContainerObservation Changed(ContainerObservation container) =>
        container with { Annotations = [new(RuntimeAnnotations.ContainerHash, "another")] };

    private static ContainerRestartRule RestartOn(int exitCode) => new()
    {
        Action = ContainerRestartRuleAction.Restart,
        ExitCodes = new ContainerRestartRuleOnExitCodes { Operator = ContainerRestartRuleOnExitCodesOperator.In, Values = [exitCode] },
    };
}
