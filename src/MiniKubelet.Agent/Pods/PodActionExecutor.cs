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
    private readonly PodImages _images = new(services);

    /// <summary>Gives up the pulls that run: the pod is going.</summary>
    public void AbandonPulls() => _images.Abandon();

    /// <summary>Forgets the back-offs of images: other credentials are there.</summary>
    public void RetryPulls() => _images.ForgetBackoffs();

    /// <inheritdoc/>
    public void Dispose() => _images.Dispose();

    /// <summary>Does an action other than those that start something. False when it failed and the plan must be made anew.</summary>
    public async Task<bool> DoAsync(PodAction action, Pod pod, PodObservation observed, CancellationToken cancellationToken)
    {
        switch (action)
        {
            case PodAction.EnsureImages ensure:
                _images.Begin(pod, pod.Spec.InStartOrder().Where(c => ensure.Containers.Contains(c.Name)).Select(c => c.Container));
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

    private bool RemovePodFiles(Pod pod)
    {
        RemoveLogs(pod);
        var obstacles = services.Volumes.Unmount(pod.Metadata.Uid);
        foreach (var obstacle in obstacles)
        {
            Log.PodFilesRemain(services.Logger, pod.FullName(), obstacle.Path, obstacle.Reason);
            services.Events.Record(pod, EventType.Warning, "FailedUnMount", $"{obstacle.Path}: {obstacle.Reason}");
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
