using System.Threading.Channels;
using MiniKubelet.Agent.Events;
using MiniKubelet.Images;
using MiniKubelet.Kubernetes;
using MiniKubelet.Manifests;
using MiniKubelet.Observation;
using MiniKubelet.Planning;
using MiniKubelet.Runtime;

namespace MiniKubelet.Agent.Pods;

/// <summary>
/// The loop of one pod: observe, plan, act, publish; then sleep until something happens or the plan's next check.
/// <code>
///   wake ─▶ observe ─▶ plan ─┬─ nothing to do ─▶ publish, sleep
///     ▲                      ├─ actions ───────▶ publish, act (a termination that is asked for cuts it short), again
///     │                      └─ done ──────────▶ the pod is gone, the worker ends
///     └─ pause ◀─ anything failed
/// </code>
/// Reads: what <see cref="PodWorkers"/> desires, the runtime, the probes' verdicts. Alone writes: the pod's history and
/// checkpoint, its entry in the status store, and, through the executor, its objects at the runtime.
/// </summary>
public sealed partial class PodWorker : IDisposable
{
    private readonly PodServices _services;
    private readonly PodActionExecutor _executor;

    // Capacity 1: a wake says only "look again", so one that waits stands for all that follow.
    private readonly Channel<bool> _wakes = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private PodHistory _history;
    private EquatableArray<PodAction> _done = [];

    // What is desired by now, and what the worker goes by until its next look.
    private volatile PodManifest _given;
    private volatile PodManifest _taken;
    private volatile PodTermination? _asked;
    private bool _credentialsChanged;
    private PodTermination? _applied;

    /// <summary>A worker for a pod; it does nothing until <see cref="RunAsync"/>.</summary>
    /// <param name="manifest">The pod; without the name of a file it is one that nobody wants, and is not kept on disk.</param>
    /// <param name="history">What is remembered of it.</param>
    /// <param name="services">What it works with.</param>
    public PodWorker(PodManifest manifest, PodHistory history, PodServices services)
    {
        _given = _taken = manifest;
        _history = history;
        _status = new PodStatus { Conditions = history.Conditions, PodIPs = history.PodIPs };
        _holdsItsPlace = history.Outcome is null;
        _services = services;
        _executor = new PodActionExecutor(services);
    }

    private enum Result
    {
        /// <summary>Something was done: look what came of it.</summary>
        Again,

        /// <summary>All is as it should be until something happens.</summary>
        Settled,

        /// <summary>Try again, but not at once.</summary>
        Failed,

        /// <summary>Nothing is left of the pod.</summary>
        Gone,
    }

    /// <summary>The pod as the worker goes by it.</summary>
    public Pod Pod => _taken.Pod;

    /// <summary>The pod as it was last given.</summary>
    public Pod Given => _given.Pod;

    /// <summary>The pod is being removed and will not come back.</summary>
    public bool IsRemoving => _asked is { Remove: true } || _history.Termination is { Remove: true };

    private DateTimeOffset Now => _services.Time.GetUtcNow();

    private bool TerminationIsNews => _asked != _applied;

    private bool EditIsNews => !ReferenceEquals(_given, _taken) && PodIdentity.Hash(Given) != PodIdentity.Hash(Pod);

    /// <summary>Something may have changed: look again.</summary>
    public void Wake() => _wakes.Writer.TryWrite(true);

    /// <summary>Other labels or annotations, or, where the manifest fixes the UID, another spec.</summary>
    public void Update(PodManifest manifest)
    {
        _given = manifest;
        Wake();
    }

    /// <summary>Asks for the pod's end. Asked again, it can only become shorter.</summary>
    public void Terminate(PodTermination termination)
    {
        _asked = termination;
        Wake();
    }

    /// <summary>The pod may show registries something else: images that back off are tried at once.</summary>
    public void CredentialsChanged()
    {
        _credentialsChanged = true;
        Wake();
    }

    /// <summary>Runs until the pod is gone, or until cancelled: then everything at the runtime stays as it is.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            // Taken before anything is read: a wake that comes later is for what was not read yet, and stays.
            _wakes.Reader.TryRead(out _);
            var (result, nextCheckAt) = await TrySyncAsync(cancellationToken).ConfigureAwait(false);
            switch (result)
            {
                case Result.Again:
                    _retries = 0;
                    break;
                case Result.Settled:
                    _retries = 0;
                    await SleepAsync(nextCheckAt, cancellationToken).ConfigureAwait(false);
                    break;
                case Result.Failed:
                    await PauseAsync(cancellationToken).ConfigureAwait(false);
                    break;
                case Result.Gone:
                    return;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _executor.Dispose();

    /// <summary>Whatever goes wrong concerns this pod alone, and is tried again.</summary>
    private async Task<(Result Result, DateTimeOffset? NextCheckAt)> TrySyncAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await SyncAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (RuntimeException e)
        {
            Log.SyncFailed(_services.Logger, Pod.FullName(), e.Kind, e.Message);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            Log.SyncBroke(_services.Logger, Pod.FullName(), e);
        }

        return (Result.Failed, null);
    }

