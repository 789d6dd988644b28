using MiniKubelet.Runtime;
using MiniKubelet.Runtimes.Cri.V1;

namespace MiniKubelet.Runtimes.Cri;

public sealed partial class CriRuntime
{
    /// <inheritdoc/>
    public async Task RemoveContainerAsync(string containerId, CancellationToken cancellationToken)
    {
        try
        {
            await _calls.CallAsync(
                CriMethods.RemoveContainer, new RemoveContainerRequest { ContainerId = containerId }, containerId, cancellationToken,
                ofText: CriErrorTexts.OfRemove);
        }
        catch (RuntimeException e) when (e.Kind == RuntimeErrorKind.NotFound)
        {
            // CRI RemoveContainer: "must not return an error if the container has already been removed".
        }

        _podUids.Forget(containerId);
    }
}
