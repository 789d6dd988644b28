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
        string id;
        try
        {
            id = await CreateAsync(name, request, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Docker may still have made it; the name is ours alone, so removing by name is safe.
            await RollBackAsync(name.ToString()).ConfigureAwait(false);
            throw;
        }

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

    private async Task<string> CreateAsync(ObjectName name, CreateContainerRequest request, CancellationToken cancellationToken)
    {
        var created = await _engine
            .PostAsync(
                EngineCall.Create,
                name.ToString(),
                $"/containers/create?name={name}",
                request,
                EngineJson.Default.CreateContainerRequest,
                EngineJson.Default.CreatedObject,
                cancellationToken)
            .ConfigureAwait(false);
        return created.Id;
    }

    /// <summary>Removes what a failed call made. A failure of this must not hide the first one; the next observation shows the rest.</summary>
    private async Task RollBackAsync(string idOrName)
    {
        try
        {
            await RemoveAsync(idOrName, CancellationToken.None).ConfigureAwait(false);
        }
        catch (RuntimeException)
        {
        }
    }
}
