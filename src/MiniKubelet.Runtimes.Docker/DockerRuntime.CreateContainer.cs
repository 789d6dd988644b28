using MiniKubelet.Runtime;
using MiniKubelet.Runtimes.Docker.Engine;

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

        if (config.Resources.HugepageLimits.Values.Any(limit => limit > 0))
        {
            throw new RuntimeException(
                RuntimeErrorKind.InvalidArgument, config.Name, $"container {config.Name}: docker cannot limit huge pages");
        }

        var name = new ObjectName(config.Name, sandbox.Name, sandbox.Namespace, sandbox.Uid, config.Attempt);
        var seccomp = await SecurityOptions.ReadSeccompAsync(config.Security, cancellationToken).ConfigureAwait(false);
        var request = ContainerRequest.For(
            sandboxId, Attainable(config), sandbox, name, seccomp, await MemberRuntimeAsync(cancellationToken).ConfigureAwait(false));
        try
        {
            return await CreateAsync(name, request, cancellationToken).ConfigureAwait(false);
        }
        catch (RuntimeException e) when (e.Kind == RuntimeErrorKind.InvalidArgument)
        {
            _sharesUts = null;

            // A missing sandbox is a 400 like any other wrong argument.
            if (await InspectAsync(sandboxId, cancellationToken).ConfigureAwait(false) is null)
            {
                throw new RuntimeException(RuntimeErrorKind.NotFound, sandboxId, e.Message, e);
            }

            throw;
        }
    }

    private async ValueTask<string?> MemberRuntimeAsync(CancellationToken cancellationToken)
    {
        if (_sharesUts is null)
        {
            await ReadInfoAsync(cancellationToken).ConfigureAwait(false);
        }

        return _sharesUts == true ? UtsRuntime : null;
    }

    /// <summary>
    /// Where Docker lacks CAP_SYS_RESOURCE (in some containers and virtual machines), a negative OOM score would be the death of
    /// its runc. Such a container gets 0, which Docker itself gives by default.
    /// </summary>
    private ContainerConfig Attainable(ContainerConfig config) =>
        config.Resources.OomScoreAdj < 0 && _engine.PeerPid is > 0 and var docker && !UnixPeer.MayLowerOomScore(docker)
            ? config with { Resources = config.Resources with { OomScoreAdj = 0 } }
            : config;
}
