using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using MiniKubelet.Observation;
using MiniKubelet.Runtime;

namespace MiniKubelet.Agent.Pods;

/// <summary>
/// The pod lifecycle event generator: reads the runtime's events and wakes the workers of the pods they concern. It decides
/// nothing: a worker observes its pod afresh. A slow relist finds what an event stream may lose; where the runtime has no events,
/// a relist each second takes their place.
/// <para>Reads: the runtime. Writes: nothing but what it saw last.</para>
/// </summary>
public sealed class Pleg(IContainerRuntime runtime, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan SafetyPeriod = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan RelistPeriod = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    // Which pod a container or sandbox belongs to, for runtimes whose events name only the container.
    private readonly ConcurrentDictionary<string, string> _podOf = new();
    private readonly ConcurrentDictionary<string, PodObservation> _seen = new();
    private volatile string? _problem;

    /// <summary>A pod may have changed at the runtime; null means any of them.</summary>
    public event Action<string?>? PodChanged;

    /// <summary>The runtime holds a pod that no worker has observed.</summary>
    public event Action<PodObservation>? UnknownPod;

    /// <summary>What keeps the runtime from running pods, in the kubelet's words; null when nothing does.</summary>
    public event Action<string?>? Health;

    /// <summary>Observes a pod and remembers what was seen.</summary>
    public async Task<PodObservation> ObserveAsync(string podUid, CancellationToken cancellationToken)
    {
        var observed = await runtime.ObservePodAsync(podUid, cancellationToken).ConfigureAwait(false);
        Remember(observed);
        return observed;
    }

    /// <summary>Remembers whose a new container or sandbox is, before its first event can arrive.</summary>
    public void Created(string podUid, string id) => _podOf[id] = podUid;

    /// <summary>Forgets a pod that is gone.</summary>
    public void Forget(string podUid)
    {
        _seen.TryRemove(podUid, out _);
        foreach (var (id, _) in _podOf.Where(entry => entry.Value == podUid))
        {
            _podOf.TryRemove(id, out _);
        }
    }

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var pause = RelistPeriod;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await foreach (var @event in runtime.WatchEventsAsync(cancellationToken).ConfigureAwait(false))
                {
                    pause = RelistPeriod;
                    Handle(@event);
                    if (@event.Kind == RuntimeEventKind.Resync)
                    {
                        // Beside the events: they do not wait for a runtime that is slow to say how it is.
                        _ = LookAtHealthAsync(cancellationToken);
                    }
                }
            }
            catch (RuntimeException e) when (e.Kind == RuntimeErrorKind.Unimplemented)
            {
                Log.NoRuntimeEvents(logger);
                await RelistForeverAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (RuntimeException e)
            {
                TellDown(e);
                Log.EventStreamBroken(logger, e.Message, pause);
            }

            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    /// <summary>Compares the runtime with what was last seen, each minute, until cancelled.</summary>
    public async Task RunSafetyRelistAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(SafetyPeriod, time);
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
        {
            await RelistAsync(cancellationToken).ConfigureAwait(false);
            await LookAtHealthAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Asks the runtime how it is, tells that as its health, and returns why pods get no network now; null when they do.</summary>
    public async Task<string?> LookAtHealthAsync(CancellationToken cancellationToken)
    {
        try
        {
            var info = await runtime.GetInfoAsync(cancellationToken).ConfigureAwait(false);
            Tell(info.Problem);
            return info.NetworkProblem;
        }
        catch (RuntimeException e)
        {
            TellDown(e);
            return null;
        }
    }

    /// <summary>Something has worked: if the runtime was not well before, it is asked again.</summary>
    public Task LookIfUnwellAsync(CancellationToken cancellationToken) =>
        _problem is null ? Task.CompletedTask : LookAtHealthAsync(cancellationToken);

    private void TellDown(RuntimeException e) => Tell($"container runtime is down: {e.Message}");

    private void Tell(string? problem)
    {
        _problem = problem;
        Health?.Invoke(problem);
    }

    private void Handle(RuntimeEvent @event)
    {
        if (@event.Kind == RuntimeEventKind.Resync)
        {
            PodChanged?.Invoke(null);
        }
        else if (@event.Kind is RuntimeEventKind.Created or RuntimeEventKind.Started)
        {
            // Only the pod's own worker makes and starts things, and it looks after each act: waking it again doubles the work.
        }
        else if (@event.PodUid is { } uid || _podOf.TryGetValue(@event.Id, out uid))
        {
            PodChanged?.Invoke(uid);
        }
        else if (@event.Kind == RuntimeEventKind.Stopped)
        {
            // Its pod may be about to tell us of it; nobody knows whose it was, so everybody looks.
            PodChanged?.Invoke(null);
        }
    }

    private async Task RelistForeverAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(RelistPeriod, time);
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
        {
            await RelistAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Lists all pods once and wakes the workers of those that differ from what was last seen. A runtime that does not answer is
    /// told as its health; the next relist makes up for it.
    /// </summary>
    public async Task RelistAsync(CancellationToken cancellationToken)
    {
        try
        {
            await CompareAsync(cancellationToken).ConfigureAwait(false);
            await LookIfUnwellAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (RuntimeException e)
        {
            TellDown(e);
        }
    }

    private async Task CompareAsync(CancellationToken cancellationToken)
    {
        var pods = await runtime.ObservePodsAsync(cancellationToken).ConfigureAwait(false);
        foreach (var pod in pods)
        {
            if (!_seen.TryGetValue(pod.Uid, out var last))
            {
                UnknownPod?.Invoke(pod);
            }
            else if (!last.Equals(pod))
            {
                PodChanged?.Invoke(pod.Uid);
            }
        }

        var there = pods.Select(p => p.Uid).ToHashSet();
        foreach (var (uid, last) in _seen)
        {
            if (!there.Contains(uid) && last.Sandboxes.Count + last.Containers.Count > 0)
            {
                PodChanged?.Invoke(uid);
            }
        }
    }

    private void Remember(PodObservation observed)
    {
        var ids = Ids(observed).ToHashSet();
        if (_seen.TryGetValue(observed.Uid, out var last))
        {
            foreach (var id in Ids(last).Where(id => !ids.Contains(id)))
            {
                _podOf.TryRemove(id, out _);
            }
        }

        foreach (var id in ids)
        {
            _podOf[id] = observed.Uid;
        }

        _seen[observed.Uid] = observed;
    }

    private static IEnumerable<string> Ids(PodObservation observed) =>
        observed.Sandboxes.Select(s => s.Id).Concat(observed.Containers.Select(c => c.Id));
}
