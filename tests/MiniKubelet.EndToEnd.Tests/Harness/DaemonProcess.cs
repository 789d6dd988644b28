using System.Diagnostics;
using Xunit;

namespace MiniKubelet.EndToEnd.Tests.Harness;

/// <summary>The daemon as its users have it: the published executable, as a process.</summary>
public sealed class DaemonProcess(DaemonFolder folder, string socket) : IDisposable
{
    private readonly string _log = Path.Join(folder.Root, "minikubelet.log");
    private Process? _process;
    private int _logStart;

    /// <summary>The executable: MINIKUBELET_BIN, or what scripts/build.sh made.</summary>
    public static string Executable { get; } = Environment.GetEnvironmentVariable("MINIKUBELET_BIN") is { Length: > 0 } path
        ? path
        : Path.Join(RepositoryRoot(), "artifacts", "minikubelet");

    public int Id => Process.Id;

    public bool IsRunning => _process is { HasExited: false };

    /// <summary>Everything it said, over all its starts.</summary>
    public string Log => File.Exists(_log) ? File.ReadAllText(_log) : "";

    /// <summary>What it said since it was last started.</summary>
    public string LogSinceStart => Log[_logStart..];

    private Process Process => _process ?? throw new InvalidOperationException("the daemon was not started");

    /// <summary>The arguments of a daemon on this folder.</summary>
    public string[] Arguments =>
    [
        "--config", folder.Configuration,
        "--pod-manifest-path", folder.Manifests,
        "--root-dir", folder.State,
        "--cert-dir", folder.Certificates,
        "--container-runtime-endpoint", $"unix://{socket}",
        "--hostname-override", "e2e-node",
        .. FurtherArguments,
    ];

    /// <summary>Further arguments, for the next start.</summary>
    public IReadOnlyList<string> FurtherArguments { get; set; } = [];

    /// <summary>Starts it, without waiting.</summary>
    public void Start()
    {
        Assert.True(File.Exists(Executable), $"{Executable} is not there: scripts/build.sh makes it");
        _logStart = Log.Length;
        _process?.Dispose();

        // Its output goes to a file, as nobody reads a pipe while a test is busy.
        _process = Process.Start(new ProcessStartInfo(
            "/bin/sh", ["-c", "exec \"$0\" \"$@\" >>\"$LOG\" 2>&1 </dev/null", Executable, .. Arguments])
        {
            Environment = { ["LOG"] = _log },
        })!;
    }

    /// <summary>Starts it and waits until it says that it is ready and answers.</summary>
    public async Task StartAsync()
    {
        Start();
        await ReadyAsync();
    }

    public async Task ReadyAsync()
    {
        await SaysAsync("ready: API at");
        Assert.Equal("ok", await HealthzAsync());
        Assert.True(File.Exists(folder.Kubeconfig), $"{folder.Kubeconfig} is not there");
    }

    /// <summary>Waits until it has said something since its start.</summary>
    public Task SaysAsync(string text) => Until.TrueAsync(
        $"the daemon says \"{text}\"",
        () => LogSinceStart.Contains(text, StringComparison.Ordinal)
            || (!IsRunning ? throw new InvalidOperationException($"the daemon has ended without saying \"{text}\":\n{LogSinceStart}") : false),
        () => LogSinceStart);

    public async Task<string> HealthzAsync()
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        return await client.GetStringAsync(new Uri($"http://127.0.0.1:{folder.HealthzPort}/healthz"));
    }

    /// <summary>Kills it: it can do nothing about it.</summary>
    public async Task KillAsync()
    {
        Process.Kill();
        await Process.WaitForExitAsync();
    }

    /// <summary>Asks it to end and waits; its exit code.</summary>
    public async Task<int> StopAsync()
    {
        await Command.SignalAsync(Process.Id, PosixSignalName.TERM);
        await Process.WaitForExitAsync().WaitAsync(Until.Patience);
        return Process.ExitCode;
    }

    /// <summary>Waits for an end that comes by itself; its exit code.</summary>
    public async Task<int> EndAsync()
    {
        await Process.WaitForExitAsync().WaitAsync(Until.Patience);
        return Process.ExitCode;
    }

    public void Dispose()
    {
        if (IsRunning)
        {
            Process.Kill();
            Process.WaitForExit();
        }

        _process?.Dispose();
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Join(folder.FullName, "MiniKubelet.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException($"{AppContext.BaseDirectory} is not inside the repository");
    }
}
