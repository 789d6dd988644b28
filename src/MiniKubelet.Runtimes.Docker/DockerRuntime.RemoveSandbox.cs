namespace MiniKubelet.Runtimes.Docker;

public sealed partial class DockerRuntime
{
    /// <inheritdoc/>
    public async Task RemoveSandboxAsync(string sandboxId, CancellationToken cancellationToken)
    {
        var members = await ListMembersAsync(sandboxId, cancellationToken).ConfigureAwait(false);
        await Task.WhenAll(members.Select(member => RemoveAsync(member.Id, cancellationToken))).ConfigureAwait(false);
        await RemoveAsync(sandboxId, cancellationToken).ConfigureAwait(false);
    }
}
