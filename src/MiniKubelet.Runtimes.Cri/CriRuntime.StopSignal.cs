using MiniKubelet.Runtime;
using MiniKubelet.Runtimes.Cri.Configs;
using MiniKubelet.Runtimes.Cri.Containerd;
using MiniKubelet.Runtimes.Cri.V1;

namespace MiniKubelet.Runtimes.Cri;

/// <summary>
/// The stop signal that a pod asks for. CRI's field for it is young: a runtime that honours it tells so in the container's status. With
/// another, which sends the image's signal, it is sent here through containerd's own service; CRI then only has to kill what is left
/// and to close its books. Where neither works the container is not made.
/// </summary>
public sealed partial class CriRuntime
{
    /// <summary>Removes a container again whose stop signal nobody could send, and throws.</summary>
    private async Task RequireStopSignalAsync(string containerId, string signal, CancellationToken cancellationToken)
    {
        if (await OwnStopSignalAsync(containerId, cancellationToken) is not { } number)
        {
            return;
        }

        try
        {
            // Nothing runs in it yet, so nothing happens; the answer tells whether the service is there.
            await SendAsync(containerId, number, cancellationToken);
        }
        catch (RuntimeException e) when (e.Kind == RuntimeErrorKind.Unimplemented)
        {
            await RemoveContainerAsync(containerId, cancellationToken);
            throw new RuntimeException(
                RuntimeErrorKind.InvalidArgument, containerId, $"this runtime cannot stop a container with {signal}: it ignores CRI's stop_signal", e);
        }
    }

    /// <summary>The signal that a container was made with and that is ours to send; null when the runtime does.</summary>
    private async Task<int?> OwnStopSignalAsync(string containerId, CancellationToken cancellationToken)
    {
        try
        {
            var response = await _calls.CallAsync(
                CriMethods.ContainerStatus, new ContainerStatusRequest { ContainerId = containerId }, containerId, cancellationToken);
            return response.Status is { State: not ContainerState.ContainerExited, StopSignal: Signal.RuntimeDefault } status
                && status.Annotations.TryGetValue(CriContainer.StopSignalAnnotation, out var name)
                    ? StopSignals.NumberOf(name)
                    : null;
        }
        catch (RuntimeException e) when (e.Kind == RuntimeErrorKind.NotFound)
        {
            return null;
        }
    }

    /// <summary>Sends the signal and waits until the process has ended or the grace is over.</summary>
    private async Task SignalAsync(string containerId, int signal, TimeSpan grace, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(grace, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            await SendAsync(containerId, signal, either.Token);
            var wait = new TaskWaitRequest { ContainerId = containerId };
            await _calls.CallWithoutDeadlineAsync(ContainerdMethods.Wait, wait, containerId, either.Token);
        }
        catch (RuntimeException e) when (e.Kind == RuntimeErrorKind.NotFound)
        {
            // It ended between the two.
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The grace is over.
        }
    }

    private async Task SendAsync(string containerId, int signal, CancellationToken cancellationToken)
    {
        try
        {
            var kill = new TaskKillRequest { ContainerId = containerId, Signal = (uint)signal };
            await _calls.CallAsync(ContainerdMethods.Kill, kill, containerId, cancellationToken);
        }
        catch (RuntimeException e) when (e.Kind is RuntimeErrorKind.NotFound or RuntimeErrorKind.InvalidState)
        {
            // There is no process: not yet, or not any more.
        }
    }
}
