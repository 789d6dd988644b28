using MiniKubelet.Runtime;
using MiniKubelet.Testing;

namespace MiniKubelet.EndToEnd.Tests.Harness;

/// <summary>
/// A runtime that the tests have for themselves. What it holds is asked of its own tools, so that the daemon's code does not
/// vouch for itself.
/// </summary>
public abstract class RuntimeUnderTest(string variable)
{
    public static RuntimeUnderTest Containerd { get; } = new ContainerdUnderTest();

    public static RuntimeUnderTest Docker { get; } = new DockerUnderTest();

    /// <summary>The path of its socket.</summary>
    public string Socket => RequiresRuntimeAttribute.SocketPath(variable);

    /// <summary>The scheme of its container ids in a pod's status.</summary>
    public abstract string Scheme { get; }

    /// <summary>Everything there, sandboxes and containers, running or not: one line each.</summary>
    public abstract Task<IReadOnlyList<string>> ListAsync();

    /// <summary>The ids of all sandboxes whose process runs.</summary>
    public abstract Task<IReadOnlyList<string>> RunningSandboxesAsync();

    /// <summary>The process id of a container's or sandbox's first process.</summary>
    public abstract Task<int> ProcessOfAsync(string id);

    /// <summary>The runtime as the daemon reaches it, for what its tools cannot do.</summary>
    public abstract Task<IContainerRuntime> ConnectAsync();

    /// <summary>Kills a container's or sandbox's first process.</summary>
    public async Task KillAsync(string id) => await Command.SignalAsync(await ProcessOfAsync(id), PosixSignalName.KILL);

    /// <summary>Removes whatever is there, as after a run that was broken off.</summary>
    public async Task SweepAsync()
    {
        await using var runtime = await ConnectAsync();
        foreach (var pod in await runtime.ObservePodsAsync(CancellationToken.None))
        {
            foreach (var container in pod.Containers)
            {
                await runtime.StopContainerAsync(container.Id, TimeSpan.Zero, CancellationToken.None);
                await runtime.RemoveContainerAsync(container.Id, CancellationToken.None);
            }

            foreach (var sandbox in pod.Sandboxes)
            {
                await runtime.StopSandboxAsync(sandbox.Id, CancellationToken.None);
                await runtime.RemoveSandboxAsync(sandbox.Id, CancellationToken.None);
            }
        }
    }

    private protected static IReadOnlyList<string> Lines(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
