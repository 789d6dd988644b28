using MiniKubelet.Kubernetes;
using MiniKubelet.Observation;
using MiniKubelet.Runtime;

namespace MiniKubelet.Agent.Logs;

/// <summary>Finds the container instance a log request means, and reads its log. Speaks of errors in the kubelet's words.</summary>
public sealed class PodLogs
{
    private readonly IContainerRuntime _runtime;

    /// <summary>Reads from <paramref name="runtime"/>.</summary>
    public PodLogs(IContainerRuntime runtime) => _runtime = runtime;

    /// <summary>The instance that is meant. Throws <see cref="PodLogException"/> when there is none with a log.</summary>
    /// <param name="pod">The pod with its status.</param>
    /// <param name="container">The container's name; may be null when the pod has only one.</param>
    /// <param name="previous">The instance before the newest.</param>
    /// <param name="cancellationToken">Ends the wait for the runtime.</param>
    public async Task<ContainerObservation> FindAsync(Pod pod, string? container, bool previous, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(pod);
        var name = ContainerOf(pod, container);
        var podName = pod.Metadata.Name;
        var observed = await _runtime.ObservePodAsync(pod.Metadata.Uid, cancellationToken).ConfigureAwait(false);
        var instances = observed.Containers.Where(c => c.Name == name).ToList();
        if (previous)
        {
            return instances.Skip(1).FirstOrDefault(c => c.State == RunState.Exited)
                ?? throw new PodLogException($"previous terminated container \"{name}\" in pod \"{podName}\" not found");
        }

        // The newest that ever ran: while the next instance is only being made, the log of the one before is what there is.
        var started = instances.FirstOrDefault(c => c.State is RunState.Running or RunState.Exited);
        if (started is not null)
        {
            return started;
        }

        var waiting = StatusOf(pod, name)?.State.Waiting;
        var reason = string.IsNullOrEmpty(waiting?.Reason) ? "ContainerCreating" : waiting.Reason;
        var why = reason is "ErrImagePull" or "ImagePullBackOff" ? "trying and failing to pull image" : reason;
        throw new PodLogException($"container \"{name}\" in pod \"{podName}\" is waiting to start: {why}");
    }

    /// <summary>The log of an instance, oldest line first; see <see cref="IContainerRuntime.ReadLogsAsync"/>.</summary>
    public IAsyncEnumerable<LogLine> ReadAsync(
        ContainerObservation container, LogOptions options, CancellationToken cancellationToken) =>
        _runtime.ReadLogsAsync(container, options, cancellationToken);

    // The API server's rule: a name is needed unless there is only one container to choose.
    private static string ContainerOf(Pod pod, string? container)
    {
        var names = pod.Spec.Containers.Select(c => c.Name).ToList();
        var initNames = pod.Spec.InitContainers.Select(c => c.Name).ToList();
        if (string.IsNullOrEmpty(container))
        {
            if (names.Count == 1)
            {
                return names[0];
            }

            var choice = $"choose one of: [{string.Join(' ', names)}]";
            var also = initNames.Count == 0 ? "" : $" or one of the init containers: [{string.Join(' ', initNames)}]";
            throw new PodLogException($"a container name must be specified for pod {pod.Metadata.Name}, {choice}{also}");
        }

        return names.Contains(container) || initNames.Contains(container)
            || pod.Spec.EphemeralContainers.Any(c => c.Name == container)
            ? container
            : throw new PodLogException($"container {container} is not valid for pod {pod.Metadata.Name}");
    }

    private static ContainerStatus? StatusOf(Pod pod, string container) =>
        pod.Status.ContainerStatuses.Concat(pod.Status.InitContainerStatuses).Concat(pod.Status.EphemeralContainerStatuses)
            .FirstOrDefault(s => s.Name == container);
}
