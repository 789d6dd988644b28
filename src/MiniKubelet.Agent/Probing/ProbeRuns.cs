using MiniKubelet.Kubernetes;
using MiniKubelet.Probing;

namespace MiniKubelet.Agent.Probing;

/// <summary>What all probe workers share.</summary>
/// <param name="Handlers">Run a probe.</param>
/// <param name="Slots">Bound how many run at once.</param>
/// <param name="Time">The clock.</param>
/// <param name="NodeIp">Where probes of pods with the host's network dial.</param>
/// <param name="Random">Gives numbers from 0 to 1.</param>
/// <param name="AgentStartedAt">Since when there is a prober.</param>
/// <param name="Record">Records an event: pod, container, type, reason, message.</param>
/// <param name="Changed">Tells that a verdict on a container of a pod changed.</param>
/// <param name="Probed">Tells that a probe ran.</param>
internal sealed record ProbeRuns(
    ProbeHandlers Handlers,
    ProbeSlots Slots,
    TimeProvider Time,
    string NodeIp,
    Func<double> Random,
    DateTimeOffset AgentStartedAt,
    Action<Pod, string, string, string, string> Record,
    Action<string> Changed,
    Action<ProbeTarget, ProbeOutcome> Probed)
{
    /// <summary>Runs a probe once a slot is free. Throws only <see cref="OperationCanceledException"/>.</summary>
    public async Task<ProbeReport> RunAsync(ProbeTarget target, CancellationToken cancellationToken)
    {
        var slots = Slots.For(target.Probe);
        await slots.WaitAsync(cancellationToken);
        try
        {
            return await Handlers.RunAsync(target, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever went wrong says nothing of the container, and must not end the probing of it.
            return ProbeReport.Error(e.Message);
        }
        finally
        {
            slots.Release();
        }
    }

    /// <summary>Makes a run known to metrics and, unless all was well, to the pod's events.</summary>
    public void Tell(ProbeTarget target, ProbeReport report)
    {
        Probed(target, report.Outcome);
        var (reason, verb) = report.Outcome switch
        {
            ProbeOutcome.Success => (null, ""),
            ProbeOutcome.Warning => ("ProbeWarning", "warning"),
            ProbeOutcome.Failure => ("Unhealthy", "failed"),
            ProbeOutcome.Error => ("Unhealthy", $"errored and resulted in {report.State} state"),
        };
        if (reason is not null)
        {
            Record(target.Pod, target.Container.Name, "Warning", reason, $"{target.Type} probe {verb}: {report.Message}");
        }
    }
}
