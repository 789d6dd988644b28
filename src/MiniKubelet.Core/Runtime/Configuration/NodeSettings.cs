using MiniKubelet.Kubernetes;

namespace MiniKubelet.Runtime.Configuration;

/// <summary>What the configuration of pods' sandboxes and containers depends on besides the pod: this machine and the daemon's options.</summary>
public sealed record NodeSettings
{
    /// <summary>The node's name.</summary>
    public required string NodeName { get; init; }

    /// <summary>The node's addresses, primary first.</summary>
    public EquatableArray<string> NodeIps { get; init; } = [];

    /// <summary>Where the pods' log directories are (KubeletConfiguration <c>podLogsDir</c>).</summary>
    public string PodLogsDirectory { get; init; } = "/var/log/pods";

    /// <summary>Name servers for pods of policy ClusterFirst (KubeletConfiguration <c>clusterDNS</c>).</summary>
    public EquatableArray<string> ClusterDns { get; init; } = [];

    /// <summary>The domain of services (KubeletConfiguration <c>clusterDomain</c>); empty when there is none.</summary>
    public string ClusterDomain { get; init; } = "";

    /// <summary>The text of the node's resolv.conf; null when KubeletConfiguration <c>resolvConf</c> is empty: pods then get no resolver.</summary>
    public string? ResolvConf { get; init; }

    /// <summary>Memory of the machine in bytes.</summary>
    public long MemoryCapacity { get; init; }

    /// <summary>What the node has, by resource: cpu, memory, ephemeral-storage, pods.</summary>
    public EquatableMap<Quantity> Capacity { get; init; } = [];

    /// <summary>What of it pods may have; a resource that is not here is not counted.</summary>
    public EquatableMap<Quantity> Allocatable { get; init; } = [];

    /// <summary>The node's labels, which pods choose it by.</summary>
    public EquatableMap<string> Labels { get; init; } = [];

    /// <summary>Whether the runtime may give a process a negative <c>oom_score_adj</c>: that needs CAP_SYS_RESOURCE.</summary>
    public bool MayLowerOomScore { get; init; } = true;

    /// <summary>A container that names no seccomp profile gets the runtime's (KubeletConfiguration <c>seccompDefault</c>; on unless configured otherwise).</summary>
    public bool SeccompDefault { get; init; } = true;

    /// <summary>Where Localhost seccomp profiles are.</summary>
    public string SeccompProfileDirectory { get; init; } = "/var/lib/kubelet/seccomp";
}
