using MiniKubelet.Agent.Events;
using MiniKubelet.Kubernetes;
using MiniKubelet.Observation;

namespace MiniKubelet.Agent.Pods;

public sealed partial class PodActionExecutor
{
    private readonly LifecycleHooks _hooks = new(services.Runtime, services.Time);

    /// <summary>A failed postStart hook kills the container; the restart policy decides what comes then.</summary>
    private async Task RunPostStartAsync(
        LifecycleHandler hook, Pod pod, Container container, string id, PodObservation observed, CancellationToken cancellationToken)
    {
        try
        {
            await _hooks.RunAsync(hook, container, id, AddressOf(observed), Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);
        }
        catch (LifecycleHookException e)
        {
            services.Events.Record(pod, container.Name, EventType.Warning, "FailedPostStartHook", $"PostStartHook failed: {e.Message}");
            var deadline = services.Time.GetUtcNow().AddSeconds(Planning.PodContainers.GracePeriodSeconds(pod.Spec));
            await StopAsync(new(id, container.Name), pod, observed, deadline, Task.CompletedTask, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>A failed preStop hook is reported and the killing goes on.</summary>
    private async Task RunPreStopAsync(
        LifecycleHandler hook, Pod pod, Container container, string id, PodObservation observed, TimeSpan grace,
        CancellationToken cancellationToken)
    {
        try
        {
            await _hooks.RunAsync(hook, container, id, AddressOf(observed), grace, cancellationToken).ConfigureAwait(false);
        }
        catch (LifecycleHookException e)
        {
            services.Events.Record(pod, container.Name, EventType.Warning, "FailedPreStopHook", $"PreStopHook failed: {e.Message}");
        }
    }

    private string AddressOf(PodObservation observed) =>
        observed.Sandboxes is [{ Ips: [var ip, ..] }, ..] ? ip
        : services.Node.NodeIps is [var node, ..] ? node
        : "127.0.0.1";
}
