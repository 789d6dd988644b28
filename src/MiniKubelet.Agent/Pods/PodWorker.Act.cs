using MiniKubelet.Observation;
using MiniKubelet.Planning;
using MiniKubelet.Runtime;

namespace MiniKubelet.Agent.Pods;

public sealed partial class PodWorker
{
    private static readonly TimeSpan StatusPeriodWhileActing = TimeSpan.FromMilliseconds(500);

    // Replaced as a whole: a status that is built while an action runs reads it too.
    private volatile EquatableMap<StartFailure> _startFailures = [];
    private StartFailure? _sandboxFailure;
    private bool _startFailureIsNews;

    /// <summary>
    /// Carries a plan out. News of the pod's end cuts it short, and an edit its waiting for an image; other news only refreshes the
    /// status, so that a long pull or hook does not freeze what kubectl shows. True when every action was done. Nothing of it runs any
    /// more when this returns.
    /// </summary>
    private async Task<bool> ActAsync(PodPlan plan, PodObservation observed, CancellationToken cancellationToken)
    {
        using var cut = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var edited = CancellationTokenSource.CreateLinkedTokenSource(cut.Token);
        var acting = ActOnAllAsync(plan, observed, cut.Token, edited.Token);
        while (!acting.IsCompleted && !cancellationToken.IsCancellationRequested && !TerminationIsNews)
        {
            await EndOrWakeAsync(acting, Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);
            var refreshAt = Now + StatusPeriodWhileActing;
            while (!acting.IsCompleted && !cancellationToken.IsCancellationRequested && !TerminationIsNews && Now < refreshAt)
            {
                await EndOrWakeAsync(acting, refreshAt - Now, cancellationToken).ConfigureAwait(false);
            }

            if (EditIsNews)
            {
                await edited.CancelAsync().ConfigureAwait(false);
            }

            if (!acting.IsCompleted && !TerminationIsNews)
            {
                await RefreshStatusAsync(plan, cancellationToken).ConfigureAwait(false);
            }
        }

        if (TerminationIsNews)
        {
            await cut.CancelAsync().ConfigureAwait(false);
        }

        try
        {
            return await acting.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>
    /// Waits for the end of the action, a wake, or some time. The wake is taken before the caller asks whether a termination is news:
    /// one that is asked for later wakes again.
    /// </summary>
    private async Task EndOrWakeAsync(Task acting, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var wake = _wakes.Reader.WaitToReadAsync(waiting.Token).AsTask();
        await Task.WhenAny(acting, wake, Task.Delay(timeout, _services.Time, waiting.Token)).ConfigureAwait(false);
        await waiting.CancelAsync().ConfigureAwait(false);
        _wakes.Reader.TryRead(out _);
    }

    /// <summary>Never throws: the action that runs beside it must not be left alone.</summary>
    private async Task RefreshStatusAsync(PodPlan plan, CancellationToken cancellationToken)
    {
        try
        {
            var observed = await _services.Pleg.ObserveAsync(Pod.Metadata.Uid, cancellationToken).ConfigureAwait(false);
            await _executor.HearLastWordsAsync(observed, cancellationToken).ConfigureAwait(false);

            // Not while its postStart hook runs: until then the kubelet's prober does not know the container either.
            Probe(_executor.WithoutHalfStarted(observed));
            Publish(observed, plan);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The daemon stops.
        }
        catch (RuntimeException e)
        {
            Log.SyncFailed(_services.Logger, Pod.FullName(), e.Kind, e.Message);
        }
        catch (Exception e)
        {
            Log.SyncBroke(_services.Logger, Pod.FullName(), e);
        }
    }

    private async Task<bool> ActOnAllAsync(PodPlan plan, PodObservation observed, CancellationToken cut, CancellationToken edited)
    {
        foreach (var (index, action) in plan.Actions.Index())
        {
            cut.ThrowIfCancellationRequested();
            var goOn = action switch
            {
                PodAction.CreateSandbox create => await CreateSandboxAsync(create, cut).ConfigureAwait(false),
                PodAction.KillContainer kill => await KillContainerAsync(kill, observed, cut).ConfigureAwait(false),
                PodAction.StartContainer start => await StartContainerAsync(start, observed, cut, edited).ConfigureAwait(false),
                _ => await _executor.DoAsync(action, Pod, observed, cut).ConfigureAwait(false),
            };
            if (!goOn)
            {
                return false;
            }

            if (index + 1 < plan.Actions.Count)
            {
                // Should the rest take long, what is done already is shown meanwhile.
                Wake();
            }
        }

        return true;
    }

    private async Task<bool> CreateSandboxAsync(PodAction.CreateSandbox create, CancellationToken cut)
    {
        try
        {
            await _executor.CreateSandboxAsync(create, Pod, cut).ConfigureAwait(false);
            _sandboxFailure = null;
        }
        catch (PodStartException e)
        {
            // The plan is over, but not failed: the planner waits until the time to try again.
            _sandboxFailure = Failed(_sandboxFailure, e.Reason, e.Message, RetryTimes.Sandbox);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _sandboxFailure = Failed(_sandboxFailure, "FailedCreatePodSandBox", e.Message, RetryTimes.Sandbox);
        }

        return true;
    }

    private Task<bool> KillContainerAsync(PodAction.KillContainer kill, PodObservation observed, CancellationToken cut)
    {
        Remember(_history.Killing(kill));
        return _executor.DoAsync(kill, Pod, observed, cut);
    }

    private async Task<bool> StartContainerAsync(
        PodAction.StartContainer start, PodObservation observed, CancellationToken cut, CancellationToken edited)
    {
        var newest = _history.Recall(observed).Newest(start.Container);
        Remember(_history.Starting(start.Container, start.Attempt, newest, _services.Backoff, Now));
        try
        {
            await _executor.StartContainerAsync(start, Pod, observed, edited, cut).ConfigureAwait(false);
            _startFailures = _startFailures.Without(start.Container);
        }
        catch (PodStartException e) when (e.Reason == PodActionExecutor.PostStartHookError)
        {
            // Its process ran and has ended: what comes next is the restart policy's and the crash back-off's. Shown until then.
            _startFailures = _startFailures.With(start.Container, new StartFailure(e.Reason, e.Message, Failures: 0, RetryAt: Now));
        }
        catch (PodStartException e)
        {
            Fail(e.Reason, e.Message, e.RetryAt);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Fail("CreateContainerError", e.Message, retryAt: null);
        }

        return true;

        void Fail(string reason, string message, DateTimeOffset? retryAt)
        {
            _startFailures.TryGetValue(start.Container, out var before);
            var failure = Failed(before, reason, message, RetryTimes.Container);
            _startFailures = _startFailures.With(start.Container, retryAt is { } at ? failure with { RetryAt = at } : failure);
            _startFailureIsNews = true;
        }
    }

    private StartFailure Failed(StartFailure? previous, string reason, string message, RetryTimes times)
    {
        var failures = (previous?.Failures ?? 0) + 1;
        return new StartFailure(reason, message, failures, Now + times.After(failures));
    }
}

/// <summary>How long to wait after the n-th failure in a row: doubling, up to a limit.</summary>
/// <param name="First">After the first.</param>
/// <param name="Longest">At most.</param>
internal sealed record RetryTimes(TimeSpan First, TimeSpan Longest)
{
    /// <summary>Containers, and what they need of volumes and configuration: as the kubelet after a sync that failed. Images back off
    /// by themselves.</summary>
    public static RetryTimes Container { get; } = new(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10));

    /// <summary>Sandboxes, and the volumes before them: soon again, for what they lack is usually being put there.</summary>
    public static RetryTimes Sandbox { get; } = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10));

    public TimeSpan After(int failures) =>
        TimeSpan.FromSeconds(Math.Min(First.TotalSeconds * Math.Pow(2, failures - 1), Longest.TotalSeconds));
}
