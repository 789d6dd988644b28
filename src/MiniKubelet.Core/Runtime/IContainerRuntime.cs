using MiniKubelet.Observation;

namespace MiniKubelet.Runtime;

/// <summary>
/// The port to a container runtime: CRI v1 (containerd, CRI-O) or Docker Engine. Both sides behave alike; one contract
/// suite proves it. Every method throws <see cref="RuntimeException"/> whose kind says what went wrong; stop and remove
/// are idempotent: an object that is gone counts as stopped and removed (CRI api.proto says so for both).
/// </summary>
public interface IContainerRuntime : IAsyncDisposable
{
    /// <summary>Asks the runtime what it is and whether it and its network are ready (CRI Version and Status).</summary>
    Task<RuntimeInfo> GetInfoAsync(CancellationToken cancellationToken);

    /// <summary>Creates and starts a sandbox with its network; returns its id. Nothing is left behind when it fails.</summary>
    Task<string> RunSandboxAsync(SandboxConfig config, CancellationToken cancellationToken);

    /// <summary>Kills what still runs in the sandbox and takes its network down.</summary>
    Task StopSandboxAsync(string sandboxId, CancellationToken cancellationToken);

    /// <summary>Removes a sandbox, and by force every container in it.</summary>
    Task RemoveSandboxAsync(string sandboxId, CancellationToken cancellationToken);

    /// <summary>Creates a container in a sandbox; returns its id. It does not run yet.</summary>
    Task<string> CreateContainerAsync(
        string sandboxId, ContainerConfig config, SandboxConfig sandbox, CancellationToken cancellationToken);

    /// <summary>Starts a created container.</summary>
    Task StartContainerAsync(string containerId, CancellationToken cancellationToken);

    /// <summary>
    /// Sends the stop signal, waits up to <paramref name="grace"/>, then kills. Returns when the process is gone.
    /// Zero grace kills at once. Cancelling abandons the wait; calling again with less grace shortens it.
    /// </summary>
    Task StopContainerAsync(string containerId, TimeSpan grace, CancellationToken cancellationToken);

    /// <summary>Removes a container, by force if it still runs. Its log file stays.</summary>
    Task RemoveContainerAsync(string containerId, CancellationToken cancellationToken);

    /// <summary>
    /// Runs a command in a running container without a shell and waits for it; after <paramref name="timeout"/> it is killed
    /// and a <see cref="RuntimeErrorKind.Timeout"/> thrown; an infinite one is no limit. At most <paramref name="outputLimit"/> bytes of
    /// output are kept.
    /// </summary>
    Task<ExecResult> ExecAsync(
        string containerId, EquatableArray<string> command, TimeSpan timeout, int outputLimit, CancellationToken cancellationToken);

    /// <summary>The image as the runtime holds it, or null when it is not there.</summary>
    Task<ImageInfo?> GetImageAsync(string image, CancellationToken cancellationToken);

    /// <summary>Pulls an image and returns its id.</summary>
    Task<string> PullImageAsync(string image, RegistryCredentials? credentials, CancellationToken cancellationToken);

    /// <summary>All that the runtime holds of one pod; empty lists when it holds nothing.</summary>
    Task<PodObservation> ObservePodAsync(string podUid, CancellationToken cancellationToken);

    /// <summary>All that the runtime holds of all our pods.</summary>
    Task<EquatableArray<PodObservation>> ObservePodsAsync(CancellationToken cancellationToken);

    /// <summary>
    /// What happens, as it happens. The first event is <see cref="RuntimeEventKind.Resync"/>, once the subscription stands, so
    /// that a listing made after it misses nothing. Ends with an <see cref="RuntimeException"/> when the stream breaks; of kind
    /// <see cref="RuntimeErrorKind.Unimplemented"/> when this runtime has no events and must be listed instead.
    /// </summary>
    IAsyncEnumerable<RuntimeEvent> WatchEventsAsync(CancellationToken cancellationToken);

    /// <summary>Reads a container's log, oldest line first; with follow until the container has ended.</summary>
    IAsyncEnumerable<LogLine> ReadLogsAsync(ContainerObservation container, LogOptions options, CancellationToken cancellationToken);
}
