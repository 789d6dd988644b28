using MiniKubelet.Kubernetes;
using MiniKubelet.Observation;
using MiniKubelet.Planning;
using MiniKubelet.Probing;
using MiniKubelet.Status;
using MiniKubelet.Testing;
using static MiniKubelet.Testing.Builders;

namespace MiniKubelet.Core.Tests.Planning;

/// <summary>
/// A runtime and an executor that always succeed, as pure data: carries out plans on an observation and a history, and checks at
/// every step what must never happen.
/// </summary>
internal sealed class PodSimulator(Pod pod)
{
    // What happened in each sandbox, written down apart from the planner: who was started, and who has done its part of the start-up.
    private readonly HashSet<(string Sandbox, string Container)> _started = [];
    private readonly HashSet<(string Sandbox, string Container)> _passed = [];
    private int _ids;
    private PodStatus? _status;

    public Pod Pod { get; private set; } = pod;

    public double Now { get; private set; } = 1;

    public PodObservation Observed { get; private set; } = PodObservation.Nothing(Uid);

    public PodHistory History { get; private set; } = Builders.History();

    public EquatableMap<ProbeVerdict> Verdicts { get; private set; } = [];

    /// <summary>The pod is gone without a trace.</summary>
    public bool Done { get; private set; }

    /// <summary>What runs, or might.</summary>
    public IEnumerable<ContainerObservation> Live => Observed.Containers.Where(c => c.State is RunState.Running or RunState.Unknown);

    public bool IsOver => History.Outcome is not null || History.Termination is not null;

    public PodPlan Plan() => PodPlanner.Plan(new PodPlanInput
    {
        Pod = Pod,
        Observed = Observed,
        History = History,
        Verdicts = new ProbeVerdicts(Verdicts),
        Now = At(Now),
    });

    /// <summary>Plans once and carries it out, or only its first actions: then the daemon dies.</summary>
    public PodPlan Step(int actions = int.MaxValue)
    {
        Look();
        var plan = Plan();
        if (plan.RestartsAll)
        {
            History = History.RestartingAll(Pod.Spec, Observed, BackoffLimits.Default, At(Now));
            _started.RemoveWhere(s => s.Sandbox == Observed.Sandboxes[0].Id);
            _passed.RemoveWhere(s => s.Sandbox == Observed.Sandboxes[0].Id);
            plan = Plan();
        }

        if (plan.Outcome is { } outcome && History.Outcome is null)
        {
            History = History.Ended(outcome, 30, At(Now));
            plan = Plan();
        }

        CheckStatus(plan);
        foreach (var action in plan.Actions.Take(actions))
        {
            Assert.False(IsOver && action is (PodAction.StartContainer or PodAction.CreateSandbox), $"{action} in a pod that is over");
            Carry(action);
        }

        Done = plan.Done && actions >= plan.Actions.Count;
        return plan;
    }

    public void Pass(double seconds) => Now += seconds;

    /// <summary>The manifest is edited, under the UID it fixes.</summary>
    public void Edit(Pod edited)
    {
        Pod = edited;
        History = History.Edited();
    }

    public void Exit(ContainerObservation container, int code) =>
        Replace(container with { State = RunState.Exited, FinishedAt = At(Now), ExitCode = code });

    public void Judge(ContainerObservation container, ProbeVerdict verdict) => Verdicts = Verdicts.With(container.Id, verdict);

    /// <summary>A container as the daemon finds it that died between create and start, or that the runtime cannot tell about.</summary>
    public void Find(ContainerObservation container, RunState state) =>
        Replace(container with { State = state, StartedAt = state == RunState.Created ? null : container.StartedAt });

    /// <summary>The sandbox dies, alone or with everything in it.</summary>
    public void KillSandbox(SandboxObservation sandbox, bool withContainers)
    {
        Stop(sandbox.Id);
        foreach (var container in Live.Where(c => withContainers && c.SandboxId == sandbox.Id).ToList())
        {
            Exit(container, 137);
        }
    }

    /// <summary>The sandbox loses its address.</summary>
    public void LoseAddress() => Observed = Observed with
    {
        Sandboxes = Observed.Sandboxes.Select((s, i) => i == 0 ? s with { Ips = [] } : s).ToEquatableArray(),
    };

    /// <summary>The runtime loses a record, as after a prune by hand; a container that ran is killed by that.</summary>
    public void Forget(ContainerObservation container) =>
        Observed = Observed with { Containers = Observed.Containers.Where(c => c.Id != container.Id).ToEquatableArray() };

    /// <summary>The runtime loses everything.</summary>
    public void ForgetAll() => Observed = PodObservation.Nothing(Uid);

    public void Terminate(bool remove, long grace)
    {
        var before = History.Termination;
        History = History.Terminating(new PodTermination(At(Now), grace, remove));
        Assert.True(before is null || History.Termination!.Deadline <= before.Deadline, "the grace grew");
    }

    private void Look()
    {
        History = History.Observed(Observed);
        foreach (var container in Observed.Containers)
        {
            var done = Pod.Spec.InitContainers.FirstOrDefault(c => c.Name == container.Name) is { } init && (init.IsSidecar()
                ? container.State == RunState.Running
                    && (init.StartupProbe is null || (Verdicts.TryGetValue(container.Id, out var verdict) && verdict.Started))
                : container is { State: RunState.Exited, ExitCode: 0 });
            if (done)
            {
                _passed.Add((container.SandboxId, container.Name));
            }
        }
    }

