using MiniKubelet.Observation;
using MiniKubelet.Runtime;

namespace MiniKubelet.Agent.Metrics;

/// <summary>
/// The runtime with every call counted and timed, under the kubelet's operation types
/// (kubernetes/pkg/kubelet/kuberuntime/instrumented_services.go).
/// </summary>
public sealed class MeteredRuntime(IContainerRuntime inner, KubeletMetrics metrics, TimeProvider time) : IContainerRuntime
{
    /// <inheritdoc/>
    public Task<RuntimeInfo> GetInfoAsync(CancellationToken cancellationToken) =>
        MeasureAsync("status", inner.GetInfoAsync(cancellationToken));

    /// <inheritdoc/>
    public Task<string> RunSandboxAsync(SandboxConfig config, CancellationToken cancellationToken) =>
        MeasureAsync("run_podsandbox", inner.RunSandboxAsync(config, cancellationToken));

    /// <inheritdoc/>
    public Task StopSandboxAsync(string sandboxId, CancellationToken cancellationToken) =>
        MeasureAsync("stop_podsandbox", inner.StopSandboxAsync(sandboxId, cancellationToken));

    /// <inheritdoc/>
    public Task RemoveSandboxAsync(string sandboxId, CancellationToken cancellationToken) =>
        MeasureAsync("remove_podsandbox", inner.RemoveSandboxAsync(sandboxId, cancellationToken));

    /// <inheritdoc/>
    public Task<string> CreateContainerAsync(
        string sandboxId, ContainerConfig config, SandboxConfig sandbox, CancellationToken cancellationToken) =>
        MeasureAsync("create_container", inner.CreateContainerAsync(sandboxId, config, sandbox, cancellationToken));

    /// <inheritdoc/>
    public Task StartContainerAsync(string containerId, CancellationToken cancellationToken) =>
        MeasureAsync("start_container", inner.StartContainerAsync(containerId, cancellationToken));

    /// <inheritdoc/>
    public Task StopContainerAsync(string containerId, TimeSpan grace, CancellationToken cancellationToken) =>
        MeasureAsync("stop_container", inner.StopContainerAsync(containerId, grace, cancellationToken));

    /// <inheritdoc/>
    public Task RemoveContainerAsync(string containerId, CancellationToken cancellationToken) =>
        MeasureAsync("remove_container", inner.RemoveContainerAsync(containerId, cancellationToken));

    /// <inheritdoc/>
    public Task<ExecResult> ExecAsync(
        string containerId, EquatableArray<string> command, TimeSpan timeout, int outputLimit, CancellationToken cancellationToken) =>
        MeasureAsync("exec_sync", inner.ExecAsync(containerId, command, timeout, outputLimit, cancellationToken));

    /// <inheritdoc/>
    public Task<ImageInfo?> GetImageAsync(string image, CancellationToken cancellationToken) =>
        MeasureAsync("image_status", inner.GetImageAsync(image, cancellationToken));

    /// <inheritdoc/>
    public Task<string> PullImageAsync(string image, RegistryCredentials? credentials, CancellationToken cancellationToken) =>
        MeasureAsync("pull_image", inner.PullImageAsync(image, credentials, cancellationToken));

    /// <inheritdoc/>
    public Task<PodObservation> ObservePodAsync(string podUid, CancellationToken cancellationToken) =>
        MeasureAsync("podsandbox_status", inner.ObservePodAsync(podUid, cancellationToken));

    /// <inheritdoc/>
    public Task<EquatableArray<PodObservation>> ObservePodsAsync(CancellationToken cancellationToken) =>
        MeasureAsync("list_podsandbox", inner.ObservePodsAsync(cancellationToken));

    /// <inheritdoc/>
    public IAsyncEnumerable<RuntimeEvent> WatchEventsAsync(CancellationToken cancellationToken) =>
        inner.WatchEventsAsync(cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<LogLine> ReadLogsAsync(
        ContainerObservation container, LogOptions options, CancellationToken cancellationToken) =>
        inner.ReadLogsAsync(container, options, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private async Task<T> MeasureAsync<T>(string operation, Task<T> call)
    {
        await MeasureAsync(operation, (Task)call).ConfigureAwait(false);
        return await call.ConfigureAwait(false);
    }

    private async Task MeasureAsync(string operation, Task call)
    {
        var started = time.GetTimestamp();
        metrics.RuntimeOperations.Increment(operation);
        try
        {
            await call.ConfigureAwait(false);
        }
        catch (RuntimeException)
        {
            metrics.RuntimeOperationErrors.Increment(operation);
            throw;
        }
        finally
        {
            metrics.RuntimeOperationDuration.Observe(time.GetElapsedTime(started), operation);
        }
    }
}
