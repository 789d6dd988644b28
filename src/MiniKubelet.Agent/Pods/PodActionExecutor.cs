using MiniKubelet.Agent.Events;
using MiniKubelet.Agent.Images;
using MiniKubelet.Kubernetes;
using MiniKubelet.Linux;
using MiniKubelet.Observation;
using MiniKubelet.Planning;

namespace MiniKubelet.Agent.Pods;

/// <summary>
/// Acts for one pod: each <see cref="PodAction"/> becomes calls to the runtime, the volumes, the images. It decides nothing. What it
/// remembers, running pulls and mounted volumes, can be lost at any time and is made good by doing the action again.
/// </summary>
public sealed partial class PodActionExecutor(PodServices services) : IDisposable
{
    private readonly Dictionary<string, Task<PulledImage>> _images = [];
    private readonly CancellationTokenSource _pulls = new();

    /// <summary>Gives up the pulls that run: the pod is going.</summary>
    public void AbandonPulls() => _pulls.Cancel();

    /// <inheritdoc/>
    public void Dispose()
    {
        _pulls.Cancel();
        _pulls.Dispose();
    }

    /// <summary>Does an action other than those that start something. False when it failed and the plan must be made anew.</summary>
    public async Task<bool> DoAsync(PodAction action, Pod pod, PodObservation observed, CancellationToken cancellationToken)
    {
        switch (action)
        {
            case PodAction.EnsureImages ensure:
                EnsureImages(ensure, pod);
                return true;
            case PodAction.KillContainer kill:
                await KillContainerAsync(kill, pod, observed, cancellationToken).ConfigureAwait(false);
                return true;
            case PodAction.KillPod kill:
                await KillPodAsync(kill, pod, observed, cancellationToken).ConfigureAwait(false);
                return true;
            case PodAction.RemoveContainer remove:
                await services.Runtime.RemoveContainerAsync(remove.ContainerId, cancellationToken).ConfigureAwait(false);
                return true;
            case PodAction.StopSandbox stop:
                await services.Runtime.StopSandboxAsync(stop.SandboxId, cancellationToken).ConfigureAwait(false);
                return true;
            case PodAction.RemoveSandbox remove:
                await services.Runtime.RemoveSandboxAsync(remove.SandboxId, cancellationToken).ConfigureAwait(false);
                return true;
            case PodAction.RemovePodFiles:
                return RemovePodFiles(pod);
            case PodAction.CreateSandbox or PodAction.StartContainer:
                throw new ArgumentException("the worker starts things itself, for it must remember that first", nameof(action));
            default:
                throw new ArgumentException($"unknown action {action.GetType().Name}", nameof(action));
        }
    }

    private void EnsureImages(PodAction.EnsureImages ensure, Pod pod)
    {
        foreach (var container in pod.Spec.InStartOrder().Where(c => ensure.Containers.Contains(c.Name)))
        {
            if (!_images.TryGetValue(container.Name, out var running) || running.IsFaulted || running.IsCanceled)
            {
                _images[container.Name] = EnsureImageAsync(pod, container.Container);
            }
        }
    }

    private async Task<PulledImage> EnsureImageAsync(Pod pod, Container container)
    {
        // Yield first: all pulls of the pod start together, and the sandbox does not wait for their first calls. The token is taken
        // before: afterwards its source may be gone with the pod.
        var abandoned = _pulls.Token;
        await Task.Yield();
        var pulled = await services.Images.EnsureAsync(
            container.Image,
            container.ImagePullPolicy ?? PullPolicy.IfNotPresent,
            () => services.Events.Record(pod, container.Name, EventType.Normal, "Pulling", $"Pulling image \"{container.Image}\""),
            abandoned).ConfigureAwait(false);
        services.Events.Record(pod, container.Name, EventType.Normal, "Pulled", pulled.PullTime is { } took
            ? $"Successfully pulled image \"{container.Image}\" in {GoDuration.Format(took)}"
            : $"Container image \"{container.Image}\" already present on machine");
        return pulled;
    }

    private bool RemovePodFiles(Pod pod)
    {
        RemoveLogs(pod);
        var obstacles = services.Volumes.Unmount(pod.Metadata.Uid);
        foreach (var obstacle in obstacles)
        {
            Log.PodFilesRemain(services.Logger, pod.FullName(), obstacle.Path, obstacle.Reason);
        }

        return obstacles.Count == 0;
    }

    private void RemoveLogs(Pod pod)
    {
        foreach (var obstacle in SafeDelete.Tree(services.Files.PodLogs(pod.Metadata)))
        {
            Log.PodFilesRemain(services.Logger, pod.FullName(), obstacle.Path, obstacle.Reason);
        }
    }
}
