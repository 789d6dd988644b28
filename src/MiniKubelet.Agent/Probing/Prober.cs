using System.Collections.Concurrent;
using MiniKubelet.Kubernetes;
using MiniKubelet.Observation;
using MiniKubelet.Probing;
using MiniKubelet.Runtime;

namespace MiniKubelet.Agent.Probing;

/// <summary>
/// Probes the containers of all pods. Reads what each pod's worker passes to <see cref="Sync"/>; alone writes the verdicts.
/// A probe costs a timer and nothing else while it is not running; no probe of a container runs twice at once, and one that
/// hangs delays only itself until <see cref="ProberOptions"/>' bounds are reached.
/// </summary>
public sealed class Prober : IDisposable
{
    private readonly ConcurrentDictionary<string, PodProbes> _pods = new();
    private readonly ProbeRuns _runs;

    /// <summary>A prober that probes nothing yet.</summary>
    /// <param name="runtime">Runs the commands of exec probes.</param>
    /// <param name="time">The clock of delays, periods and timeouts.</param>
    /// <param name="options">The node, and bounds.</param>
    /// <param name="record">Records a Kubernetes Event: pod, container, type, reason, message.</param>
    /// <param name="random">Gives numbers from 0 to 1, for the jitter.</param>
    public Prober(
        IContainerRuntime runtime,
        TimeProvider time,
        ProberOptions options,
        Action<Pod, string, string, string, string> record,
        Func<double>? random = null)
    {
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(options);
        _runs = new ProbeRuns(
            new ProbeHandlers(runtime, time, options.UserAgent),
            new ProbeSlots(options),
            time,
            options.NodeIp,
            random ?? Random.Shared.NextDouble,
            time.GetUtcNow(),
            record,
            podUid => Changed?.Invoke(podUid),
            (target, outcome) => Probed?.Invoke(target.Pod, target.Container.Name, target.Type, outcome));
    }

    /// <summary>A verdict on a container of the pod with this UID changed. Raised on any thread; must return at once.</summary>
    public event Action<string>? Changed;

    /// <summary>A probe ran: pod, container, type, outcome. For the metric <c>prober_probe_total</c>.</summary>
    public event Action<Pod, string, ProbeType, ProbeOutcome>? Probed;

    /// <summary>
    /// Makes, keeps and ends the probes of a pod: those of the containers that run. Called by the pod's worker after each
    /// observation; the verdicts are up to date when it returns. A container keeps the probes it began with until it is replaced.
    /// </summary>
    /// <param name="pod">The pod.</param>
    /// <param name="observation">What the runtime says of it now.</param>
    /// <param name="terminating">The pod is going: only readiness is still asked.</param>
    /// <param name="seed">What held when the agent last ran, for containers it finds running: so readiness does not flap.</param>
    public void Sync(Pod pod, PodObservation observation, bool terminating, ProbeVerdicts? seed = null)
    {
        ArgumentNullException.ThrowIfNull(observation);
        _pods.GetOrAdd(observation.Uid, uid => new PodProbes(uid, _runs)).Sync(pod, observation, terminating, seed ?? ProbeVerdicts.None);
    }

    /// <summary>Ends all probes of a pod and forgets its verdicts.</summary>
    public void Forget(string podUid)
    {
        if (_pods.TryRemove(podUid, out var pod))
        {
            pod.End();
        }
    }

    /// <summary>The verdicts on the pod's running containers; none for a pod that was never synced.</summary>
    public ProbeVerdicts VerdictsFor(string podUid) => _pods.TryGetValue(podUid, out var pod) ? pod.Verdicts : ProbeVerdicts.None;

    /// <summary>Ends all probes.</summary>
    public void Dispose()
    {
        foreach (var uid in _pods.Keys)
        {
            Forget(uid);
        }
    }
}
