using MiniKubelet.Kubernetes;

namespace MiniKubelet.Status;

/// <summary>Everything the node's object depends on.</summary>
public sealed record NodeFactsInput
{
    /// <summary>The node's name.</summary>
    public required string NodeName { get; init; }

    /// <summary>The machine's host name.</summary>
    public required string Hostname { get; init; }

    /// <summary>The machine's addresses, primary first.</summary>
    public EquatableArray<string> NodeIps { get; init; } = [];

    /// <summary>The processor architecture as Go names it: <c>amd64</c>, <c>arm64</c>.</summary>
    public required string Architecture { get; init; }

    /// <summary>The node's labels.</summary>
    public EquatableMap<string> Labels { get; init; } = [];

    /// <summary>What the node has, by resource.</summary>
    public required EquatableMap<Quantity> Capacity { get; init; }

    /// <summary>What of it pods may have.</summary>
    public required EquatableMap<Quantity> Allocatable { get; init; }

    /// <summary>Why the node cannot run pods now; null when it can.</summary>
    public string? NotReadyMessage { get; init; }

    /// <summary>Memory is short.</summary>
    public bool MemoryPressure { get; init; }

    /// <summary>Disk space or inodes are short.</summary>
    public bool DiskPressure { get; init; }

    /// <summary>Process ids are short.</summary>
    public bool PidPressure { get; init; }

    /// <summary>The runtime's name and version.</summary>
    public required string RuntimeName { get; init; }

    /// <summary>The runtime's version.</summary>
    public required string RuntimeVersion { get; init; }

    /// <summary>The daemon's version, without <c>v</c>.</summary>
    public required string Version { get; init; }

    /// <summary>The port of the kubelet's endpoints.</summary>
    public required int Port { get; init; }

    /// <summary>From /etc/machine-id.</summary>
    public string MachineId { get; init; } = "";

    /// <summary>From DMI.</summary>
    public string SystemUuid { get; init; } = "";

    /// <summary>From /proc/sys/kernel/random/boot_id.</summary>
    public string BootId { get; init; } = "";

    /// <summary>The kernel's release.</summary>
    public string KernelVersion { get; init; } = "";

    /// <summary>PRETTY_NAME of /etc/os-release.</summary>
    public string OsImage { get; init; } = "";

    /// <summary>When the daemon started to serve the node.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>The conditions built before, for the times of transitions.</summary>
    public EquatableArray<NodeCondition> PreviousConditions { get; init; } = [];

    /// <summary>The moment of the look.</summary>
    public required DateTimeOffset Now { get; init; }
}
