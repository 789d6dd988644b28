using MiniKubelet.Runtime;
using MiniKubelet.Runtimes.Cri.V1;

namespace MiniKubelet.Runtimes.Cri;

public sealed partial class CriRuntime
{
    /// <inheritdoc/>
    public async Task StopSandboxAsync(string sandboxId, CancellationToken cancellationToken)
    {
        try
        {
            await _calls.CallAsync(
                CriMethods.StopPodSandbox, new StopPodSandboxRequest { PodSandboxId = sandboxId }, sandboxId, cancellationToken);
        }
        catch (RuntimeException e) when (e.Kind == RuntimeErrorKind.NotFound)
        {
            // CRI StopPodSandbox: "must not return an error if all relevant resources have already been reclaimed".
        }
    }
}
