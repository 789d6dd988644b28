using MiniKubelet.Runtime;
using MiniKubelet.Runtimes.Cri.V1;

namespace MiniKubelet.Runtimes.Cri;

public sealed partial class CriRuntime
{
    /// <inheritdoc/>
    public async Task StopContainerAsync(string containerId, TimeSpan grace, CancellationToken cancellationToken)
    {
        if (grace > TimeSpan.Zero && await OwnStopSignalAsync(containerId, cancellationToken) is { } signal)
        {
            await SignalAsync(containerId, signal, grace, cancellationToken);
            grace = TimeSpan.Zero;
        }

        // CRI counts whole seconds: rounded up, so that nobody gets less time than promised.
        var seconds = (long)Math.Ceiling(grace.TotalSeconds);
        var request = new StopContainerRequest { ContainerId = containerId, Timeout = seconds };
        try
        {
            await _calls.CallAsync(
                CriMethods.StopContainer, request, containerId, cancellationToken, TimeSpan.FromSeconds(seconds) + CriCalls.Timeout);
        }
        catch (RuntimeException e) when (e.Kind == RuntimeErrorKind.NotFound)
        {
            // CRI StopContainer: "must not return an error if the container has already been stopped"; so with one that is gone.
        }
    }
}
