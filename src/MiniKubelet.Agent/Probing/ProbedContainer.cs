using MiniKubelet.Kubernetes;
using MiniKubelet.Probing;

namespace MiniKubelet.Agent.Probing;

/// <summary>A running container instance with the state of its probes and a worker for each. Guarded by its pod's lock.</summary>
internal sealed class ProbedContainer
{
    private readonly Container _container;
    private readonly string _id;
    private readonly TimeProvider _time;
    private readonly List<ProbeWorker> _workers;
    private ContainerProbes _probes;

    public ProbedContainer(Container container, string id, ContainerProbes probes, PodProbes pod, ProbeRuns runs)
    {
        (_container, _id, _probes, _time) = (container, id, probes, runs.Time);
        _workers = probes.States.Select(state => new ProbeWorker(state.Type, pod, runs)).ToList();
    }

    public ProbeVerdict Verdict => _probes.Verdict;

    /// <summary>Tells the workers where the container is now, and which of them may go on.</summary>
    public void Sync_NeedsLock(Pod pod, string? host, bool terminating)
    {
        foreach (var worker in _workers)
        {
            worker.Target = new ProbeTarget(pod, _container, _id, worker.Type, host);
            if (terminating && worker.Type != ProbeType.Readiness)
            {
                worker.End_NeedsLock();
            }
        }

        Schedule_NeedsLock();
    }

    public void Report_NeedsLock(ProbeWorker worker, ProbeOutcome outcome)
    {
        _probes = _probes.After(worker.Type, outcome, _time.GetUtcNow());
        worker.Ready_NeedsLock();
        Schedule_NeedsLock();
    }

    public void End_NeedsLock() => _workers.ForEach(worker => worker.End_NeedsLock());

    private void Schedule_NeedsLock()
    {
        foreach (var worker in _workers)
        {
            worker.Schedule_NeedsLock(_probes.Of(worker.Type)?.DueAt);
        }
    }
}
