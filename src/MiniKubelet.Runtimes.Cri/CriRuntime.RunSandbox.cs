using MiniKubelet.Runtime;
using MiniKubelet.Runtimes.Cri.Configs;
using MiniKubelet.Runtimes.Cri.V1;

namespace MiniKubelet.Runtimes.Cri;

public sealed partial class CriRuntime
{
    // Twice a call's time, as the kubelet does: the runtime may have to pull the pause image and ask a network plugin.
    private static readonly TimeSpan _runSandboxTimeout = 2 * CriCalls.Timeout;
    private static readonly TimeSpan _cleanUpTimeout = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public async Task<string> RunSandboxAsync(SandboxConfig config, CancellationToken cancellationToken)
    {
        try
        {
            return await TryRunSandboxAsync(config, cancellationToken);
        }
        catch (RuntimeException e) when (e.Kind == RuntimeErrorKind.AlreadyExists)
        {
            // An earlier try that timed out has left a sandbox of this name (containerd#12438). Nobody else makes ours: out with it.
            if (!await RemoveSandboxesOfAttemptAsync(config, cancellationToken))
            {
                throw;
            }

            return await TryRunSandboxAsync(config, cancellationToken);
        }
    }

    private async Task<string> TryRunSandboxAsync(SandboxConfig config, CancellationToken cancellationToken)
    {
        try
        {
            var request = new RunPodSandboxRequest { Config = CriSandbox.ToCri(config), RuntimeHandler = config.RuntimeHandler };
            var response = await _calls.CallAsync(
                CriMethods.RunPodSandbox, request, config.Uid, cancellationToken, _runSandboxTimeout, CriErrorTexts.OfRunSandbox);
            _podUids.Learn(response.PodSandboxId, config.Uid);
            return response.PodSandboxId;
        }
        catch (Exception e) when (e is OperationCanceledException
            or RuntimeException { Kind: not (RuntimeErrorKind.AlreadyExists or RuntimeErrorKind.Unavailable) })
        {
            await CleanUpQuietlyAsync(config);
            throw;
        }
    }

    // The runtime cleans up behind itself, except when its own cleaning failed or it was cut off: then it keeps a sandbox that
    // is not ready. If removing it fails too, the next observation shows it and it is removed then.
    private async Task CleanUpQuietlyAsync(SandboxConfig config)
    {
        using var patience = new CancellationTokenSource(_cleanUpTimeout, _time);
        try
        {
            await RemoveSandboxesOfAttemptAsync(config, patience.Token);
        }
        catch (Exception e) when (e is RuntimeException or OperationCanceledException)
        {
        }
    }

    private async Task<bool> RemoveSandboxesOfAttemptAsync(SandboxConfig config, CancellationToken cancellationToken)
    {
        var found = false;
        foreach (var sandbox in await _observer.ListSandboxesAsync(config.Uid, cancellationToken))
        {
            if (sandbox.Metadata.Attempt == config.Attempt
                && sandbox.Metadata.Name == config.Name
                && sandbox.Metadata.Namespace == config.Namespace)
            {
                found = true;
                await StopSandboxAsync(sandbox.Id, cancellationToken);
                await RemoveSandboxAsync(sandbox.Id, cancellationToken);
            }
        }

        return found;
    }
}
