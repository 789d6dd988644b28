using System.Runtime.CompilerServices;
using MiniKubelet.Agent.Events;
using MiniKubelet.Agent.Images;
using MiniKubelet.Agent.Metrics;
using MiniKubelet.Agent.Pods;
using MiniKubelet.Agent.Probing;
using MiniKubelet.Agent.Status;
using MiniKubelet.Agent.Tests.Linux;
using MiniKubelet.Agent.Volumes;
using MiniKubelet.Kubernetes;
using MiniKubelet.Manifests;
using MiniKubelet.Observation;
using MiniKubelet.Runtime.Configuration;
using MiniKubelet.Testing;

namespace MiniKubelet.Agent.Tests.Pods;

/// <summary>
/// The loops that run pods, as the daemon composes them, on virtual time, a fake runtime and real files. <see cref="Start"/> begins
/// another life of the daemon; the runtime, the files and what is desired outlast it.
/// </summary>
internal sealed class PodRuntimeHarness : IDisposable
{
    private readonly TempDirectory _root = new();
    private readonly Journal _log = new();
    private CancellationTokenSource _life = new();
    private Task _running = Task.CompletedTask;
    private IReadOnlyList<Pod>? _desired;

    public PodRuntimeHarness() => Runtime = new FakeRuntime(Time);

    public VirtualTime Time { get; } = new();

    public FakeRuntime Runtime { get; }

    public PodServices Services { get; private set; } = null!;

    public PodWorkers Workers { get; private set; } = null!;

    /// <summary>What the daemon has logged.</summary>
    public string Log => _log.ToString()!;

    /// <summary>What the next <see cref="Start"/> allows of pulls.</summary>
    public PullLimits Pulls { get; set; } = PullLimits.Default;

    public PodFiles Files => new(_root["state"], _root["logs"]);

    public static NodeSettings DefaultNode { get; } = new() { NodeName = "node", NodeIps = ["192.0.2.1"] };

    /// <summary>The node of the next start.</summary>
    public NodeSettings Node { get; set; } = DefaultNode;

    /// <summary>Where a test may put files of its own.</summary>
    public string PathOf(string name) => _root[name];

    /// <summary>Starts the daemon, after <see cref="Kill"/> another one.</summary>
    public void Start(bool tellDesired = true)
    {
        _life = new CancellationTokenSource();
        var status = new StatusStore(Time);
        var events = new EventRecorder(status, "node", Time);
        Services = new PodServices
        {
            Runtime = Runtime,
            RuntimeName = "fake",
            Pleg = new Pleg(Runtime, Time, _log),
            Prober = new Prober(Runtime, Time, new ProberOptions(), (_, _, _, _, _) => { }, () => 0),
            Volumes = new VolumeMounter(Files.Pods, 1 << 30),
            Images = new ImagePuller(Runtime, Pulls, Time),
            Credentials = new PullCredentials(status, new NodeDockerConfig(Files.RootDirectory, home: null, _log)),
            Status = status,
            Events = events,
            Metrics = new KubeletMetrics("node"),
            Files = Files,
            Checkpoints = new PodCheckpoints(Files, _log),
            Node = Node with { PodLogsDirectory = Files.LogsDirectory },
            Time = Time,
            Logger = _log,
        };
        Workers = new PodWorkers(Services);
        Services.Prober.Changed += Workers.Wake;
        if (_desired is not null && tellDesired)
        {
            Desire([.. _desired]);
        }

        _running = Workers.RunAsync(_life.Token);
        _ = Services.Pleg.RunAsync(_life.Token);
        _ = Services.Pleg.RunSafetyRelistAsync(_life.Token);
    }

    /// <summary>Ends the daemon as <c>kill -9</c> does: nobody waits for anything.</summary>
    public void Kill() => _life.Cancel();

