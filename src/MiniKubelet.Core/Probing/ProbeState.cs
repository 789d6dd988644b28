namespace MiniKubelet.Probing;

/// <summary>Where one probe of one container instance stands; see <see cref="ProbeState"/>.</summary>
public enum ProbePhase
{
    /// <summary>Liveness or readiness: waits for the startup probe.</summary>
    Gated,

    /// <summary>Runs, period after period.</summary>
    Active,

    /// <summary>Startup: succeeded, and never runs again.</summary>
    Settled,

    /// <summary>Startup or liveness: failed, and waits for the container to be killed.</summary>
    Held,
}

/// <summary>
/// One probe of one container instance. A new container id begins anew (kubernetes/pkg/kubelet/prober/worker.go).
/// <code>
///             ContainerStarted            threshold reached by
///   Gated ───────────────────────▶ Active ── success, startup ────────────▶ Settled
///                                   │  ▲  └─ failure, startup or liveness ─▶ Held
///                                   └──┘
///                 anything else: counts on; the result changes only at a threshold
/// </code>
/// </summary>
/// <param name="Type">Which probe.</param>
/// <param name="Settings">Its numbers.</param>
/// <param name="Phase">Where it stands.</param>
/// <param name="Result">What it says of the container.</param>
/// <param name="LastOutcome">The result that the newest outcomes agree on; Unknown before any.</param>
/// <param name="InARow">How many of them there are.</param>
/// <param name="DueAt">When it runs next; null in every phase but <see cref="ProbePhase.Active"/>.</param>
public sealed record ProbeState(
    ProbeType Type,
    ProbeSettings Settings,
    ProbePhase Phase,
    ProbeResult Result,
    ProbeResult LastOutcome,
    int InARow,
    DateTimeOffset? DueAt)
{
    /// <summary>The probe of a container that runs since <paramref name="startedAt"/>.</summary>
    /// <param name="type">Which probe.</param>
    /// <param name="settings">Its numbers.</param>
    /// <param name="verdict">What holds at first: <see cref="ProbeVerdict.Initial"/>, or for an adopted container what held last.</param>
    /// <param name="startedAt">When the container's process started.</param>
    /// <param name="now">Now.</param>
    /// <param name="jitter">Puts the first run off, so that not all probes of an adopting agent run at once.</param>
    public static ProbeState Begin(
        ProbeType type, ProbeSettings settings, ProbeVerdict verdict, DateTimeOffset startedAt, DateTimeOffset now, TimeSpan jitter)
    {
        var (phase, result) = type switch
        {
            ProbeType.Startup when verdict.StartupFailed => (ProbePhase.Held, ProbeResult.Failure),
            ProbeType.Startup when verdict.Started => (ProbePhase.Settled, ProbeResult.Success),
            ProbeType.Startup => (ProbePhase.Active, ProbeResult.Unknown),
            ProbeType.Liveness when verdict.LivenessFailed => (ProbePhase.Held, ProbeResult.Failure),
            ProbeType.Liveness => (verdict.Started ? ProbePhase.Active : ProbePhase.Gated, ProbeResult.Success),
            ProbeType.Readiness => (
                verdict.Started ? ProbePhase.Active : ProbePhase.Gated,
                verdict.Ready ? ProbeResult.Success : ProbeResult.Failure),
        };
        return new ProbeState(
            type, settings, phase, result, ProbeResult.Unknown, 0,
            phase == ProbePhase.Active ? FirstDue(settings, startedAt, now, jitter) : null);
    }

    /// <summary>The state after the container's startup probe has succeeded.</summary>
    public ProbeState ContainerStarted(DateTimeOffset startedAt, DateTimeOffset now) => Phase switch
    {
        ProbePhase.Gated => this with { Phase = ProbePhase.Active, DueAt = FirstDue(Settings, startedAt, now, TimeSpan.Zero) },
        ProbePhase.Active or ProbePhase.Settled or ProbePhase.Held => this,
    };

    /// <summary>The state after a run that ended at <paramref name="now"/>.</summary>
    public ProbeState After(ProbeOutcome outcome, DateTimeOffset now) => Phase switch
    {
        ProbePhase.Active => outcome switch
        {
            ProbeOutcome.Success or ProbeOutcome.Warning => Count(ProbeResult.Success, Settings.SuccessThreshold, now),
            ProbeOutcome.Failure => Count(ProbeResult.Failure, Settings.FailureThreshold, now),
            ProbeOutcome.Error => this with { DueAt = NextDue(now) },
        },
        ProbePhase.Gated or ProbePhase.Settled or ProbePhase.Held => this,
    };

    private ProbeState Count(ProbeResult outcome, int threshold, DateTimeOffset now)
    {
        var inARow = outcome == LastOutcome ? Math.Min(InARow + 1, threshold) : 1;
        var counted = this with { LastOutcome = outcome, InARow = inARow, DueAt = NextDue(now) };
        return inARow < threshold ? counted : (Type, outcome) switch
        {
            (ProbeType.Startup, ProbeResult.Success) => counted with { Phase = ProbePhase.Settled, Result = outcome, DueAt = null },
            (ProbeType.Startup or ProbeType.Liveness, ProbeResult.Failure) =>
                counted with { Phase = ProbePhase.Held, Result = outcome, DueAt = null },
            (ProbeType.Liveness or ProbeType.Readiness, ProbeResult.Success) or (ProbeType.Readiness, ProbeResult.Failure) =>
                counted with { Result = outcome },
            (ProbeType.Startup or ProbeType.Liveness or ProbeType.Readiness, ProbeResult.Unknown) => counted,
        };
    }

    // At once, or when the delay is over. A start that seems to lie ahead (the clock was set back) counts as now.
    private static DateTimeOffset FirstDue(ProbeSettings settings, DateTimeOffset startedAt, DateTimeOffset now, TimeSpan jitter) =>
        Max(Min(startedAt, now) + settings.InitialDelay, now + jitter);

    // As a ticker: period by period from the last due time, however long the run took; a run that took longer than a period is
    // followed by one next run, not by all that were missed. Never further than a period, should the clock be set back.
    private DateTimeOffset NextDue(DateTimeOffset now) =>
        Min(Max((DueAt ?? now) + Settings.Period, now), now + Settings.Period);

    private static DateTimeOffset Max(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private static DateTimeOffset Min(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}
