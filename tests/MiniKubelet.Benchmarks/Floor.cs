using MiniKubelet.Runtime;
using MiniKubelet.Runtimes.Cri;
using MiniKubelet.Runtimes.Docker;

namespace MiniKubelet.Benchmarks;

/// <summary>
/// The same pod made by the runtime calls it cannot do without: a sandbox run, a container created and started. It uses a
/// runtime of its own, so that the daemon does not take its pods for orphans.
/// </summary>
internal sealed class Floor : IAsyncDisposable
{
    private readonly IContainerRuntime _runtime;
    private readonly Stamps _stamps;
    private readonly string _logs;

    private Floor(IContainerRuntime runtime, Stamps stamps, string logs) => (_runtime, _stamps, _logs) = (runtime, stamps, logs);

    public static async Task<Floor> ConnectAsync(string kind, string socket, Stamps stamps, string logs)
    {
        IContainerRuntime runtime = kind == "docker"
            ? new DockerRuntime(socket, TimeProvider.System)
            : await CriRuntime.ConnectAsync(socket, TimeProvider.System, CancellationToken.None);
        return new Floor(runtime, stamps, logs);
    }

    public async Task<string> DescribeAsync()
    {
        var info = await _runtime.GetInfoAsync(CancellationToken.None);
        return $"{info.Name} {info.Version}";
    }

    /// <summary>Makes a pod; gives its sandbox and how long it took until its process ran.</summary>
    public async Task<(string Sandbox, TimeSpan Time)> StartPodAsync(string pod)
    {
        var begin = DateTime.UtcNow;
        var sandbox = SandboxOf(pod);
        var id = await _runtime.RunSandboxAsync(sandbox, CancellationToken.None);
        await StartContainerAsync(id, sandbox, pod, attempt: 0);
        return (id, await _stamps.WaitForAsync(pod) - begin);
    }

    /// <summary>Makes one more container in a pod that is there, as a restart does; gives how long until its process ran.</summary>
    public async Task<TimeSpan> RestartContainerAsync(string sandboxId, string pod)
    {
        _stamps.Forget(pod);
        var begin = DateTime.UtcNow;
        await StartContainerAsync(sandboxId, SandboxOf(pod), pod, attempt: 1);
        return await _stamps.WaitForAsync(pod) - begin;
    }

    public async Task RemovePodAsync(string sandboxId, string pod)
    {
        await _runtime.StopSandboxAsync(sandboxId, CancellationToken.None);
        await _runtime.RemoveSandboxAsync(sandboxId, CancellationToken.None);
        _stamps.Forget(pod);
    }

    public ValueTask DisposeAsync() => _runtime.DisposeAsync();

    private async Task StartContainerAsync(string sandboxId, SandboxConfig sandbox, string pod, int attempt)
    {
        Directory.CreateDirectory(Path.Combine(sandbox.LogDirectory, "app"));
        var config = new ContainerConfig
        {
            Name = "app",
            Attempt = attempt,
            Image = "minikubelet.local/busybox:1",
            UserSpecifiedImage = "minikubelet.local/busybox:1",
            LogPath = $"app/{attempt}.log",
            Command = ["/probe", $"/stamp/{pod}"],
            Mounts = [new Mount("/stamp", _stamps.Folder, ReadOnly: false)],
            Security = new ContainerSecurity { Seccomp = new SecurityProfile(SecurityProfileKind.Unconfined) },
        };
        var container = await _runtime.CreateContainerAsync(sandboxId, config, sandbox, CancellationToken.None);
        await _runtime.StartContainerAsync(container, CancellationToken.None);
    }

    private SandboxConfig SandboxOf(string pod) => new()
    {
        Name = pod,
        Namespace = "default",
        Uid = $"uid-{pod}",
        Attempt = 0,
        Hostname = pod,
        LogDirectory = Path.Combine(_logs, pod),
    };
}
