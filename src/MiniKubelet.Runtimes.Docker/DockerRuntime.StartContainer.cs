using MiniKubelet.Runtime;
using MiniKubelet.Runtimes.Docker.Engine;

namespace MiniKubelet.Runtimes.Docker;

public sealed partial class DockerRuntime
{
    /// <inheritdoc/>
    public async Task StartContainerAsync(string containerId, CancellationToken cancellationToken)
    {
        try
        {
            await StartAsync(containerId, cancellationToken).ConfigureAwait(false);
        }
        catch (RuntimeException e) when (e.Kind == RuntimeErrorKind.Internal)
        {
            if (await CouldNotRunAsync(containerId, cancellationToken).ConfigureAwait(false))
            {
                throw new RuntimeException(RuntimeErrorKind.CannotRun, containerId, e.Message, e);
            }

            throw;
        }
    }

    private Task StartAsync(string id, CancellationToken cancellationToken) =>
        _engine.SendAsync(EngineCall.Start, id, HttpMethod.Post, $"/containers/{id}/start", cancellationToken);

    /// <summary>
    /// Whether Docker itself took the failed start for the end of the container: then it has an error and an exit code (moby:
    /// containerStart), as with an unknown user, which like most failures is only a 500 on the wire.
    /// </summary>
    private async Task<bool> CouldNotRunAsync(string id, CancellationToken cancellationToken)
    {
        var details = await InspectAsync(id, cancellationToken).ConfigureAwait(false);
        return details is { State: { Running: false, ExitCode: not 0, Error.Length: > 0 } };
    }
}
