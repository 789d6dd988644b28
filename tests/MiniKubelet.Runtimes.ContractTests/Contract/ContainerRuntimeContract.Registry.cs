using System.Net;
using System.Net.Sockets;
using MiniKubelet.Runtime;
using MiniKubelet.Testing;
using Xunit;

namespace MiniKubelet.Runtimes.ContractTests.Contract;

public abstract partial class ContainerRuntimeContract
{
    private static readonly RegistryCredentials _credentials = new(TestRegistry.Username, TestRegistry.Password, null, null);

    [RuntimeFact, RequiresRegistry]
    public async Task APrivateImageIsPulledWithItsCredentialsOnly()
    {
        using var registry = new TestRegistry();
        var image = await registry.PushAsync();

        await FailsAsync(RuntimeErrorKind.Unauthorized, () => Runtime.PullImageAsync(image.Name, null, CancellationToken.None));
        var refused = await FailsAsync(
            RuntimeErrorKind.Unauthorized,
            () => Runtime.PullImageAsync(image.Name, _credentials with { Password = "not-this-one" }, CancellationToken.None));
        Assert.DoesNotContain("not-this-one", refused.ToString(), StringComparison.Ordinal);
        Assert.Null(await Runtime.GetImageAsync(image.Name, CancellationToken.None));
        var id = await Runtime.PullImageAsync(image.Name, _credentials, CancellationToken.None);

        var held = await Runtime.GetImageAsync(image.Name, CancellationToken.None);
        Assert.Equal($"{image.Repository}@{image.Digest}", held!.Reference);
        Assert.True(held.Size > 0);
        Assert.Contains(id, (string[])[held.Id, held.Reference]);
    }

    [RuntimeFact, RequiresRegistry]
    public async Task AnImageIsPulledByItsDigest()
    {
        using var registry = new TestRegistry();
        var (byDigest, byBoth) = (await registry.PushAsync(), await registry.PushAsync());
        foreach (var (image, name) in new[] { (byDigest, $"{byDigest.Repository}@{byDigest.Digest}"), (byBoth, $"{byBoth.Name}@{byBoth.Digest}") })
        {
            Assert.Null(await Runtime.GetImageAsync(name, CancellationToken.None));
            await Runtime.PullImageAsync(name, _credentials, CancellationToken.None);
            Assert.Equal($"{image.Repository}@{image.Digest}", (await Runtime.GetImageAsync(name, CancellationToken.None))?.Reference);
        }
    }

    [RuntimeFact, RequiresRegistry]
    public async Task AnImageThatNoRegistryHasIsNotFound()
    {
        await FailsAsync(
            RuntimeErrorKind.ImageNotFound,
            () => Runtime.PullImageAsync($"{TestRegistry.Address}/private/busybox:no-such-tag", _credentials, CancellationToken.None));
    }

    /// <summary>A registry that takes connections and never answers: when the pull is given up, the runtime hangs up.</summary>
    [RuntimeFact]
    public async Task APullThatIsCancelledIsGivenUpAtTheRuntime()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var abandoned = new CancellationTokenSource();
        var pulling = Runtime.PullImageAsync($"{listener.LocalEndpoint}/silent:1", null, abandoned.Token);
        using var connection = await listener.AcceptTcpClientAsync();
        Assert.NotEqual(0, await connection.GetStream().ReadAsync(new byte[1]));

        await abandoned.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pulling);
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await HangsUpAsync(connection.GetStream(), deadline.Token);
    }

    private static async Task HangsUpAsync(NetworkStream connection, CancellationToken deadline)
    {
        try
        {
            while (await connection.ReadAsync(new byte[4096], deadline) > 0)
            {
            }
        }
        catch (IOException)
        {
            // Reset: gone too.
        }
    }
}
