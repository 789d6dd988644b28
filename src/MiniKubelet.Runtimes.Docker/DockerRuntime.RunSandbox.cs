using MiniKubelet.Runtime;
using MiniKubelet.Runtimes.Docker.Engine;

namespace MiniKubelet.Runtimes.Docker;

public sealed partial class DockerRuntime
{
    /// <inheritdoc/>
    public async Task<string> RunSandboxAsync(SandboxConfig config, CancellationToken cancellationToken)
    {
        var name = new ObjectName(ObjectName.Sandbox, config.Name, config.Namespace, config.Uid, config.Attempt);
        var request = SandboxRequest.For(config, name);
        var id = await CreateAsync(name, request, cancellationToken).ConfigureAwait(false);
        try
        {
            await StartAsync(id, cancellationToken).ConfigureAwait(false);
            return id;
        }
        catch (RuntimeException e)
        {
            await RollBackAsync(id).ConfigureAwait(false);
            if (EngineErrors.SaysPortTaken(e.Message))
            {
                throw new RuntimeException(RuntimeErrorKind.AlreadyExists, name.ToString(), e.Message, e);
            }

            throw;
        }
        catch (OperationCanceledException)
        {
            await RollBackAsync(id).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>
    /// Creates; leaves nothing behind when cancelled. The call itself is not abandoned, it takes milliseconds: Docker would go
    /// on with it and have a container that nobody knows of.
    /// </summary>
    private async Task<string> CreateAsync(ObjectName name, CreateContainerRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var created = await _engine
            .PostAsync(
                EngineCall.Create,
                name.ToString(),
                $"/containers/create?name={name}",
                request,
                EngineJson.Default.CreateContainerRequest,
                EngineJson.Default.CreatedObject,
                CancellationToken.None)
            .ConfigureAwait(false);
        if (cancellationToken.IsCancellationRequested)
        {
            await RollBackAsync(created.Id).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
        }

        return created.Id;
    }

    /// <summary>Removes what a failed call made. A failure of this must not hide the first one; the next observation shows the rest.</summary>
    private async Task RollBackAsync(string id)
    {
        try
        {
            await RemoveAsync(id, CancellationToken.None).ConfigureAwait(false);
        }
        catch (RuntimeException)
        {
        }
    }
}
