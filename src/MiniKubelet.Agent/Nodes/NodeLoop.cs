using MiniKubelet.Agent.Status;
using MiniKubelet.Kubernetes;
using MiniKubelet.Linux;
using MiniKubelet.Runtime;
using MiniKubelet.Runtime.Configuration;
using MiniKubelet.Status;

namespace MiniKubelet.Agent.Nodes;

/// <summary>
/// Keeps the Node object true. Written anew when the runtime's health changes and every five minutes, as the kubelet reports.
/// <para>Reads: the machine's facts, the runtime's health. Alone writes: the node in the status store.</para>
/// </summary>
public sealed class NodeLoop(
    StatusStore status, NodeSettings node, NodeFacts facts, RuntimeInfo runtime, int port, string version, TimeProvider time)
{
    private static readonly TimeSpan ReportPeriod = TimeSpan.FromMinutes(5);

    private readonly Lock _lock = new();
    private readonly DateTimeOffset _createdAt = time.GetUtcNow();
    private string? _problem = runtime.NotReadyReason ?? runtime.NetworkNotReadyReason;

    /// <summary>The node as the object of events.</summary>
    public ObjectReference Reference { get; } =
        new() { ApiVersion = "v1", Kind = "Node", Name = node.NodeName, Uid = node.NodeName };

    /// <summary>The runtime answers, or why it does not.</summary>
    public void SetRuntimeHealth(bool healthy, string problem)
    {
        var now = healthy ? null : $"container runtime is down: {problem}";
        if (now != _problem)
        {
            _problem = now;
            Write();
        }
    }

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
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
            status.Nodes.Put(NodeStatusBuilder.Build(new NodeFactsInput
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
            }));
        }
    }
}
