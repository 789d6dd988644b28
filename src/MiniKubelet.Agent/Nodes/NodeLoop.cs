using MiniKubelet.Agent.Events;
using MiniKubelet.Agent.Status;
using MiniKubelet.Kubernetes;
using MiniKubelet.Linux;
using MiniKubelet.Runtime;
using MiniKubelet.Runtime.Configuration;
using MiniKubelet.Status;

namespace MiniKubelet.Agent.Nodes;

/// <summary>
/// Keeps the Node object true. Written anew when the runtime's health changes and every five minutes, as the kubelet reports; what
/// turns with it, and that the daemon started or the machine was rebooted, is told in events.
/// <para>Reads: the machine's facts, the runtime's health. Alone writes: the node in the status store, the record of the boot.</para>
/// </summary>
public sealed class NodeLoop(
    StatusStore status, EventRecorder events, NodeSettings node, NodeFacts facts, RuntimeInfo runtime, BootRecord boot, int port, string version,
    TimeProvider time)
{
    private static readonly TimeSpan ReportPeriod = TimeSpan.FromMinutes(5);

    private readonly Lock _lock = new();
    private readonly DateTimeOffset _createdAt = time.GetUtcNow();
    private string? _problem = runtime.Problem;

    /// <summary>The node as the object of events.</summary>
    public ObjectReference Reference { get; } =
        new() { ApiVersion = "v1", Kind = "Node", Name = node.NodeName, Uid = node.NodeName };

    /// <summary>What keeps the runtime from running pods; null when nothing does.</summary>
    public void SetRuntimeProblem(string? problem)
    {
        if (problem != _problem)
        {
            _problem = problem;
            Write();
        }
    }

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        events.Record(Reference, EventType.Normal, "Starting", "Starting kubelet.");
        if (boot.Note(facts.BootId))
        {
            events.Record(Reference, EventType.Warning, "Rebooted", $"Node {node.NodeName} has been rebooted, boot id: {facts.BootId}");
        }

        using var timer = new PeriodicTimer(ReportPeriod, time);
        do
        {
            Write();
        }
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false));
    }

    private void Write()
    {
        lock (_lock)
        {
            var previous = status.Nodes.Get(null, node.NodeName);
            var now = NodeStatusBuilder.Build(new NodeFactsInput
            {
                NodeName = node.NodeName,
                Hostname = facts.Hostname,
                NodeIps = node.NodeIps,
                Architecture = facts.Architecture,
                Labels = node.Labels,
                Capacity = node.Capacity,
                Allocatable = node.Allocatable,
                NotReadyMessage = _problem,
                RuntimeName = runtime.Name,
                RuntimeVersion = runtime.Version,
                Version = version,
                Port = port,
                MachineId = facts.MachineId,
                SystemUuid = facts.SystemUuid,
                BootId = facts.BootId,
                KernelVersion = facts.KernelVersion,
                OsImage = facts.OsImage,
                CreatedAt = _createdAt,
                PreviousConditions = previous?.Status.Conditions ?? [],
                Now = time.GetUtcNow(),
            });
            status.Nodes.Put(now);
            foreach (var reason in NodeEvents.Between(previous?.Status.Conditions ?? [], now.Status.Conditions))
            {
                events.Record(Reference, EventType.Normal, reason, $"Node {node.NodeName} status is now: {reason}");
            }
        }
    }
}
