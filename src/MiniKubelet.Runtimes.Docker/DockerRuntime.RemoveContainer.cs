using MiniKubelet.Runtime;
using MiniKubelet.Runtimes.Docker.Engine;

namespace MiniKubelet.Runtimes.Docker;

public sealed partial class DockerRuntime
{
    /// <inheritdoc/>
    public Task RemoveContainerAsync(string containerId, CancellationToken cancellationToken) =>
        RemoveAsync(containerId, cancellationToken);

    /// <summary>Kills and removes, with the volumes that its image's VOLUME lines made.</summary>
    private async Task RemoveAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            await _engine
                .SendAsync(EngineCall.End, id, HttpMethod.Delete, $"/containers/{id}?force=1&v=1", cancellationToken)
                .ConfigureAwait(false);
        }
        catch (RuntimeException e) when (e.Kind == RuntimeErrorKind.NotFound)
        {
        }
        catch (RuntimeException e) when (e.Kind == RuntimeErrorKind.InvalidState)
        {
            // 409: somebody else's removal of it is under way.
            await WaitForRemovalAsync(id, cancellationToken).ConfigureAwait(false);
        }

        Forget(id);
    }

    private Task WaitForRemovalAsync(string id, CancellationToken cancellationToken) =>
        GoneIsSuccessAsync(_engine.SendAsync(
            EngineCall.End, id, HttpMethod.Post, $"/containers/{id}/wait?condition=removed", cancellationToken));
}
