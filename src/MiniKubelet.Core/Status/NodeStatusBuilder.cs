using MiniKubelet.Kubernetes;

namespace MiniKubelet.Status;

/// <summary>The machine as a Node object (kubernetes/pkg/kubelet/nodestatus).</summary>
public static class NodeStatusBuilder
{
    /// <summary>The node.</summary>
    public static Node Build(NodeFactsInput input) =>
        new()
        {
            Metadata = new ObjectMeta
            {
                Name = input.NodeName,
                // kubectl looks for a node's events under its name, which the kubelet gives as their object's UID.
                Uid = input.NodeName,
                CreationTimestamp = input.CreatedAt,
                Labels = input.Labels,
            },
            Status = new NodeStatus
            {
                Capacity = input.Capacity,
                Allocatable = input.Allocatable,
                Conditions = Conditions(input),
                Addresses = input.NodeIps.Select(ip => new NodeAddress { Type = "InternalIP", Address = ip })
                    .Append(new NodeAddress { Type = "Hostname", Address = input.Hostname })
                    .ToEquatableArray(),
                DaemonEndpoints = new NodeDaemonEndpoints { KubeletEndpoint = new DaemonEndpoint { Port = input.Port } },
                NodeInfo = new NodeSystemInfo
                {
                    MachineID = input.MachineId,
                    SystemUUID = input.SystemUuid,
                    BootID = input.BootId,
                    KernelVersion = input.KernelVersion,
                    OsImage = input.OsImage,
                    ContainerRuntimeVersion = $"{input.RuntimeName}://{input.RuntimeVersion}",
                    KubeletVersion = $"v{input.Version}",
                    OperatingSystem = "linux",
                    Architecture = input.Architecture,
                },
            },
        };

    private static EquatableArray<NodeCondition> Conditions(NodeFactsInput input) =>
    [
        input.MemoryPressure
            ? Condition(input, "MemoryPressure", true, "KubeletHasInsufficientMemory", "kubelet has insufficient memory available")
            : Condition(input, "MemoryPressure", false, "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
        input.DiskPressure
            ? Condition(input, "DiskPressure", true, "KubeletHasDiskPressure", "kubelet has disk pressure")
            : Condition(input, "DiskPressure", false, "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
        input.PidPressure
            ? Condition(input, "PIDPressure", true, "KubeletHasInsufficientPID", "kubelet has insufficient PID available")
            : Condition(input, "PIDPressure", false, "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
        input.NotReadyMessage is { } message
            ? Condition(input, "Ready", false, "KubeletNotReady", message)
            : Condition(input, "Ready", true, "KubeletReady", "kubelet is posting ready status"),
    ];

    private static NodeCondition Condition(NodeFactsInput input, string type, bool holds, string reason, string message)
    {
        var status = holds ? ConditionStatus.True : ConditionStatus.False;
        var previous = input.PreviousConditions.FirstOrDefault(condition => condition.Type == type);
        return new NodeCondition
        {
            Type = type,
            Status = status,
            LastHeartbeatTime = input.Now,
            LastTransitionTime = previous?.Status == status ? previous.LastTransitionTime : input.Now,
            Reason = reason,
            Message = message,
        };
    }
}
