using System.Threading.Channels;
using MiniKubelet.Agent.Events;
using MiniKubelet.Kubernetes;
using MiniKubelet.Observation;
using MiniKubelet.Planning;
using MiniKubelet.Runtime;

namespace MiniKubelet.Agent.Pods;

/// <summary>
/// The loop of one pod: observe, plan, act, publish; then sleep until something happens or the plan's next check.
/// <code>
///   wake ─▶ observe ─▶ plan ─┬─ nothing to do ─▶ publish, sleep
///     ▲                      ├─ actions ───────▶ publish, act (a termination that is asked for cuts it short), again
///     └──────────────────────┴─ done ──────────▶ the pod is gone, the worker ends
/// </code>
/// Reads: what <see cref="PodWorkers"/> desires, the runtime, the probes' verdicts. Alone writes: the pod's history and
/// checkpoint, its entry in the status store, and, through the executor, its objects at the runtime.
/// </summary>
public sealed partial class PodWorker : IDisposable
{
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan StatusPeriodWhileActing = TimeSpan.FromMilliseconds(500);

    private readonly PodServices _services;
    private readonly PodActionExecutor _executor;

    // Capacity 1: a wake says only "look again", so one that waits stands for all that follow.
    private readonly Channel<bool> _wakes = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private readonly Dictionary<string, StartFailure> _startFailures = [];
    private StartFailure? _sandboxFailure;
    private PodHistory _history;
    private int _retries;

    private volatile Pod _pod;
    private volatile PodTermination? _asked;
    private PodTermination? _applied;

    /// <summary>A worker for a pod; it does nothing until <see cref="RunAsync"/>.</summary>
    public PodWorker(Pod pod, PodHistory history, PodServices services)
    {
        _pod = pod;
        _history = history;
        _status = new PodStatus { Conditions = history.Conditions };
        _services = services;
        _executor = new PodActionExecutor(services);
    }

    /// <summary>The pod as it was last given.</summary>
    public Pod Pod => _pod;

    /// <summary>The pod is being removed and will not come back.</summary>
    public bool IsRemoving => _asked is { Remove: true } || _history.Termination is { Remove: true };

    /// <summary>Something may have changed: look again.</summary>
    public void Wake() => _wakes.Writer.TryWrite(true);

    /// <summary>Other labels or annotations; the spec is the same, or it would be another pod.</summary>
    public void Update(Pod pod)
    {
        _pod = pod;
        Wake();
    }

    /// <summary>Asks for the pod's end. Asked again, it can only become shorter.</summary>
    public void Terminate(PodTermination termination)
    {
        _asked = termination;
        Wake();
    }

    /// <summary>Runs until the pod is gone, or until cancelled: then everything at the runtime stays as it is.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var uid = _pod.Metadata.Uid;
        while (true)
        {
            DateTimeOffset? lookAgainAt;
            try
            {
                ApplyTermination();
                _wakes.Reader.TryRead(out _);
                var observed = await ObserveAsync(cancellationToken).ConfigureAwait(false);
                var plan = Plan(observed);
                Publish(observed, plan);
                TellBackoffs(plan);
                Remember(_history with { Conditions = _status.Conditions });
                if (plan.Actions.Count > 0)
                {
                    var completed = await ActAsync(plan, observed, cancellationToken).ConfigureAwait(false);
                    if (plan.Done && completed)
                    {
                        Forget(uid);
                        return;
                    }

                    if (completed)
                    {
                        _retries = 0;
                        continue;
                    }

                    lookAgainAt = _asked != _applied ? Now : NextRetry();
                }
                else
                {
                    _retries = 0;
                    lookAgainAt = plan.NextCheckAt;
                }
            }
            catch (RuntimeException e)
            {
                Log.SyncFailed(_services.Logger, _pod.FullName(), e.Kind, e.Message);
                lookAgainAt = NextRetry();
            }

            await SleepAsync(lookAgainAt, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _executor.Dispose();

    private DateTimeOffset Now => _services.Time.GetUtcNow();

    private DateTimeOffset NextRetry()
    {
        var pause = TimeSpan.FromSeconds(Math.Min(Math.Pow(2, _retries++), LongestRetry.TotalSeconds));
        return Now + pause;
    }

    private void ApplyTermination()
    {
        if (_asked is { } asked && asked != _applied)
        {
            _executor.AbandonPulls();
            Remember(_history.Terminating(asked));
            _applied = asked;
        }
    }

    private async Task<PodObservation> ObserveAsync(CancellationToken cancellationToken)
    {
        var observed = await _services.Pleg.ObserveAsync(_pod.Metadata.Uid, cancellationToken).ConfigureAwait(false);
        _services.Prober.Sync(_pod, observed, terminating: _history.Termination is not null, seed: _history.Verdicts);
        Remember(_history.Observed(_pod.Spec, observed) with { Verdicts = _services.Prober.VerdictsFor(_pod.Metadata.Uid) });
        return observed;
    }

    private PodPlan Plan(PodObservation observed)
    {
        var input = new PodPlanInput
        {
            Pod = _pod,
            Observed = observed,
            History = _history,
            Verdicts = _history.Verdicts,
            StartFailures = _startFailures.ToEquatableMap(),
            SandboxFailure = _sandboxFailure,
            Backoff = _services.Backoff,
            Now = Now,
        };
        var plan = PodPlanner.Plan(input);
        if (plan.Outcome is not { } outcome || _history.Outcome is not null)
        {
            return plan;
        }

        Log.PodEnded(_services.Logger, _pod.FullName(), outcome.Phase, outcome.Reason);
        if (outcome.Reason.Length > 0)
        {
            _services.Events.Record(_pod, EventType.Normal, outcome.Reason, outcome.Message);
        }

        Remember(_history.Ended(outcome, _pod.Spec.GracePeriodSeconds(), Now));
        return PodPlanner.Plan(input with { History = _history });
    }

    private async Task SleepAsync(DateTimeOffset? until, CancellationToken cancellationToken)
    {
        if (until is null)
        {
            await _wakes.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        var pause = until.Value - Now;
        if (pause <= TimeSpan.Zero)
        {
            return;
        }

        using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var wake = _wakes.Reader.WaitToReadAsync(timer.Token).AsTask();
        await Task.WhenAny(wake, Task.Delay(pause, _services.Time, timer.Token)).ConfigureAwait(false);
        await timer.CancelAsync().ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private void Remember(PodHistory history)
    {
        if (!history.Equals(_history))
        {
            _services.Checkpoints.Save(_pod.Metadata.Uid, history);
            _history = history;
        }
    }

    private void Forget(string uid)
    {
        _services.Prober.Forget(uid);
        _services.Metrics.ProbeTotal.Forget("pod_uid", uid);
        _services.Pleg.Forget(uid);
        _services.Status.Pods.Remove(_pod.Metadata.Namespace, _pod.Metadata.Name);
        Log.PodGone(_services.Logger, _pod.FullName());
    }
}
