using System.Reflection;
using Microsoft.Extensions.Logging;
using MiniKubelet.Agent.Events;
using MiniKubelet.Agent.Images;
using MiniKubelet.Agent.Manifests;
using MiniKubelet.Agent.Metrics;
using MiniKubelet.Agent.Nodes;
using MiniKubelet.Agent.Pods;
using MiniKubelet.Agent.Probing;
using MiniKubelet.Agent.Status;
using MiniKubelet.Agent.Volumes;
using MiniKubelet.Api;
using MiniKubelet.Api.Health;
using MiniKubelet.Kubernetes;
using MiniKubelet.Linux;
using MiniKubelet.Manifests;
using MiniKubelet.Probing;
using MiniKubelet.Runtime;
using MiniKubelet.Runtime.Configuration;

namespace MiniKubelet.Hosting;

/// <summary>
/// The composition root: makes every part, starts the loops in order and waits. A stop leaves all pods running.
/// <code>
///   lock the root directory ─▶ API ─▶ runtime (until one answers) ─▶ checkpoints ─▶ manifests, workers, events ─▶ READY
/// </code>
/// </summary>
internal sealed class Daemon : IAsyncDisposable
{
    private const UnixFileMode RootMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute;

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private readonly DaemonOptions _options;
    private readonly TimeProvider _time;
    private readonly ILoggerFactory _logging;
    private readonly ILogger _logger;
    private readonly SystemdNotify _systemd = new();
    private readonly StatusStore _status;
    private readonly NodeFacts _facts = NodeFacts.Read();
    private readonly NodeSettings _node;
    private readonly EventRecorder _events;

    public Daemon(DaemonOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _logging = Logging.Create(options.Verbosity);
        _logger = _logging.CreateLogger("minikubelet");
        Directory.CreateDirectory(options.RootDirectory, RootMode);
        _status = new StatusStore(time);
        _node = NodeSettingsReader.Read(options, _facts);
        _events = new EventRecorder(_status, _node.NodeName, time);
    }

    public static string Version { get; } =
        typeof(Daemon).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var lockFile = Lock();
        Log.Starting(_logger, Version, _node.NodeName, _options.ManifestPath, _options.RootDirectory);
        if (!_node.MayLowerOomScore)
        {
            Log.MayNotLowerOomScore(_logger);
        }

        try
        {
            await using var runtime = await ConnectAsync(stop.Token).ConfigureAwait(false);
            await RunLoopsAsync(runtime, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Told to stop: that is how every loop ends.
        }
        finally
        {
            _systemd.Stopping();
            Log.Stopping(_logger);
        }
    }

    public ValueTask DisposeAsync()
    {
        _logging.Dispose();
        return ValueTask.CompletedTask;
    }

    private LockFile Lock()
    {
        var path = Path.Join(_options.RootDirectory, "minikubelet.lock");
        return LockFile.TryAcquire(path, out var holder)
            ?? throw new DaemonException($"another minikubelet (pid {holder}) already runs on root directory {_options.RootDirectory}");
    }

