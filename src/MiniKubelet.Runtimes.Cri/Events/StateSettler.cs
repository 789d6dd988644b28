using MiniKubelet.Runtime;
using MiniKubelet.Runtimes.Cri.V1;

namespace MiniKubelet.Runtimes.Cri.Events;

/// <summary>Waits until CRI's books say what containerd has already announced.</summary>
internal sealed class StateSettler(CriCalls calls, TimeProvider time)
{
    private const string OomReason = "OOMKilled";

    private static readonly TimeSpan _shortestPause = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan _longestPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    /// <summary>Asks again, ever less often, until the answer is yes; gives up after a few seconds or when the runtime fails.</summary>
    public async Task WaitAsync(
        string id, Func<string, CancellationToken, Task<bool>> settled, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        try
        {
            while (!await settled(id, cancellationToken) && time.GetElapsedTime(start) < _patience)
            {
                // An eighth of what has passed: a short wait is noticed at once, a long one costs few calls.
                var pause = time.GetElapsedTime(start) / 8;
                pause = pause < _shortestPause ? _shortestPause : pause > _longestPause ? _longestPause : pause;
                await Task.Delay(pause, time, cancellationToken);
            }
        }
        catch (RuntimeException)
        {
            // The event is passed on all the same; whoever it wakes will see what is wrong.
        }
    }

    /// <summary>The container has exited, or the sandbox is not ready, or it is gone.</summary>
    public async Task<bool> HasEndedAsync(string id, CancellationToken cancellationToken) =>
        await ContainerAsync(id, cancellationToken) is { } container
            ? container.State is not (ContainerState.ContainerCreated or ContainerState.ContainerRunning)
            : await SandboxAsync(id, cancellationToken) is not { State: PodSandboxState.SandboxReady };

    /// <summary>The container's reason tells of the kill, or it is gone.</summary>
    public async Task<bool> HasOomReasonAsync(string id, CancellationToken cancellationToken) =>
        await ContainerAsync(id, cancellationToken) is not { } container || container.Reason == OomReason;

    /// <summary>There is no such container and no such sandbox.</summary>
    public async Task<bool> IsGoneAsync(string id, CancellationToken cancellationToken) =>
        await ContainerAsync(id, cancellationToken) is null && await SandboxAsync(id, cancellationToken) is null;

    private async Task<ContainerStatus?> ContainerAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            var request = new ContainerStatusRequest { ContainerId = id };
            return (await calls.CallAsync(CriMethods.ContainerStatus, request, id, cancellationToken)).Status;
        }
        catch (RuntimeException e) when (e.Kind == RuntimeErrorKind.NotFound)
        {
            return null;
        }
    }

    private async Task<PodSandboxStatus?> SandboxAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            var request = new PodSandboxStatusRequest { PodSandboxId = id };
            return (await calls.CallAsync(CriMethods.PodSandboxStatus, request, id, cancellationToken)).Status;
        }
        catch (RuntimeException e) when (e.Kind == RuntimeErrorKind.NotFound)
        {
            return null;
        }
    }
}
