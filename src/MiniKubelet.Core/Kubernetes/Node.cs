using System.Text.Json.Serialization;

namespace MiniKubelet.Kubernetes;

/// <summary>A machine that runs pods.</summary>
public sealed record Node : IKubernetesObject
{
    /// <summary>API version of the object.</summary>
    public string ApiVersion { get; init => field = value ?? "v1"; } = "v1";

    /// <summary>Kind of the object.</summary>
    public string Kind { get; init => field = value ?? "Node"; } = "Node";

    /// <summary>Name, labels and the rest.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>What should be.</summary>
    public NodeSpec Spec { get; init => field = value ?? new(); } = new();

    /// <summary>What is.</summary>
    public NodeStatus Status { get; init => field = value ?? new(); } = new();
}

/// <summary>A list of Node objects.</summary>
public sealed record NodeList
{
    /// <summary>API version of the object.</summary>
    public string ApiVersion { get; init => field = value ?? "v1"; } = "v1";

    /// <summary>Kind of the object.</summary>
    public string Kind { get; init => field = value ?? "NodeList"; } = "NodeList";

    /// <summary>Version and page of the list.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public ListMeta Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>The objects.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public EquatableArray<Node> Items { get; init => field = value ?? []; } = [];
}

/// <summary>What should be of a node.</summary>
public sealed record NodeSpec
{
    /// <summary>Address range for pods.</summary>
    public string? PodCIDR { get; init; }

    /// <summary>Address ranges for pods.</summary>
    public EquatableArray<string> PodCIDRs { get; init => field = value ?? []; } = [];

    /// <summary>Identifies the machine at its provider.</summary>
    public string? ProviderID { get; init; }

    /// <summary>Whether new pods are kept away.</summary>
    public bool Unschedulable { get; init; }

    /// <summary>Keep pods away that do not tolerate them.</summary>
    public EquatableArray<Taint> Taints { get; init => field = value ?? []; } = [];

    /// <summary>Removed upstream; read and kept.</summary>
    public NodeConfigSource? ConfigSource { get; init; }

    /// <summary>Deprecated; read and kept.</summary>
    public string? ExternalID { get; init; }
}

/// <summary>Keeps pods away that do not tolerate it.</summary>
public sealed record Taint
{
    /// <summary>Key of the taint.</summary>
    public string Key { get; init => field = value ?? ""; } = "";

    /// <summary>Value of the taint.</summary>
    public string? Value { get; init; }

    /// <summary>What happens to the pods.</summary>
    public TaintEffect? Effect { get; init; }

    /// <summary>When the taint was added.</summary>
    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset? TimeAdded { get; init; }
}

/// <summary>Where the kubelet's configuration comes from; removed upstream.</summary>
public sealed record NodeConfigSource
{
    /// <summary>A ConfigMap.</summary>
    public ConfigMapNodeConfigSource? ConfigMap { get; init; }
}

/// <summary>A ConfigMap with the kubelet's configuration.</summary>
public sealed record ConfigMapNodeConfigSource
{
    /// <summary>Namespace of the ConfigMap.</summary>
    public string Namespace { get; init => field = value ?? ""; } = "";

    /// <summary>Name of the ConfigMap.</summary>
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>UID of the ConfigMap.</summary>
    public string? Uid { get; init; }

    /// <summary>Version of the ConfigMap.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>The key with the configuration.</summary>
    public string KubeletConfigKey { get; init => field = value ?? ""; } = "";
}

/// <summary>What is of a node.</summary>
public sealed record NodeStatus
{
    /// <summary>All resources.</summary>
    public EquatableMap<Quantity> Capacity { get; init => field = value ?? []; } = [];

    /// <summary>Resources for pods.</summary>
    public EquatableMap<Quantity> Allocatable { get; init => field = value ?? []; } = [];

    /// <summary>Deprecated; read and kept.</summary>
    public string? Phase { get; init; }

    /// <summary>Conditions.</summary>
    public EquatableArray<NodeCondition> Conditions { get; init => field = value ?? []; } = [];

    /// <summary>Addresses.</summary>
    public EquatableArray<NodeAddress> Addresses { get; init => field = value ?? []; } = [];

    /// <summary>Ports of daemons.</summary>
    public NodeDaemonEndpoints? DaemonEndpoints { get; init; }

    /// <summary>Hardware and software.</summary>
    public NodeSystemInfo? NodeInfo { get; init; }

    /// <summary>Images on the node.</summary>
    public EquatableArray<ContainerImage> Images { get; init => field = value ?? []; } = [];

    /// <summary>Volumes in use.</summary>
    public EquatableArray<string> VolumesInUse { get; init => field = value ?? []; } = [];

    /// <summary>Volumes attached.</summary>
    public EquatableArray<AttachedVolume> VolumesAttached { get; init => field = value ?? []; } = [];

    /// <summary>Removed upstream; read and kept.</summary>
    public NodeConfigStatus? Config { get; init; }

    /// <summary>Handlers of the runtime.</summary>
    public EquatableArray<NodeRuntimeHandler> RuntimeHandlers { get; init => field = value ?? []; } = [];

    /// <summary>Features of the runtime.</summary>
    public NodeFeatures? Features { get; init; }

    /// <summary>Features the node declares, sorted.</summary>
    public EquatableArray<string> DeclaredFeatures { get; init => field = value ?? []; } = [];
}

/// <summary>A condition of a node.</summary>
public sealed record NodeCondition
{
    /// <summary>Type, such as Ready.</summary>
    public string Type { get; init => field = value ?? ""; } = "";

    /// <summary>Whether it holds.</summary>
    public ConditionStatus? Status { get; init; }

    /// <summary>When it was last reported.</summary>
    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset? LastHeartbeatTime { get; init; }

    /// <summary>When it last changed.</summary>
    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset? LastTransitionTime { get; init; }

    /// <summary>Machine-readable reason, one word.</summary>
    public string? Reason { get; init; }

    /// <summary>For a person to read.</summary>
    public string? Message { get; init; }
}

/// <summary>An address of a node.</summary>
public sealed record NodeAddress
{
    /// <summary>Hostname, InternalIP, ExternalIP, InternalDNS or ExternalDNS.</summary>
    public string Type { get; init => field = value ?? ""; } = "";

    /// <summary>The address.</summary>
    public string Address { get; init => field = value ?? ""; } = "";
}

/// <summary>Ports of a node's daemons.</summary>
public sealed record NodeDaemonEndpoints
{
    /// <summary>The kubelet's.</summary>
    public DaemonEndpoint? KubeletEndpoint { get; init; }
}

/// <summary>A daemon's port.</summary>
public sealed record DaemonEndpoint
{
    /// <summary>The port.</summary>
    [JsonPropertyName("Port")]
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public int Port { get; init; }
}

/// <summary>State of the kubelet's configuration; removed upstream.</summary>
public sealed record NodeConfigStatus
{
    /// <summary>Assigned.</summary>
    public NodeConfigSource? Assigned { get; init; }

    /// <summary>In use.</summary>
    public NodeConfigSource? Active { get; init; }

    /// <summary>Known to work.</summary>
    public NodeConfigSource? LastKnownGood { get; init; }

    /// <summary>What is wrong.</summary>
    public string? Error { get; init; }
}

/// <summary>A volume attached to a node.</summary>
public sealed record AttachedVolume
{
    /// <summary>Name of the volume.</summary>
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>Path of the device.</summary>
    public string DevicePath { get; init => field = value ?? ""; } = "";
}
