using System.Globalization;
using System.Text;
using MiniKubelet.Naming;
using MiniKubelet.Observation;
using MiniKubelet.Runtime;
using Xunit;

namespace MiniKubelet.Runtimes.ContractTests.Contract;

/// <summary>A pod of a test and short ways to do things with it.</summary>
internal sealed class TestPod(IContainerRuntime runtime, string logDirectory, SandboxConfig config)
{
    private string? _sandboxId;

    public SandboxConfig Config { get; private set; } = config;

    public string Uid => Config.Uid;

    public string LogDirectory => logDirectory;

    public string SandboxId => _sandboxId ?? throw new InvalidOperationException("no sandbox yet");

    public async Task<string> RunSandboxAsync(Func<SandboxConfig, SandboxConfig>? change = null)
    {
        Config = change?.Invoke(Config) ?? Config;
        return _sandboxId = await runtime.RunSandboxAsync(Config, CancellationToken.None);
    }

    /// <summary>A container that runs a shell script in the busybox image.</summary>
    public ContainerConfig Container(string name, string script, int attempt = 0) =>
        FromImage(name, TestImages.Busybox, attempt) with { Command = ["/bin/sh", "-c", script] };

    /// <summary>A container of an image, with nothing of it changed.</summary>
    public ContainerConfig FromImage(string name, string image, int attempt = 0) => new()
    {
        Name = name,
        Attempt = attempt,
        Image = image,
        UserSpecifiedImage = image,
        LogPath = string.Create(CultureInfo.InvariantCulture, $"{name}/{attempt}.log"),
        Labels = new Dictionary<string, string>
        {
            [RuntimeLabels.PodName] = Config.Name,
            [RuntimeLabels.PodNamespace] = Config.Namespace,
            [RuntimeLabels.PodUid] = Uid,
            [RuntimeLabels.ContainerName] = name,
        }.ToEquatableMap(),
        Annotations = new Dictionary<string, string>
        {
            [RuntimeAnnotations.ContainerHash] = "abc123",
            [RuntimeAnnotations.RestartCount] = attempt.ToString(CultureInfo.InvariantCulture),
            [RuntimeAnnotations.TerminationMessagePath] = "/dev/termination-log",
        }.ToEquatableMap(),
        Security = new ContainerSecurity { Pid = Config.Pid },
    };

    public Task<string> CreateAsync(ContainerConfig container) =>
        runtime.CreateContainerAsync(SandboxId, container, Config, CancellationToken.None);

    public async Task<string> StartAsync(ContainerConfig container)
    {
        var id = await CreateAsync(container);
        await runtime.StartContainerAsync(id, CancellationToken.None);
        return id;
    }

    /// <summary>Starts a container that only waits, for commands to be run in it.</summary>
    public Task<string> StartIdleAsync(string name = "idle", Func<ContainerConfig, ContainerConfig>? change = null)
    {
        var idle = Container(name, "exec sleep 3600");
        return StartAsync(change?.Invoke(idle) ?? idle);
    }

    /// <summary>Runs a script in a container; its output without the white space at the end. Fails if the script does.</summary>
    public async Task<string> ShellAsync(string containerId, string script)
    {
        var result = await TryShellAsync(containerId, script);
        Assert.True(result.ExitCode == 0, $"{script}: exit code {result.ExitCode}, {result.Output}");
        return result.Output.TrimEnd();
    }

    public Task<ExecResult> TryShellAsync(string containerId, string script) =>
        runtime.ExecAsync(
            containerId, ["/bin/sh", "-c", script], TimeSpan.FromSeconds(60), 64 * 1024, CancellationToken.None);

    /// <summary>Ends a container that waits for the file /tmp/end. The command may die with the container.</summary>
    public Task EndAsync(string containerId) => TryShellAsync(containerId, "touch /tmp/end");

    public Task<PodObservation> ObserveAsync() => runtime.ObservePodAsync(Uid, CancellationToken.None);

    public async Task<ContainerObservation> ObserveAsync(string containerId) =>
        (await ObserveAsync()).Containers.Single(container => container.Id == containerId);

    public Task<ContainerObservation> UntilExitedAsync(string containerId) =>
        TestPods.UntilAsync(
            $"container {containerId} exited",
            async () => await ObserveAsync(containerId) is { State: RunState.Exited } exited ? exited : null);

    /// <summary>Runs a container to its end; what it wrote to both streams, without the white space at the end.</summary>
    public async Task<string> OutputOfAsync(ContainerConfig container)
    {
        var id = await StartAsync(container);
        await UntilExitedAsync(id);
        return (await ReadLogAsync(id)).TrimEnd();
    }

    public async Task<string> ReadLogAsync(string containerId, LogStream? only = null)
    {
        var text = new StringBuilder();
        foreach (var line in await ReadLinesAsync(containerId, new LogOptions(Follow: false, Tail: null, Since: null)))
        {
            if (only is null || line.Stream == only)
            {
                text.Append(Encoding.UTF8.GetString(line.Text.Span));
            }
        }

        return text.ToString();
    }

    public async Task<List<LogLine>> ReadLinesAsync(string containerId, LogOptions options)
    {
        var lines = new List<LogLine>();
        await foreach (var line in runtime.ReadLogsAsync(await ObserveAsync(containerId), options, CancellationToken.None))
        {
            // The bytes may be used again for the next line.
            lines.Add(line with { Text = line.Text.ToArray() });
        }

        return lines;
    }
}

/// <summary>The images that the project's scripts build and load into every test runtime.</summary>
internal static class TestImages
{
    /// <summary>busybox, its applets in /bin, root, <c>CMD /bin/sh</c>.</summary>
    public const string Busybox = "minikubelet.local/busybox:1";

    /// <summary>The same with everything set: user 1234:2345, entrypoint, command, variable, /work, SIGINT, and a forged label.</summary>
    public const string NonRoot = "minikubelet.local/nonroot:1";
}
