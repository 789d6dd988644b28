using MiniKubelet.Kubernetes;

namespace MiniKubelet.Probing;

/// <summary>The probes of one running container instance together: the startup probe opens the way for the others.</summary>
/// <param name="StartedAt">When the container's process started.</param>
/// <param name="States">One state for each probe that the container has.</param>
public sealed record ContainerProbes(DateTimeOffset StartedAt, EquatableArray<ProbeState> States)
{
    /// <summary>What the probes say of the container now.</summary>
    public ProbeVerdict Verdict
    {
        get
        {
            var started = Of(ProbeType.Startup) is not { } startup || startup.Result == ProbeResult.Success;
            return new ProbeVerdict
            {
                Started = started,
                Ready = started && (Of(ProbeType.Readiness) is not { } readiness || readiness.Result == ProbeResult.Success),
                LivenessFailed = Of(ProbeType.Liveness)?.Result == ProbeResult.Failure,
                StartupFailed = Of(ProbeType.Startup)?.Result == ProbeResult.Failure,
            };
        }
    }

    /// <summary>The probes of a running instance of <paramref name="container"/>.</summary>
    /// <param name="container">The container.</param>
    /// <param name="startedAt">When its process started; null if the runtime does not say.</param>
    /// <param name="seed">What held of this instance when the agent last ran; null for one that was never probed.</param>
    /// <param name="now">Now.</param>
    /// <param name="agentStartedAt">Since when the agent runs. The first runs of what it found running, in its own first period, are
    /// spread over that period (worker.go does so for all containers; those it started itself are spread already).</param>
    /// <param name="random">From 0 to 1: the part of the period by which they are put off.</param>
    public static ContainerProbes Begin(
        Container container,
        DateTimeOffset? startedAt,
        ProbeVerdict? seed,
        DateTimeOffset now,
        DateTimeOffset agentStartedAt,
        double random)
    {
        var start = startedAt ?? now;
        var initial = ProbeVerdict.Initial(container);
        var verdict = seed is null ? initial : seed with { Started = seed.Started || initial.Started };
        var states = new List<ProbeState>();
        Add(ProbeType.Startup, container.StartupProbe);
        Add(ProbeType.Liveness, container.LivenessProbe);
        Add(ProbeType.Readiness, container.ReadinessProbe);
        return new ContainerProbes(start, states.ToEquatableArray());

        void Add(ProbeType type, Probe? probe)
        {
            if (probe is not null)
            {
                var settings = ProbeSettings.Of(probe);
                var spread = start < agentStartedAt && now - agentStartedAt < settings.Period;
                var jitter = spread ? settings.Period * random : TimeSpan.Zero;
                states.Add(ProbeState.Begin(type, settings, verdict, start, now, jitter));
            }
        }
    }

    /// <summary>The state of one probe; null if the container has none of this type.</summary>
    public ProbeState? Of(ProbeType type)
    {
        foreach (var state in States)
        {
            if (state.Type == type)
            {
                return state;
            }
        }

        return null;
    }

    /// <summary>The probes after a run of <paramref name="type"/> that ended at <paramref name="now"/>.</summary>
    public ContainerProbes After(ProbeType type, ProbeOutcome outcome, DateTimeOffset now)
    {
        var counted = this with
        {
            States = States.Select(state => state.Type == type ? state.After(outcome, now) : state).ToEquatableArray(),
        };
        return Verdict.Started || !counted.Verdict.Started
            ? counted
            : counted with { States = counted.States.Select(state => state.ContainerStarted(StartedAt, now)).ToEquatableArray() };
    }
}
