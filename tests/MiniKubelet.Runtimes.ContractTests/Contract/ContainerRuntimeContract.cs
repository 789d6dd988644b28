using MiniKubelet.Runtime;
using Xunit;

namespace MiniKubelet.Runtimes.ContractTests.Contract;

/// <summary>
/// What every container runtime must do behind <see cref="IContainerRuntime"/>. A class per runtime inherits the tests; the few
/// members that may differ are the virtual ones, each with the reason beside its override.
/// </summary>
public abstract partial class ContainerRuntimeContract : IAsyncLifetime
{
    /// <summary>Where the runtime is.</summary>
    protected abstract string SocketPath { get; }

    /// <summary>Whether containers share the sandbox's UTS namespace, or only its host name.</summary>
    protected virtual Task<bool> SharesUtsAsync() => Task.FromResult(true);

    /// <summary>Connects to a socket; may throw what its first call would throw.</summary>
    protected abstract Task<IContainerRuntime> ConnectAsync(string socketPath);

    /// <summary>The pods of the running test.</summary>
    private protected TestPods Pods { get; private set; } = null!;

    /// <summary>The connection of the running test.</summary>
    protected IContainerRuntime Runtime => Pods.Runtime;

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        Pods = new TestPods(await ConnectAsync(SocketPath));
        await Pods.SweepOldAsync();
    }

    /// <inheritdoc/>
    public async Task DisposeAsync() => await Pods.DisposeAsync();

    private static Task<RuntimeException> FailsAsync(RuntimeErrorKind kind, Func<Task> call) =>
        FailsAsync([kind], call);

    private static async Task<RuntimeException> FailsAsync(RuntimeErrorKind[] kinds, Func<Task> call)
    {
        var exception = await Assert.ThrowsAsync<RuntimeException>(call);
        Assert.True(kinds.Contains(exception.Kind), $"expected {string.Join(" or ", kinds)}, got {exception.Kind}: {exception.Message}");
        return exception;
    }
}
