using MiniKubelet.Agent.Events;
using MiniKubelet.Kubernetes;
using MiniKubelet.Observation;
using MiniKubelet.Planning;
using MiniKubelet.Runtime;
using MiniKubelet.Runtime.Configuration;

namespace MiniKubelet.Agent.Pods;

public sealed partial class PodActionExecutor
{
    // The kubelet's floor: however much of the grace a preStop hook ate, the stop signal gets this long.
    private static readonly TimeSpan LeastGrace = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan LongestGrace = TimeSpan.FromDays(30);

    private async Task KillContainerAsync(
        PodAction.KillContainer kill, Pod pod, PodObservation observed, CancellationToken cancellationToken)
    {
        var message = KillMessage.Of(pod.Spec, kill.Container, kill.Reason);
        services.Events.Record(pod, kill.Container, EventType.Normal, "Killing", message);
        var deadline = services.Time.GetUtcNow().AddSeconds(kill.GraceSeconds);
        var target = new KillTarget(kill.ContainerId, kill.Container);
        await StopAsync(target, pod, observed, deadline, Task.CompletedTask, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// All preStop hooks run at once; only the stop signal waits for its stage's turn (kuberuntime_termination_order.go).
    /// </summary>
    private async Task KillPodAsync(PodAction.KillPod kill, Pod pod, PodObservation observed, CancellationToken cancellationToken)
    {
        var previous = Task.CompletedTask;
        foreach (var stage in kill.Stages)
        {
            var turn = previous;
            var stops = new List<Task>();
            foreach (var target in stage.Containers)
            {
                services.Events.Record(pod, target.Container, EventType.Normal, "Killing", $"Stopping container {target.Container}");
                stops.Add(StopAsync(target, pod, observed, kill.Deadline, turn, cancellationToken));
            }

            previous = Task.WhenAll([turn, .. stops]);
        }

        try
        {
            await previous.ConfigureAwait(false);
        }
        catch (RuntimeException e)
        {
            services.Events.Record(pod, EventType.Warning, "FailedKillPod", $"error killing pod: {e.Message}");
            throw;
        }
    }

    private async Task StopAsync(
        KillTarget target, Pod pod, PodObservation observed, DateTimeOffset deadline, Task turn, CancellationToken cancellationToken)
    {
        // One that the pod does not have, or no more, is known by what it was made with.
        var container = pod.Spec.InStartOrder().FirstOrDefault(c => c.Name == target.Container).Container
            ?? observed.Containers.Where(c => c.Id == target.ContainerId).Select(RestoredPod.ContainerOf).FirstOrDefault();
        var left = Left(deadline);
        if (container?.Lifecycle?.PreStop is { } hook && left > TimeSpan.Zero && !_preStopped.ContainsKey(target.ContainerId))
        {
            await RunPreStopAsync(hook, pod, container, target.ContainerId, observed, left, cancellationToken).ConfigureAwait(false);
        }

        try
        {
            await turn.WaitAsync(Positive(Left(deadline)), services.Time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The stage before took the whole grace; this one still gets the floor.
        }

        var grace = Left(deadline) > LeastGrace ? Left(deadline) : LeastGrace;
        await services.Runtime.StopContainerAsync(target.ContainerId, grace, cancellationToken).ConfigureAwait(false);
    }

    // A pod may ask for more than a timer can hold.
    private TimeSpan Left(DateTimeOffset deadline)
    {
        var left = deadline - services.Time.GetUtcNow();
        return left < LongestGrace ? left : LongestGrace;
    }

    private static TimeSpan Positive(TimeSpan span) => span > TimeSpan.Zero ? span : TimeSpan.Zero;
}
