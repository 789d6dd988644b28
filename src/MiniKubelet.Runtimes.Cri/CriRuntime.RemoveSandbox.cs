using MiniKubelet.Runtime;
using MiniKubelet.Runtimes.Cri.V1;

namespace MiniKubelet.Runtimes.Cri;

public sealed partial class CriRuntime
{
    /// <inheritdoc/>
    public async Task RemoveSandboxAsync(string sandboxId, CancellationToken cancellationToken)
    {
        try
        {
            await _calls.CallAsync(
                CriMethods.RemovePodSandbox, new RemovePodSandboxRequest { PodSandboxId = sandboxId }, sandboxId, cancellationToken,
                ofText: CriErrorTexts.OfRemove);
        }
        catch (RuntimeException e) when (e.Kind == RuntimeErrorKind.NotFound)
        {
            // CRI RemovePodSandbox: "must not return an error if the sandbox has already been removed".
        }

        _podUids.Forget(sandboxId);
    }
}
