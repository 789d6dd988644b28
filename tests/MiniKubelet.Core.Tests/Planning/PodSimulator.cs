using MiniKubelet.Kubernetes;
using MiniKubelet.Observation;
using MiniKubelet.Planning;
using MiniKubelet.Probing;
using MiniKubelet.Testing;
using static MiniKubelet.Testing.Builders;

namespace MiniKubelet.Core.Tests.Planning;

/// <summary>
/// A runtime and an executor that always succeed, as pure data: carries out plans on an observation and a history, and checks at
/// every step what must never happen.
/// </summary>
internal sealed class PodSimulator(Pod pod)
{
    private int _ids;
    private bool _initialized;

    public double Now { get; private set; } = 1;

    public PodObservation Observed { get; private set; } = PodObservation.Nothing(Uid);

    public PodHistory History { get; private set; } = Builders.History();

    public EquatableMap<ProbeVerdict> Verdicts { get; private set; } = [];

    /// <summary>The pod is gone without a trace.</summary>
    public bool Done { get; private set; }

    /// <summary>What runs, or might.</summary>
    public IEnumerable<ContainerObservation> Live => Observed.Containers.Where(c => c.State is RunState.Running or RunState.Unknown);

    public PodPlan Plan() => PodPlanner.Plan(new PodPlanInput
    {
        Pod = pod,
        Observed = Observed,
        History = History,
        Verdicts = new ProbeVerdicts(Verdicts),
        Now = At(Now),
    });

    /// <summary>Plans once and carries it out.</summary>
    public PodPlan Step()
    {
        var plan = Plan();
        _initialized = Observed.Sandboxes.Count > 0 && IsInitialized(Observed.Sandboxes[0].Id);
        var over = History.Outcome is not null || History.Termination is not null;
        foreach (var action in plan.Actions)
        {
            Assert.False(over && action is (PodAction.StartContainer or PodAction.CreateSandbox), $"{action} in a pod that is over");
            Carry(action);
        }

        if (plan.Outcome is { } outcome && History.Outcome is null)
        {
            History = History with { Outcome = outcome };
            Terminate(remove: false, grace: 30);
        }

        Done = plan.Done;
        return plan;
    }

    public void Pass(double seconds) => Now += seconds;

    public void Exit(ContainerObservation container, int code)
    {
        Replace(container with { State = RunState.Exited, FinishedAt = At(Now), ExitCode = code });
        var init = pod.Spec.InitContainers.Any(c => c.Name == container.Name && !c.IsSidecar());
        if (init && code == 0 && container.SandboxId == Observed.Sandboxes[0].Id)
        {
            History = History with { CompletedInitContainers = [.. History.CompletedInitContainers, container.Name] };
        }
    }

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

    /// <summary>The runtime loses a record, as after a prune by hand.</summary>
    public void Forget(ContainerObservation container) =>
        Observed = Observed with { Containers = Observed.Containers.Where(c => c.Id != container.Id).ToEquatableArray() };

    public void Terminate(bool remove, long grace)
    {
        var asked = new PodTermination(At(Now), grace, remove);
        var before = History.Termination;
        History = History with { Termination = before is null ? asked : TerminationSequence.Shorten(before, asked) };
        Assert.True(before is null || History.Termination.Deadline <= before.Deadline, "the grace grew");
    }

    private void Carry(PodAction action)
    {
        switch (action)
        {
            case PodAction.EnsureImages or PodAction.RemovePodFiles:
                break;
            case PodAction.CreateSandbox create:
                Assert.DoesNotContain(Observed.Sandboxes, s => s.Ready || s.Attempt >= create.Attempt);
                History = History with { CompletedInitContainers = [] };
                Observed = Observed with { Sandboxes = [SandboxOf(create.Attempt), .. Observed.Sandboxes] };
                break;
            case PodAction.StartContainer start:
                Start(start);
                break;
            case PodAction.KillContainer kill:
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
        if (start.Role == ContainerRole.App)
        {
            Assert.True(_initialized, $"{start.Container} starts before initialization is complete");
        }

        var before = Observed.Newest(start.Container);
        var entry = History.Containers.TryGetValue(start.Container, out var history) ? history.Backoff : null;
        History = History.Started(start.Container, start.Attempt + 1, before?.FinishedAt is { } finished
            ? RestartBackoff.Next(entry, finished, At(Now), BackoffLimits.Default)
            : entry);
        var started = Running(start.Container, start.Attempt, sandbox.Attempt, Now) with { Id = $"{start.Container}-{_ids++}" };
        Observed = Observed with { Containers = [started, .. Observed.Containers] };
    }

    // Written down anew, from the specification: every init container has ended with success and every sidecar has started; or an
    // app container already exists in this sandbox, which is only possible after that.
    private bool IsInitialized(string sandboxId)
    {
        bool InSandbox(Container container) => Observed.Containers.Any(c => c.Name == container.Name && c.SandboxId == sandboxId);
        bool Started(ContainerObservation c, Container sidecar) =>
            c.State == RunState.Running && c.SandboxId == sandboxId
            && (sidecar.StartupProbe is null || (Verdicts.TryGetValue(c.Id, out var verdict) && verdict.Started));
        return pod.Spec.Containers.Any(InSandbox) || pod.Spec.InitContainers.All(container => container.IsSidecar()
            ? Observed.Containers.Any(c => c.Name == container.Name && Started(c, container))
            : History.CompletedInitContainers.Contains(container.Name));
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
