using MiniKubelet.Kubernetes;
using MiniKubelet.Observation;
using MiniKubelet.Planning;
using MiniKubelet.Probing;

namespace MiniKubelet.Agent.Probing;

/// <summary>The probes of one pod. Its lock guards the state of all its containers, and is never held while a probe runs.</summary>
internal sealed class PodProbes(string uid, ProbeRuns runs)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ProbedContainer> _containers = [];
    private volatile ProbeVerdicts _verdicts = ProbeVerdicts.None;

    /// <summary>The verdicts on the containers that ran at the last sync.</summary>
    public ProbeVerdicts Verdicts => _verdicts;

    /// <summary>Fits the probes to the containers that run.</summary>
    public void Sync(Pod pod, PodObservation observation, bool terminating, ProbeVerdicts seed)
    {
        var host = ProbeTarget.HostOf(pod, observation, runs.NodeIp);
        var specs = pod.Spec.InStartOrder().Where(c => c.Role != ContainerRole.Init).ToDictionary(c => c.Name, c => c.Container);
        lock (_lock)
        {
            var running = observation.Containers.Where(c => c.State == RunState.Running && specs.ContainsKey(c.Name)).ToList();
            foreach (var gone in _containers.Keys.Except(running.Select(c => c.Id)).ToList())
            {
                _containers.Remove(gone, out var container);
                container!.End_NeedsLock();
            }

            foreach (var container in running)
            {
                if (!_containers.TryGetValue(container.Id, out var probed))
                {
                    _containers.Add(container.Id, probed = Begin(specs[container.Name], container, seed));
                }

                probed.Sync_NeedsLock(pod, host, terminating);
            }

            Publish_NeedsLock();
        }
    }

    /// <summary>Ends all probes.</summary>
    public void End()
    {
        lock (_lock)
        {
            foreach (var container in _containers.Values)
            {
                container.End_NeedsLock();
            }

            _containers.Clear();
            Publish_NeedsLock();
        }
    }

    /// <summary>What a worker whose timer fired is to probe; null if it has ended meanwhile.</summary>
    public ProbeTarget? TryStart(ProbeWorker worker)
    {
        lock (_lock)
        {
            return worker.Start_NeedsLock();
        }
    }

    /// <summary>Takes in what a run brought, unless its container or probe has ended meanwhile.</summary>
    public void Report(ProbeWorker worker, ProbeTarget target, ProbeReport report)
    {
        bool changed;
        lock (_lock)
        {
            if (worker.Ended)
            {
                return;
            }

            var container = _containers[target.ContainerId];
            var before = container.Verdict;
            container.Report_NeedsLock(worker, report.Outcome);
            changed = container.Verdict != before;
            if (changed)
            {
                Publish_NeedsLock();
            }
        }

        runs.Tell(target, report);
        if (changed)
        {
            runs.Changed(uid);
        }
    }

    private ProbedContainer Begin(Container container, ContainerObservation observed, ProbeVerdicts seed) => new(
        container,
        observed.Id,
        ContainerProbes.Begin(
            container,
            observed.StartedAt,
            seed.ByContainerId.TryGetValue(observed.Id, out var known) ? known : null,
            runs.Time.GetUtcNow(),
            runs.AgentStartedAt,
            runs.Random()),
        this,
        runs);

    private void Publish_NeedsLock() => _verdicts = new ProbeVerdicts(
        _containers.Select(entry => KeyValuePair.Create(entry.Key, entry.Value.Verdict)).ToEquatableMap());
}