    private void CheckStatus(PodPlan plan)
    {
        var input = new PodStatusInput
        {
            Pod = Pod,
            Observed = Observed,
            History = History,
            Waiting = plan.Waiting,
            Verdicts = new ProbeVerdicts(Verdicts),
            RuntimeName = "fake",
            Previous = _status,
            Now = At(Now),
        };
        var status = PodStatusBuilder.Build(input);
        Assert.Equal(status, PodStatusBuilder.Build(input with { Previous = status, Now = At(Now + 9) }));
        var ended = status.Phase is PodPhase.Succeeded or PodPhase.Failed;
        Assert.True(!ended || IsOver, $"{status.Phase}, and the pod lives");
        Assert.True(History.Outcome is null || Live.Any() || status.Phase == History.Outcome.Phase, $"{status.Phase} after {History.Outcome}");
        _status = status;
    }

    private void Carry(PodAction action)
    {
        switch (action)
        {
            case PodAction.EnsureImages or PodAction.RemovePodFiles:
                break;
            case PodAction.CreateSandbox create:
                Assert.DoesNotContain(Observed.Sandboxes, s => s.Ready || s.Attempt >= create.Attempt);
                Assert.Empty(Live);
                var made = SandboxOf(create.Attempt) with { Id = $"sandbox-{create.Attempt}-{_ids++}" };
                made = Pod.Spec.HostNetwork ? made with { HostNetwork = true, Ips = [] } : made;
                Observed = Observed with { Sandboxes = [made, .. Observed.Sandboxes] };
                break;
            case PodAction.StartContainer start:
                Start(start);
                break;
            case PodAction.KillContainer kill:
                History = History.Killing(kill);
                Exit(Observed.Containers.Single(c => c.Id == kill.ContainerId), 137);
                break;
            case PodAction.KillPod kill:
                foreach (var target in kill.Stages.SelectMany(stage => stage.Containers))
                {
                    Exit(Observed.Containers.Single(c => c.Id == target.ContainerId), 143);
                }

                break;
            case PodAction.RemoveContainer remove:
                var gone = Observed.Containers.Single(c => c.Id == remove.ContainerId);
                Assert.NotEqual(RunState.Running, gone.State);
                Forget(gone);
                break;
            case PodAction.StopSandbox stop:
                Assert.DoesNotContain(Live, c => c.SandboxId == stop.SandboxId);
                Stop(stop.SandboxId);
                break;
            case PodAction.RemoveSandbox remove:
                Observed = Observed with
                {
                    Sandboxes = Observed.Sandboxes.Where(s => s.Id != remove.SandboxId).ToEquatableArray(),
                    Containers = Observed.Containers.Where(c => c.SandboxId != remove.SandboxId).ToEquatableArray(),
                };
                break;
            default:
                Assert.Fail($"an action that the simulator does not know: {action}");
                break;
        }
    }

    private void Start(PodAction.StartContainer start)
    {
        var sandbox = Observed.Sandboxes[0];
        Assert.True(sandbox.Ready, "a container starts without a sandbox");
        Assert.DoesNotContain(Live, c => c.Name == start.Container);
        Assert.DoesNotContain(Observed.Containers, c => c.Name == start.Container && c.Attempt >= start.Attempt);
        AssertItsTurn(start, sandbox.Id);
        var newest = History.Recall(Observed).Newest(start.Container);
        History = History.Starting(start.Container, start.Attempt, newest, BackoffLimits.Default, At(Now));
        var started = Running(start.Container, start.Attempt, sandbox.Attempt, Now) with
        {
            Id = $"{start.Container}-{_ids++}",
            SandboxId = sandbox.Id,
            Annotations = HashOf(Pod, start.Container),
        };
        Observed = Observed with { Containers = [started, .. Observed.Containers] };
        _started.Add((sandbox.Id, start.Container));
    }

    // Written down anew, from the specification: everything before it in the start order has done its part in this sandbox; or
    // something after it was started there already, which is only possible after that.
    private void AssertItsTurn(PodAction.StartContainer start, string sandbox)
    {
        var order = Pod.Spec.InStartOrder().ToList();
        var turn = start.Role == ContainerRole.App ? Pod.Spec.InitContainers.Count : order.FindIndex(c => c.Name == start.Container);
        for (var i = 0; i < turn; i++)
        {
            Assert.True(
                _passed.Contains((sandbox, order[i].Name)) || order.Skip(i + 1).Any(c => _started.Contains((sandbox, c.Name))),
                $"{start.Container} starts before {order[i].Name} has done its part");
        }
    }

    private void Stop(string sandboxId) => Observed = Observed with
    {
        Sandboxes = Observed.Sandboxes.Select(s => s.Id == sandboxId ? s with { Ready = false } : s).ToEquatableArray(),
    };

    private void Replace(ContainerObservation container) => Observed = Observed with
    {
        Containers = Observed.Containers.Select(c => c.Id == container.Id ? container : c).ToEquatableArray(),
    };
}
