using MiniKubelet.Runtimes.Cri.V1;

namespace MiniKubelet.Runtimes.Cri;

public sealed partial class CriRuntime
{
    /// <inheritdoc/>
    public Task StartContainerAsync(string containerId, CancellationToken cancellationToken) =>
        _calls.CallAsync(
            CriMethods.StartContainer, new StartContainerRequest { ContainerId = containerId }, containerId, cancellationToken,
            ofText: CriErrorTexts.OfStart);
}
