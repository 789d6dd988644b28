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
        ["Never: another than what had ended had not run yet when the sandbox went"] = new(
            PodOf(RestartPolicy.Never, App("a"), App("b")), Observed([SandboxOf(0, ready: false)], Exited("a", 0)), []) { Outcome = Failed },
        ["Never: but its own policy lets it"] = new(
            PodOf(RestartPolicy.Never, App("a"), App("b") with { RestartPolicy = RestartPolicy.OnFailure }),
            Observed([SandboxOf(0, ready: false)], Exited("a", 0)), [Images("b"), new CreateSandbox(1)]),
        ["Never: a rule matches the kill with which the sandbox went"] = new(
            PodOf(RestartPolicy.Never, App("a") with { RestartPolicyRules = [RestartOn(137)] }),
            Observed([SandboxOf(0, ready: false)], Exited("a", 137)), [new CreateSandbox(1)]),
        ["Never: what still runs when the sandbox went is stopped with it"] = new(
            PodOf(RestartPolicy.Never, App("a")), Observed([SandboxOf(0, ready: false)], Running("a")), []) { Outcome = Failed },
        ["Never: only an init container had run when the sandbox went"] = new(
            PodOf(RestartPolicy.Never, App("a")).WithInit(App("i")), Observed([SandboxOf(0, ready: false)], Exited("i", 0)), [])
        {
            Outcome = Failed,
        },
        ["Never: everything is gone of what once ran"] = new(
            PodOf(RestartPolicy.Never, App("a")), PodObservation.Nothing(Uid), []) { History = History().Started("a", 1), Outcome = Failed },
        ["Never: everything is gone of what had succeeded"] = new(
            PodOf(RestartPolicy.Never, App("a")), PodObservation.Nothing(Uid), []) { History = History().Ended(Exited("a", 0)), Outcome = Succeeded },
        ["Always: everything is gone of what once ran"] = new(
            PodOf(App("a")), PodObservation.Nothing(Uid), [Images("a"), new CreateSandbox(0)]) { History = History().Started("a", 1) },
        ["Always: after a reboot all starts anew"] = new(
            PodOf(App("a")).WithInit(App("i"), Sidecar("s")),
            Observed([SandboxOf(0, ready: false)], Exited("a", 255), Exited("s", 255), Exited("i", 0)), [new CreateSandbox(1)]),
        ["Always: after a reboot initialization is not taken for done"] = new(
            PodOf(App("a")).WithInit(App("i"), Sidecar("s")),
            Observed([SandboxOf(1), SandboxOf(0, ready: false)], Exited("a", 255), Exited("s", 255), Exited("i", 0)),
            [Images("i"), new StartContainer("i", ContainerRole.Init, 1)]),
        ["Always: a success runs again in a new sandbox"] = new(
            PodOf(App("a")), Observed([SandboxOf(1), SandboxOf(0, ready: false)], Exited("a", 0)),
            [Images("a"), new StartContainer("a", ContainerRole.App, 1)]),
        ["OnFailure: what still runs when the sandbox went is stopped and runs again"] = new(
            PodOf(RestartPolicy.OnFailure, App("a")), Observed([SandboxOf(0, ready: false)], Running("a")),
            [Kill(KillReason.SandboxChanged, 90, "a-0")]),
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
            History = History().Ended(Exited("i", 0)),
        },
        ["but not in another sandbox"] = new(
            PodOf(App("a")).WithInit(App("i")), Observed([SandboxOf(1), SandboxOf(0, ready: false)]),
            [Images("i"), new StartContainer("i", ContainerRole.Init, 1), new RemoveSandbox("sandbox-0")])
        {
            History = History().Ended(Exited("i", 0)),
        },
        ["a failed one whose record is gone is still in its back-off"] = new(
            PodOf(App("a")).WithInit(App("i")), Observed(), [])
        {
            History = Backoff(History().Ended(Exited("i", 1, finishedAt: 55)), "i", 10, restartedAt: 40),
            NextCheckAt = 65,
        },
        ["one of policy Never that failed ends a pod of policy Always"] = new(
            PodOf(App("a")).WithInit(App("i") with { RestartPolicy = RestartPolicy.Never }), Observed(Exited("i", 1)), [])
        {
            Outcome = Failed,
        },
        ["one of policy OnFailure that failed starts again in a pod of policy Never"] = new(
            PodOf(RestartPolicy.Never, App("a")).WithInit(App("i") with { RestartPolicy = RestartPolicy.OnFailure }),
            Observed(Exited("i", 1)), [Images("i"), new StartContainer("i", ContainerRole.Init, 1)]),
        ["one whose state is unknown is killed"] = new(
            PodOf(App("a")).WithInit(App("i")), Observed(Unknown("i")), [new KillContainer("i-0", "i", KillReason.UnknownState, 30)]),
        ["all app containers ended and the init record is gone: it does not run again"] = new(
            PodOf(App("a")).WithInit(App("i")), Observed(Exited("a", 1)), [Images("a"), new StartContainer("a", ContainerRole.App, 1)]),

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
        ["a sidecar that ended holds back nothing that was further already"] = new(
            PodOf(App("a")).WithInit(Sidecar("s"), App("i")), Observed(Exited("i", 0), Exited("s", 1)),
            [Images("s", "a"), new StartContainer("s", ContainerRole.Sidecar, 1), new StartContainer("a", ContainerRole.App, 0)]),
        ["nor does one in its back-off"] = new(
            PodOf(App("a")).WithInit(Sidecar("s"), App("i")), Observed(Exited("i", 0), Exited("s", 1, finishedAt: 55)),
            [Images("a"), new StartContainer("a", ContainerRole.App, 0)])
        {
            History = Backoff(History(), "s", 10, restartedAt: 40),
            NextCheckAt = 65,
        },
        ["the last one does, until it runs"] = new(
            PodOf(App("a")).WithInit(Sidecar("s")), Observed(Exited("s", 1)), [Images("s"), new StartContainer("s", ContainerRole.Sidecar, 1)]),
        ["the liveness of a sidecar holds nothing back"] = new(
            PodOf(App("a")).WithInit(Sidecar("s") with { LivenessProbe = new Probe() }), Observed(Running("s")),
            [Images("a"), new KillContainer("s-0", "s", KillReason.LivenessProbeFailed, 30), new StartContainer("a", ContainerRole.App, 0)])
        {
            Verdicts = Verdict("s-0", new ProbeVerdict { Started = true, LivenessFailed = true }),
        },
        ["a sidecar that failed its startup probe is killed, and holds back what follows"] = new(
            PodOf(App("a")).WithInit(Sidecar("s") with { StartupProbe = new Probe() }), Observed(Running("s")),
            [new KillContainer("s-0", "s", KillReason.StartupProbeFailed, 30)])
        {
            Verdicts = Verdict("s-0", new ProbeVerdict { StartupFailed = true }),
        },
        ["sidecars start one after another"] = new(
            PodOf(App("a")).WithInit(Sidecar("s"), Sidecar("t")), Observed(Running("s")),
            [Images("t"), new StartContainer("t", ContainerRole.Sidecar, 0)]),
        ["a sidecar that an edit brought starts beside the app containers"] = new(
            PodOf(App("a")).WithInit(Sidecar("s")), Observed(Running("a")), [Images("s"), new StartContainer("s", ContainerRole.Sidecar, 0)]),
        ["a regular init container that an edit brought does not"] = new(PodOf(App("a")).WithInit(App("i")), Observed(Running("a")), []),
        ["a sidecar restarts while an app container is in its back-off"] = new(
            PodOf(App("a")).WithInit(Sidecar("s")), Observed(Exited("a", 1, finishedAt: 55), Exited("s", 1)),
            [Images("s"), new StartContainer("s", ContainerRole.Sidecar, 1)])
        {
            History = Backoff(History(), "a", 10, restartedAt: 40),
            NextCheckAt = 65,
        },
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
        ["a container's own policy restarts it in a pod of policy Never"] = new(
            PodOf(RestartPolicy.Never, App("a") with { RestartPolicy = RestartPolicy.Always }), Observed(Exited("a", 0)),
            [Images("a"), new StartContainer("a", ContainerRole.App, 1)]),
        ["a rule restarts in the container's back-off, not at once"] = new(
            PodOf(RestartPolicy.Never, App("a") with { RestartPolicyRules = [RestartOn(42)] }), Observed(Exited("a", 42, finishedAt: 55)), [])
        {
            History = Backoff(History(), "a", 10, restartedAt: 40),
            NextCheckAt = 65,
        },
        ["kills come before starts"] = new(
            PodOf(App("a"), App("b") with { LivenessProbe = new Probe() }), Observed(Running("b")),
            [Images("a"), new KillContainer("b-0", "b", KillReason.LivenessProbeFailed, 30), new StartContainer("a", ContainerRole.App, 0)])
        {
            Verdicts = Verdict("b-0", new ProbeVerdict { Started = true, LivenessFailed = true }),
        },
        ["what an edit took out of the pod is stopped"] = new(
            PodOf(App("a")), Observed(Running("b"), Running("a")), [new KillContainer("b-0", "b", KillReason.NotInPod, 30)]),
        ["and its records removed"] = new(PodOf(App("a")), Observed(Exited("b", 143), Running("a")), [new RemoveContainer("b-0")]),
        ["a record that is lost while it ran: it starts again"] = new(
            PodOf(RestartPolicy.Never, App("a")), Observed(), [Images("a"), new StartContainer("a", ContainerRole.App, 1)])
        {
            History = History().Started("a", 1),
        },
        ["a record that is lost after it ended for good: it does not"] = new(
            PodOf(RestartPolicy.OnFailure, App("a"), App("b")), Observed(Running("b")), []) { History = History().Ended(Exited("a", 0)) },
        ["the records are lost of all that ended for good: so did the pod"] = new(
            PodOf(RestartPolicy.Never, App("a"), App("b")), Observed(), [])
        {
            History = History().Ended(Exited("a", 0)).Ended(Exited("b", 3)),
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
        ["a changed definition of a sidecar kills it too"] = new(
            PodOf(App("a")).WithInit(Sidecar("s")), Observed(Running("a"), Changed(Running("s"))),
            [new KillContainer("s-0", "s", KillReason.DefinitionChanged, 30)]),
        ["a changed definition of an init container that is done runs nothing again"] = new(
            PodOf(App("a")).WithInit(App("i")), Observed(Running("a"), Changed(Exited("i", 0))), []),
        ["a changed definition comes before a failed probe"] = new(
            PodOf(App("a") with { LivenessProbe = new Probe { TerminationGracePeriodSeconds = 1 } }), Observed(Changed(Running("a"))),
            [new KillContainer("a-0", "a", KillReason.DefinitionChanged, 30)])
        {
            Verdicts = Verdict("a-0", new ProbeVerdict { Started = true, LivenessFailed = true }),
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

        ["OnFailure: what a probe gave up on runs again though it ended with success"] = new(
            PodOf(RestartPolicy.OnFailure, App("a")), Observed(Exited("a", 0)), [Images("a"), new StartContainer("a", ContainerRole.App, 1)])
        {
            History = GivenUp("a"),
        },
        ["Never: what a probe gave up on does not run again"] = new(
            PodOf(RestartPolicy.Never, App("a")), Observed(Exited("a", 0)), []) { History = GivenUp("a"), Outcome = Succeeded },
        ["Never: unless a rule says so"] = new(
            PodOf(RestartPolicy.Never, App("a") with { RestartPolicyRules = [RestartOn(143)] }), Observed(Exited("a", 143)),
            [Images("a"), new StartContainer("a", ContainerRole.App, 1)]) { History = GivenUp("a") },

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

    private static PodHistory Backoff(PodHistory history, string container, double delay, double restartedAt) => history with
    {
        Containers = history.Containers.With(container, (history.Containers.TryGetValue(container, out var known) ? known : new(1, null)) with
        {
            Backoff = new RestartBackoff(TimeSpan.FromSeconds(delay), At(restartedAt)),
        }),
    };

    private static PodHistory GivenUp(string container) => History() with
    {
        Containers = [new(container, new ContainerHistory(1, null) { GivenUp = $"{container}-0" })],
    };

    private static EnsureImages Images(params string[] containers) => new([.. containers]);

    private static KillPod Kill(KillReason reason, double deadline, params string[] ids) =>
        new([new KillStage(ids.Select(id => new KillTarget(id, id.Split('-')[0])).ToEquatableArray())], reason, At(deadline));

    private static ProbeVerdicts Verdict(string id, ProbeVerdict verdict) => new([new(id, verdict)]);

    private static ContainerObservation Changed(ContainerObservation container) =>
        container with { Annotations = [new(RuntimeAnnotations.ContainerHash, "another")] };

    private static ContainerRestartRule RestartOn(int exitCode) =>
        Rule(ContainerRestartRuleAction.Restart, ContainerRestartRuleOnExitCodesOperator.In, exitCode);
}
