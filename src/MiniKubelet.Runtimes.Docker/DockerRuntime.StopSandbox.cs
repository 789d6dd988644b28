namespace MiniKubelet.Runtimes.Docker;

public sealed partial class DockerRuntime
{
    /// <inheritdoc/>
    public async Task StopSandboxAsync(string sandboxId, CancellationToken cancellationToken)
    {
        // Members first: they use the sandbox's network.
        var members = await ListMembersAsync(sandboxId, cancellationToken).ConfigureAwait(false);
        await Task.WhenAll(members.Select(member => KillAsync(member.Id, cancellationToken))).ConfigureAwait(false);
        await KillAsync(sandboxId, cancellationToken).ConfigureAwait(false);
    }
}
