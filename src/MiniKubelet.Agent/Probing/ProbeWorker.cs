using System.Diagnostics.CodeAnalysis;
using MiniKubelet.Probing;

namespace MiniKubelet.Agent.Probing;

/// <summary>
/// Runs one probe of one container instance when it is due, never twice at once: its timer is only set while it waits.
/// <code>
///   Idle ──Schedule──▶ Waiting ──timer──▶ Running ──Ready──▶ Idle          any ──End──▶ Ended
/// </code>
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "End disposes the timer; a token source without a timer holds nothing.")]
internal sealed class ProbeWorker(ProbeType type, PodProbes pod, ProbeRuns runs)
{
    private readonly CancellationTokenSource _end = new();
    private ITimer? _timer;
    private Phase _phase = Phase.Idle;

    private enum Phase
    {
        Idle,
        Waiting,
        Running,
        Ended,
    }

    public ProbeType Type => type;

    public bool Ended => _phase == Phase.Ended;

    /// <summary>What is probed; may be replaced at any time, for runs that begin later.</summary>
    public ProbeTarget? Target { get; set; }

    /// <summary>Sets the timer unless it is set, or the probe runs. Null: nothing is due.</summary>
    public void Schedule_NeedsLock(DateTimeOffset? dueAt)
    {
        switch (_phase)
        {
            case Phase.Idle when dueAt is { } due:
                _phase = Phase.Waiting;
                var wait = due - runs.Time.GetUtcNow();
                _timer ??= runs.Time.CreateTimer(_ => Fire(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                _timer.Change(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
                break;
            case Phase.Idle:
            case Phase.Waiting:
            case Phase.Running:
            case Phase.Ended:
                break;
        }
    }

    /// <summary>The run's outcome has been taken in.</summary>
    public void Ready_NeedsLock() => _phase = Phase.Idle;

    /// <summary>Ends the worker for good; a run that is under way is given up.</summary>
    public void End_NeedsLock()
    {
        if (_phase != Phase.Ended)
        {
            _phase = Phase.Ended;
            _timer?.Dispose();
            // Not on this thread: what waits for the token may want the pod's lock.
            _ = _end.CancelAsync();
        }
    }

    private void Fire()
    {
        if (pod.TryStart(this) is { } target)
        {
            _ = RunAsync(target);
        }
    }

    /// <summary>What to probe now; null if the worker has ended.</summary>
    public ProbeTarget? Start_NeedsLock()
    {
        if (_phase != Phase.Waiting)
        {
            return null;
        }

        _phase = Phase.Running;
        return Target;
    }

    private async Task RunAsync(ProbeTarget target)
    {
        try
        {
            pod.Report(this, target, await runs.RunAsync(target, _end.Token));
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            // The container is gone; nobody waits for the outcome.
        }
    }
}