    /// <summary>Kills it and waits until it writes no more.</summary>
    public async Task KillAndWaitAsync()
    {
        Kill();
        await _running.WaitAsync(Eventually.Patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Assert.True(_running.IsCompleted);
    }

    public void Desire(params Pod[] pods)
    {
        _desired = pods;
        Workers.SetDesired(pods.Select(pod => new PodManifest(pod, $"/manifests/{pod.Metadata.Name}.yaml")));
    }

    /// <summary>Starts the daemon with these pods.</summary>
    public void Run(params Pod[] pods)
    {
        Start();
        Desire(pods);
    }

    public PodObservation Observe(Pod pod) => Runtime.Observe(pod.Metadata.Uid);

    public ContainerObservation Newest(Pod pod, string container) =>
        Observe(pod).Newest(container) ?? throw new InvalidOperationException($"no container {container}");

    public bool Runs(Pod pod, string container, int attempt = 0) =>
        Observe(pod).Newest(container) is { State: RunState.Running } newest && newest.Attempt == attempt;

    /// <summary>Nothing is left of the pod: not at the runtime, not on disk, not in the API.</summary>
    public bool IsGone(Pod pod) =>
        Observe(pod) is { Sandboxes.Count: 0, Containers.Count: 0 }
        && !Directory.Exists(Files.PodDirectory(pod.Metadata.Uid))
        && !Directory.Exists(Files.PodLogs(pod.Metadata))
        && Shown(pod)?.Metadata.Uid != pod.Metadata.Uid;

    public Pod? Shown(Pod pod) => Services.Status.Pods.Get(pod.Metadata.Namespace, pod.Metadata.Name);

    public ContainerStatus? ShownContainer(Pod pod, string container) =>
        Shown(pod)?.Status is { } status
            ? status.InitContainerStatuses.Concat(status.ContainerStatuses).FirstOrDefault(c => c.Name == container)
            : null;

    /// <summary>Why the API says that a container waits; empty if it does not.</summary>
    public string WaitingReason(Pod pod, string container) => ShownContainer(pod, container)?.State.Waiting?.Reason ?? "";

    public IEnumerable<string> Reasons() => Services.Status.Events.List().Items.Select(e => e.Reason ?? "");

    /// <summary>Waits while the clock stands.</summary>
    public Task UntilAsync(Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string what = "") =>
        Eventually.TrueAsync(condition, describe: Describe, what: what);

    /// <summary>
    /// Waits while time passes, from timer to timer but never further than <paramref name="limit"/>, and only once the loops are
    /// at rest: on a busy machine a thread may be slow to set the timer that comes next.
    /// </summary>
    public async Task AdvanceUntilAsync(
        Func<bool> condition, TimeSpan limit, [CallerArgumentExpression(nameof(condition))] string what = "")
    {
        var end = Time.Now + limit;
        var started = TimeProvider.System.GetTimestamp();
        while (!await RestAsync(condition))
        {
            if (Time.UntilNextTimer is { } wait && Time.Now + wait <= end)
            {
                Time.Advance(wait);
            }
            else if (TimeProvider.System.GetElapsedTime(started) > Eventually.Patience)
            {
                throw new TimeoutException($"not true within {limit}: {what}\n{Describe()}");
            }
        }
    }

    /// <summary>Wakes the pod's worker twice: when it observes again, all that the first look led to has been done.</summary>
    public async Task LookAgainAsync(Pod pod)
    {
        for (var i = 0; i < 2; i++)
        {
            var before = Runtime.CountOf(RuntimeVerb.ObservePod);
            Workers.Wake(pod.Metadata.Uid);
            await UntilAsync(() => Runtime.CountOf(RuntimeVerb.ObservePod) > before);
        }
    }

    public void Dispose()
    {
        Kill();
        Services?.Prober.Dispose();
        _root.Dispose();
    }

    /// <summary>Waits until nothing happens any more; true as soon as the condition holds.</summary>
    private async Task<bool> RestAsync(Func<bool> condition)
    {
        (int Calls, long Version) before;
        do
        {
            before = Activity();
            if (await Eventually.TryAsync(condition, TimeSpan.FromMilliseconds(50)))
            {
                return true;
            }
        }
        while (Activity() != before);
        return false;
    }

    private (int Calls, long Version) Activity() =>
        (Enum.GetValues<RuntimeVerb>().Sum(Runtime.CountOf), Services.Status.Clock.Current);

    private string Describe() => $"""
        now: {Time.Now:O}
        calls: {string.Join("\n  ", Runtime.Calls.Prepend(""))}
        shown: {string.Join("\n  ", Services.Status.Pods.List().Items.Select(p => $"{p.Metadata.Name} {p.Status.Phase} {p.Metadata.Uid}").Prepend(""))}
        events: {string.Join("\n  ", Services.Status.Events.List().Items.Select(e => $"{e.Count} {e.Reason}: {e.Message}").Prepend(""))}
        log: {_log}
        """;
}
