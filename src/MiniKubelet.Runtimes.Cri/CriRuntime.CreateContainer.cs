using MiniKubelet.Runtime;
using MiniKubelet.Runtimes.Cri.Configs;
using MiniKubelet.Runtimes.Cri.V1;
using ContainerConfig = MiniKubelet.Runtime.ContainerConfig;

namespace MiniKubelet.Runtimes.Cri;

public sealed partial class CriRuntime
{
    /// <inheritdoc/>
    public async Task<string> CreateContainerAsync(
        string sandboxId, ContainerConfig config, SandboxConfig sandbox, CancellationToken cancellationToken)
    {
        var request = new CreateContainerRequest
        {
            PodSandboxId = sandboxId,
            Config = CriContainer.ToCri(config, sandbox),
            SandboxConfig = CriSandbox.ToCri(sandbox),
        };
        try
        {
            var response = await _calls.CallAsync(
                CriMethods.CreateContainer, request, sandboxId, cancellationToken, ofText: CriErrorTexts.OfCreate);
            _podUids.Learn(response.ContainerId, sandbox.Uid);
            if (config.StopSignal.Length > 0)
            {
                await RequireStopSignalAsync(response.ContainerId, config.StopSignal, cancellationToken);
            }

            return response.ContainerId;
        }
        catch (RuntimeException e) when (e.Kind == RuntimeErrorKind.NotFound)
        {
            // The same code for a missing image and a missing sandbox: ask which it is.
            if (await GetImageAsync(config.Image, cancellationToken) is null)
            {
                throw new RuntimeException(RuntimeErrorKind.ImageNotFound, config.Image, e.Message, e);
            }

            throw;
        }
    }
}
