using MiniKubelet.Kubernetes;
using MiniKubelet.Runtime;

namespace MiniKubelet.Agent.Pods;

/// <summary>A lifecycle hook failed; the message says all about it, what the hook printed included.</summary>
public sealed class LifecycleHookException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The instance of a container that a hook belongs to.</summary>
/// <param name="Pod">Its pod.</param>
/// <param name="Container">The container.</param>
/// <param name="ContainerId">The instance at the runtime.</param>
/// <param name="Host">Where an httpGet hook without a host goes: the pod's address.</param>
public sealed record HookTarget(Pod Pod, Container Container, string ContainerId, string Host);

/// <summary>
/// Runs postStart and preStop handlers: exec (the command as it stands, no shell, no variables), httpGet (any answer counts, only the
/// transport can fail) and sleep (kubernetes/pkg/kubelet/lifecycle/handlers.go).
/// </summary>
public sealed class LifecycleHooks(IContainerRuntime runtime, TimeProvider time)
{
    private const int OutputLimit = 10 * 1024;

    // What a timer can hold is less than a pod may ask for.
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromDays(30);

    /// <summary>Runs a handler; over its time is a failure.</summary>
    /// <param name="hook">The handler.</param>
    /// <param name="target">What it belongs to.</param>
    /// <param name="timeout">How long it may take; infinite for a postStart hook.</param>
    /// <param name="plainHttp">Told of an httpGet hook that asked for HTTPS and was answered in plain HTTP: host and port.</param>
    /// <param name="cancellationToken">Breaks it off.</param>
    /// <exception cref="LifecycleHookException">It failed.</exception>
    public async Task RunAsync(
        LifecycleHandler hook, HookTarget target, TimeSpan timeout, Action<string> plainHttp, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(hook);
        ArgumentNullException.ThrowIfNull(target);
        var limit = timeout < LongestTimeout ? timeout : LongestTimeout;
        using var timer = new CancellationTokenSource(limit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            await (hook switch
            {
                { Exec: { } exec } => ExecAsync(exec, target, limit, both.Token),
                { HttpGet: { } get } => HttpHook.RunAsync(get, target, plainHttp, both.Token),
                { Sleep: { } sleep } => Task.Delay(Bound(sleep.Seconds), time, both.Token),
                _ => throw new LifecycleHookException("invalid handler"),
            }).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            // Without a limit of its own only the connection of an httpGet hook has one.
            var why = timeout == Timeout.InfiniteTimeSpan ? e.Message : $"did not finish within {GoDuration.Format(timeout)}";
            throw Failed(hook, target, why, e);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Whatever a handler does, a host name that is none included: a hook must not keep its container from being stopped.
            throw Failed(hook, target, e.Message, e);
        }
    }

    private static TimeSpan Bound(long seconds) =>
        seconds < LongestTimeout.TotalSeconds ? TimeSpan.FromSeconds(seconds) : LongestTimeout;

    private async Task ExecAsync(ExecAction exec, HookTarget target, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var result = await runtime.ExecAsync(target.ContainerId, exec.Command, timeout, OutputLimit, cancellationToken)
            .ConfigureAwait(false);
        if (result.ExitCode != 0)
        {
            throw new LifecycleHookException(
                $"command '{string.Join(' ', exec.Command)}' exited with {result.ExitCode}, message: \"{result.Output}\"");
        }
    }

    // The kubelet's words.
    private static LifecycleHookException Failed(LifecycleHandler hook, HookTarget target, string error, Exception inner)
    {
        var what = hook switch
        {
            { Exec: { } exec } => $"Exec lifecycle hook ([{string.Join(' ', exec.Command)}])",
            { HttpGet: { } get } => $"HTTP lifecycle hook ({get.Path})",
            { Sleep: { } sleep } => $"Sleep lifecycle hook ({sleep.Seconds})",
            _ => "Lifecycle hook",
        };
        var pod = target.Pod.Metadata;
        return new LifecycleHookException(
            $"{what} for Container \"{target.Container.Name}\" in Pod \"{pod.Name}_{pod.Namespace}({pod.Uid})\" failed - error: {error}",
            inner);
    }
}
