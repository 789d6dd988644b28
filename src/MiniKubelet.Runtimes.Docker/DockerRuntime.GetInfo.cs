using MiniKubelet.Runtime;
using MiniKubelet.Runtimes.Docker.Engine;

namespace MiniKubelet.Runtimes.Docker;

public sealed partial class DockerRuntime
{
    /// <inheritdoc/>
    public async Task<RuntimeInfo> GetInfoAsync(CancellationToken cancellationToken)
    {
        var info = await ReadInfoAsync(cancellationToken).ConfigureAwait(false);
        var network = await BridgeExistsAsync(cancellationToken).ConfigureAwait(false)
            ? null
            : "docker has no default bridge network; it was started with --bridge=none";
        return new RuntimeInfo("docker", info.ServerVersion, NotReadyReason: null, network, info.LiveRestoreEnabled);
    }

    private async Task<DaemonInfo> ReadInfoAsync(CancellationToken cancellationToken)
    {
        var info = await _engine
            .GetAsync(EngineCall.Query, _socketPath, "/info", EngineJson.Default.DaemonInfo, cancellationToken)
            .ConfigureAwait(false);
        _sharesUts = info.Runtimes?.ContainsKey(UtsRuntime) ?? false;
        return info;
    }

    private async Task<bool> BridgeExistsAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _engine.SendAsync(EngineCall.Query, "bridge", HttpMethod.Get, "/networks/bridge", cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (RuntimeException e) when (e.Kind == RuntimeErrorKind.NotFound)
        {
            return false;
        }
    }
}