    private async Task<IContainerRuntime> ConnectAsync(CancellationToken cancellationToken)
    {
        var pause = TimeSpan.FromSeconds(1);
        while (true)
        {
            try
            {
                return await RuntimeConnector.ConnectAsync(_options.RuntimeEndpoint, _time, cancellationToken).ConfigureAwait(false);
            }
            catch (RuntimeException e)
            {
                Log.NoRuntime(_logger, pause, e.Message);
                _systemd.Status($"waiting for the container runtime: {e.Message}");
            }

            await Task.Delay(pause, _time, cancellationToken).ConfigureAwait(false);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private async Task RunLoopsAsync(IContainerRuntime connected, CancellationTokenSource stop)
    {
        var metrics = new KubeletMetrics(_node.NodeName);
        var runtime = new MeteredRuntime(connected, metrics, _time);
        var info = await runtime.GetInfoAsync(stop.Token).ConfigureAwait(false);
        Log.RuntimeFound(_logger, info.Name, info.Version);
        if (!info.LiveRestore)
        {
            Log.NoLiveRestore(_logger);
        }

        var pleg = new Pleg(runtime, _time, _logger);
        using var images = new ImagePuller(runtime, _options.Pulls, _time);
        using var prober = new Prober(runtime, _time, new ProberOptions { NodeIp = _node.NodeIps[0] }, RecordProbe);
        var files = new PodFiles(_options.RootDirectory, _options.PodLogsDirectory);
        var checkpoints = new PodCheckpoints(files, _logger);
        var workers = new PodWorkers(new PodServices
        {
            Runtime = runtime,
            RuntimeName = info.Name,
            Pleg = pleg,
            Prober = prober,
            Volumes = new VolumeMounter(files.Pods, _node.MemoryCapacity),
            Images = images,
            Credentials = new PullCredentials(
                _status, new NodeDockerConfig(_options.RootDirectory, Environment.GetEnvironmentVariable("HOME"), _logger)),
            Status = _status,
            Events = _events,
            Metrics = metrics,
            Files = files,
            Checkpoints = checkpoints,
            Node = _node,
            Backoff = _options.Backoff,
            Time = _time,
            Logger = _logger,
        });
        prober.Changed += workers.Wake;
        prober.Probed += (pod, container, type, outcome) => metrics.ProbeTotal.Increment(
            type.ToString(), ResultOf(outcome), container, pod.Metadata.Name, pod.Metadata.Namespace ?? "", pod.Metadata.Uid);

        var store = new ManifestStore(_options.ManifestPath, checkpoints.Accepted());
        var nodeLoop = new NodeLoop(
            _status, _events, _node, _facts, info, new BootRecord(_options.RootDirectory), _options.Port, Version, _time);
        pleg.Health += nodeLoop.SetRuntimeProblem;
        var watcher = new ManifestWatcher(_options.ManifestPath, store, workers, _status, _events, nodeLoop.Reference, _time, _logger);

        await using var api = await StartApiAsync(runtime, metrics, [new HealthCheck("syncloop", workers.Problem)], stop.Token).ConfigureAwait(false);
        Task[] loops =
        [
            nodeLoop.RunAsync(stop.Token),
            watcher.RunAsync(stop.Token),
            workers.RunAsync(stop.Token),
            pleg.RunAsync(stop.Token),
            pleg.RunSafetyRelistAsync(stop.Token),
            Watchdog.RunAsync(_systemd, () => workers.Problem() is null, _time, stop.Token),
            MemoryTrimmer.RunAsync(_time, stop.Token),
            ReportReadyAsync(watcher, pleg, stop.Token),
        ];
        await WaitAsync(loops, stop).ConfigureAwait(false);
    }

    private async Task<ApiServer> StartApiAsync(
        IContainerRuntime runtime, KubeletMetrics metrics, IReadOnlyList<HealthCheck> healthChecks, CancellationToken cancellationToken)
    {
        var server = new ApiServer(
            new ApiServerOptions
            {
                NodeName = _node.NodeName,
                CertDirectory = _options.CertificatePath,
                Address = _options.Address,
                Port = _options.Port,
                NodeIp = System.Net.IPAddress.Parse(_node.NodeIps[0]),
                HealthzPort = _options.HealthzPort,
                ReadOnlyPort = _options.ReadOnlyPort,
                TlsCertFile = _options.TlsCertFile,
                TlsPrivateKeyFile = _options.TlsPrivateKeyFile,
                ClientCaFile = _options.ClientCaFile,
            },
            _status, runtime, metrics, healthChecks, _time, _logging);
        await server.StartAsync(cancellationToken).ConfigureAwait(false);
        return server;
    }

    /// <summary>After the first scan, and once whatever the runtime still holds of forgotten pods was looked for.</summary>
    private async Task ReportReadyAsync(ManifestWatcher watcher, Pleg pleg, CancellationToken cancellationToken)
    {
        await watcher.FirstScan.WaitAsync(cancellationToken).ConfigureAwait(false);
        await pleg.RelistAsync(cancellationToken).ConfigureAwait(false);
        _systemd.Ready();
        _systemd.Status("running");
        Log.Ready(_logger, $"https://{_node.NodeIps[0]}:{_options.Port}", Path.Join(_options.CertificatePath, "kubeconfig"));
    }

    /// <summary>Waits for the end. A loop that fails takes the daemon down: started again, it finds its pods as they are.</summary>
    private async Task WaitAsync(IReadOnlyCollection<Task> loops, CancellationTokenSource stop)
    {
        var pending = loops.ToList();
        while (pending.Count > 0)
        {
            var ended = await Task.WhenAny(pending).ConfigureAwait(false);
            pending.Remove(ended);
            if (ended.IsFaulted)
            {
                Log.LoopFailed(_logger, ended.Exception);
                await stop.CancelAsync().ConfigureAwait(false);
                throw new DaemonException($"a loop of the daemon failed: {ended.Exception.InnerException?.Message}");
            }
        }
    }

    private static string ResultOf(ProbeOutcome outcome) => outcome switch
    {
        ProbeOutcome.Success => "successful",
        ProbeOutcome.Warning => "warning",
        ProbeOutcome.Failure => "failed",
        ProbeOutcome.Error => "unknown",
    };

    private void RecordProbe(Pod pod, string container, string type, string reason, string message) =>
        _events.Record(pod, container, type == "Warning" ? EventType.Warning : EventType.Normal, reason, message);
}
