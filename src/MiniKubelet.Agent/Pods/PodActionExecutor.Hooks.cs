using System.Collections.Concurrent;
using MiniKubelet.Agent.Events;
using MiniKubelet.Kubernetes;
using MiniKubelet.Observation;
using MiniKubelet.Planning;
using MiniKubelet.Runtime;

namespace MiniKubelet.Agent.Pods;

/// <summary>
/// Where the hooks stand in a container's life:
/// <code>
///   start ─▶ postStart ─┬─ done ──▶ shown as running, the next container's turn
///    (shown as waiting) └─ failed ─▶ preStop, stop signal, …: PostStartHookError, then restart policy and back-off
///
///   kill ─▶ grace > 0: preStop ─▶ its stage's turn ─▶ stop signal ─▶ gone, or SIGKILL when the grace is over
///           └────────── all within the grace; the stop signal is given 2 s at least ─────────┘
/// </code>
/// Hooks run at least once, as the kubelet's do. A daemon that was killed in the middle of a postStart hook takes the container as it
/// finds it and does not run the hook again; one that was killed in the middle of a preStop hook runs it again, in what is left of the
/// grace.
/// </summary>
public sealed partial class PodActionExecutor
{
    /// <summary>Why a container waits whose postStart hook has failed.</summary>
    public const string PostStartHookError = "PostStartHookError";

    private readonly LifecycleHooks _hooks = new(services.Runtime, services.Time);

    // Instances whose preStop hook has ended: a kill that is planned again does not run it twice.
    private readonly ConcurrentDictionary<string, bool> _preStopped = [];

    // The instance whose postStart hook runs.
    private volatile string? _postStarting;

    /// <summary>
    /// A pod as the kubelet shows it: a container is not running before its postStart hook has ended. (The kubelet's sync waits
    /// for the hook and shows nothing new of the pod meanwhile; here the others are shown.)
    /// </summary>
    public PodObservation WithoutHalfStarted(PodObservation observed) => _postStarting is not { } id ? observed : observed with
    {
        Containers = observed.Containers
            .Select(c => c.Id == id && c.State == RunState.Running ? c with { State = RunState.Created, StartedAt = null } : c)
            .ToEquatableArray(),
    };

    /// <summary>A failed postStart hook kills the container: a <see cref="PodStartException"/>, though its process ran.</summary>
    private async Task RunPostStartAsync(
        LifecycleHandler hook, Pod pod, Container container, string id, PodObservation observed, CancellationToken cancellationToken)
    {
        _postStarting = id;
        try
        {
            await RunHookAsync(hook, pod, container, id, observed, Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);
        }
        catch (LifecycleHookException e)
        {
            Log.HookFailed(services.Logger, pod.FullName(), container.Name, e.Message);
            services.Events.Record(pod, container.Name, EventType.Warning, "FailedPostStartHook", "PostStartHook failed");
            await KillAfterPostStartAsync(pod, container, id, cancellationToken).ConfigureAwait(false);
            throw new PodStartException(PostStartHookError, e.Message, e);
        }
        finally
        {
            _postStarting = null;
        }
    }

    /// <summary>Kills it, unless its own end is what the hook failed of: preStop hooks are for containers that run.</summary>
    private async Task KillAfterPostStartAsync(Pod pod, Container container, string id, CancellationToken cancellationToken)
    {
        try
        {
            var observed = await services.Pleg.ObserveAsync(pod.Metadata.Uid, cancellationToken).ConfigureAwait(false);
            if (observed.Containers.Any(c => c.Id == id && c.State is RunState.Running or RunState.Unknown))
            {
                services.Events.Record(pod, container.Name, EventType.Normal, "Killing", "FailedPostStartHook");
                var deadline = services.Time.GetUtcNow().AddSeconds(pod.Spec.GracePeriodSeconds());
                await StopAsync(new KillTarget(id, container.Name), pod, observed, deadline, Task.CompletedTask, cancellationToken)
                    .ConfigureAwait(false);
            }
        }
        catch (RuntimeException e)
        {
            Log.SyncFailed(services.Logger, pod.FullName(), e.Kind, e.Message);
        }
    }

    /// <summary>A failed preStop hook is reported and the killing goes on.</summary>
    private async Task RunPreStopAsync(
        LifecycleHandler hook, Pod pod, Container container, string id, PodObservation observed, TimeSpan grace,
        CancellationToken cancellationToken)
    {
        try
        {
            await RunHookAsync(hook, pod, container, id, observed, grace, cancellationToken).ConfigureAwait(false);
        }
        catch (LifecycleHookException e)
        {
            Log.HookFailed(services.Logger, pod.FullName(), container.Name, e.Message);
            services.Events.Record(pod, container.Name, EventType.Warning, "FailedPreStopHook", "PreStopHook failed");
        }

        _preStopped[id] = true;
    }

    // What a hook says may hold secrets: it stands in the daemon's log, not in an Event (kuberuntime_container.go).
    private Task RunHookAsync(
        LifecycleHandler hook, Pod pod, Container container, string id, PodObservation observed, TimeSpan timeout,
        CancellationToken cancellationToken) =>
        _hooks.RunAsync(
            hook,
            new HookTarget(pod, container, id, AddressOf(observed)),
            timeout,
            host => services.Events.Record(pod, EventType.Warning, "LifecycleHTTPFallback",
                $"request to HTTPS lifecycle hook {host} got HTTP response, retry with HTTP succeeded"),
            cancellationToken);

    private string AddressOf(PodObservation observed) =>
        observed.Sandboxes is [{ Ips: [var ip, ..] }, ..] ? ip
        : services.Node.NodeIps is [var node, ..] ? node
        : "127.0.0.1";
}