    private async Task<(Result Result, DateTimeOffset? NextCheckAt)> SyncAsync(CancellationToken cancellationToken)
    {
        TakeEdit();
        ApplyTermination();
        ApplyCredentialsChange();
        var observed = await ObserveAsync(cancellationToken).ConfigureAwait(false);
        var plan = Plan(observed);
        await _executor.HearLastWordsAsync(observed, cancellationToken).ConfigureAwait(false);
        Publish(observed, plan);
        TellBackoffs(plan);
        Remember(_history with { Conditions = _status.Conditions, PodIPs = _status.PodIPs });
        if (plan.Actions.Count == 0)
        {
            _done = [];
            return (Result.Settled, plan.NextCheckAt);
        }

        var completed = await ActAsync(plan, observed, cancellationToken).ConfigureAwait(false);
        if (_startFailureIsNews)
        {
            // What went wrong is shown as such, before the next plan makes a back-off of it.
            _startFailureIsNews = false;
            await RefreshStatusAsync(plan, cancellationToken).ConfigureAwait(false);
        }

        if (plan.Done && completed)
        {
            Forget();
            return (Result.Gone, null);
        }

        // An edit of a pod that goes is not taken but waits for its end: no reason to hurry.
        if (TerminationIsNews || (EditIsNews && _history.Termination is null))
        {
            return (Result.Again, null);
        }

        // A plan that was carried out and comes again has changed nothing: as bad as one that failed.
        var inVain = plan.Actions.Equals(_done);
        _done = plan.Actions;
        return (completed && !inVain ? Result.Again : Result.Failed, null);
    }

    /// <summary>
    /// Takes the pod as it was given last. Another spec under the same UID is another generation of a pod that runs. After an end, or
    /// under another name, it is another pod: the old one is removed first.
    /// </summary>
    private void TakeEdit()
    {
        var given = _given;
        if (!EditIsNews)
        {
            _taken = given;
        }
        else if (_history.Outcome is not null || given.Pod.FullName() != Pod.FullName())
        {
            Terminate(new PodTermination(Now, Math.Max(1, Pod.Spec.GracePeriodSeconds()), Remove: true));
        }
        else if (_history.Termination is null)
        {
            Remember(_history.Edited());
            _taken = given;

            // What could not be started was another spec's: this one is tried at once.
            _startFailures = [];
            _sandboxFailure = null;
        }

        SaveWhatIsNew();
    }

    private void ApplyTermination()
    {
        if (TerminationIsNews && _asked is { } asked)
        {
            _executor.AbandonPulls();
            Remember(_history.Terminating(asked));
            _applied = asked;
        }
    }

    private void ApplyCredentialsChange()
    {
        if (Interlocked.Exchange(ref _credentialsChanged, false))
        {
            _executor.RetryPulls();
            _startFailures = _startFailures.Where(f => !ImageReasons.IsWaitingForPull(f.Value.Reason)).ToEquatableMap();
        }
    }

    private PodPlan Plan(PodObservation observed)
    {
        var input = new PodPlanInput
        {
            Pod = Pod,
            Observed = observed,
            History = _history,
            Verdicts = _history.Verdicts,
            StartFailures = _startFailures,
            SandboxFailure = _sandboxFailure,
            Backoff = _services.Backoff,
            Now = Now,
        };
        var plan = PodPlanner.Plan(input);
        if (plan.RestartsAll)
        {
            Remember(_history.RestartingAll(Pod.Spec, observed, _services.Backoff, Now));
            return PodPlanner.Plan(input with { History = _history });
        }

        if (plan.Outcome is not { } outcome || _history.Outcome is not null)
        {
            return plan;
        }

        Log.PodEnded(_services.Logger, Pod.FullName(), outcome.Phase, outcome.Reason);
        if (outcome.Reason.Length > 0)
        {
            _services.Events.Record(Pod, EventType.Normal, outcome.Reason, outcome.Message);
        }

        Remember(_history.Ended(outcome, Pod.Spec.GracePeriodSeconds(), Now));
        return PodPlanner.Plan(input with { History = _history });
    }
}
