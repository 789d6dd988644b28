using MiniKubelet.Observation;
using MiniKubelet.Runtime;
using MiniKubelet.Runtimes.Cri.Logs;
using MiniKubelet.Runtimes.Cri.V1;

namespace MiniKubelet.Runtimes.Cri;

public sealed partial class CriRuntime
{
    /// <inheritdoc/>
    public IAsyncEnumerable<LogLine> ReadLogsAsync(
        ContainerObservation container, LogOptions options, CancellationToken cancellationToken) =>
        new LogReader(container.LogPath, _time, token => HasEndedAsync(container.Id, token)).ReadAsync(options, cancellationToken);

    private async Task<bool> HasEndedAsync(string containerId, CancellationToken cancellationToken)
    {
        var response = await _calls.CallAsync(
            CriMethods.ContainerStatus, new ContainerStatusRequest { ContainerId = containerId }, containerId, cancellationToken);
        return response.Status?.State is not (ContainerState.ContainerCreated or ContainerState.ContainerRunning);
    }
}
