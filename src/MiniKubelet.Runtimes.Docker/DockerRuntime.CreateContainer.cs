using MiniKubelet.Runtime;

namespace MiniKubelet.Runtimes.Docker;

public sealed partial class DockerRuntime
{
    /// <inheritdoc/>
    public async Task<string> CreateContainerAsync(
        string sandboxId, ContainerConfig config, SandboxConfig sandbox, CancellationToken cancellationToken)
    {
        if (!ImageName.IsValid(config.Image))
        {
            throw ImageName.Invalid(config.Image);
        }

        var name = new ObjectName(config.Name, sandbox.Name, sandbox.Namespace, sandbox.Uid, config.Attempt);
        var seccomp = await SecurityOptions.ReadSeccompAsync(config.Security, cancellationToken).ConfigureAwait(false);
        var request = ContainerRequest.For(sandboxId, config, sandbox, name, seccomp);
        try
        {
            return await CreateAsync(name, request, cancellationToken).ConfigureAwait(false);
        }
        catch (RuntimeException e) when (e.Kind == RuntimeErrorKind.InvalidArgument)
        {
            // A missing sandbox is a 400 like any other wrong argument.
            if (await InspectAsync(sandboxId, cancellationToken).ConfigureAwait(false) is null)
            {
                throw new RuntimeException(RuntimeErrorKind.NotFound, sandboxId, e.Message, e);
            }

            throw;
        }
        catch (OperationCanceledException)
        {
            // Docker may still have made it. Nobody knows its id, so it must not stay.
            await RollBackAsync(name.ToString()).ConfigureAwait(false);
            throw;
        }
    }
}
