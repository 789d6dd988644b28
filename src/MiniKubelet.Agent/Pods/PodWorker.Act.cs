using MiniKubelet.Observation;
using MiniKubelet.Planning;
using MiniKubelet.Runtime;

namespace MiniKubelet.Agent.Pods;

public sealed partial class PodWorker
{
    /// <summary>
    /// Carries a plan out. News of the pod's end cuts it short; other news only refreshes the status, so that a long pull or hook
    /// does not freeze what kubectl shows. True when every action was done.
    /// </summary>
    private async Task<bool> ActAsync(PodPlan plan, PodObservation observed, CancellationToken cancellationToken)
    {
        using var cut = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var acting = ActOnAllAsync(plan, observed, cut.Token);
        while (!acting.IsCompleted)
        {
            using var listening = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var wake = _wakes.Reader.WaitToReadAsync(listening.Token).AsTask();
            await Task.WhenAny(acting, wake).ConfigureAwait(false);
            if (!acting.IsCompleted && _asked != _applied)
            {
                await cut.CancelAsync().ConfigureAwait(false);
                break;
            }

            if (!acting.IsCompleted && _wakes.Reader.TryRead(out _))
            {
                await Task.WhenAny(acting, Task.Delay(StatusPeriodWhileActing, _services.Time, listening.Token)).ConfigureAwait(false);
                if (!acting.IsCompleted && _asked == _applied)
                {
                    await RefreshStatusAsync(plan, cancellationToken).ConfigureAwait(false);
                }
            }

            await listening.CancelAsync().ConfigureAwait(false);
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

    private async Task RefreshStatusAsync(PodPlan plan, CancellationToken cancellationToken)
    {
        try
        {
            Publish(await _services.Pleg.ObserveAsync(_pod.Metadata.Uid, cancellationToken).ConfigureAwait(false), plan);
        }
        catch (RuntimeException e)
        {
            Log.SyncFailed(_services.Logger, _pod.FullName(), e.Kind, e.Message);
        }
    }

    private async Task<bool> ActOnAllAsync(PodPlan plan, PodObservation observed, CancellationToken cut)
    {
        foreach (var action in plan.Actions)
        {
            cut.ThrowIfCancellationRequested();
            var goOn = action switch
            {
                PodAction.CreateSandbox create => await CreateSandboxAsync(create, cut).ConfigureAwait(false),
                PodAction.StartContainer start => await StartContainerAsync(start, observed, cut).ConfigureAwait(false),
                _ => await _executor.DoAsync(action, _pod, observed, cut).ConfigureAwait(false),
            };
            if (!goOn)
            {
                return false;
            }
        }

        return true;
    }

    private async Task<bool> CreateSandboxAsync(PodAction.CreateSandbox create, CancellationToken cut)
    {
        Remember(_history.NewSandbox());
        try
        {
            await _executor.CreateSandboxAsync(create, _pod, cut).ConfigureAwait(false);
            _sandboxFailure = null;
        }
        catch (PodStartException e)
        {
            // The plan is over, but not failed: the planner waits until the time to try again.
            _sandboxFailure = Failed(_sandboxFailure, e, RetryTimes.Sandbox);
        }

        return true;
    }

    private async Task<bool> StartContainerAsync(PodAction.StartContainer start, PodObservation observed, CancellationToken cut)
    {
        Remember(_history.Starting(start.Container, start.Attempt, observed.Newest(start.Container), _services.Backoff, Now));
        try
        {
            await _executor.StartContainerAsync(start, _pod, observed, cut).ConfigureAwait(false);
            _startFailures.Remove(start.Container);
        }
        catch (PodStartException e)
        {
            _startFailures[start.Container] = Failed(_startFailures.GetValueOrDefault(start.Container), e, RetryTimes.Container);
        }

        return true;
    }

    private StartFailure Failed(StartFailure? previous, PodStartException e, RetryTimes times)
    {
        var failures = (previous?.Failures ?? 0) + 1;
        return new StartFailure(e.Reason, e.Message, failures, Now + times.After(failures));
    }
}

/// <summary>How long to wait after the n-th failure in a row: doubling, up to a limit.</summary>
/// <param name="First">After the first.</param>
/// <param name="Longest">At most.</param>
internal sealed record RetryTimes(TimeSpan First, TimeSpan Longest)
{
    /// <summary>Images and containers: the kubelet's image back-off.</summary>
    public static RetryTimes Container { get; } = new(TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(5));

    /// <summary>Sandboxes and volumes: soon again, for what they lack is usually being put there.</summary>
    public static RetryTimes Sandbox { get; } = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10));

    public TimeSpan After(int failures) =>
        TimeSpan.FromSeconds(Math.Min(First.TotalSeconds * Math.Pow(2, failures - 1), Longest.TotalSeconds));
}
