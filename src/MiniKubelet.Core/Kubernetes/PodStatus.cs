using System.Text.Json.Serialization;

namespace MiniKubelet.Kubernetes;

/// <summary>What was last seen of a pod.</summary>
public sealed record PodStatus
{
    /// <summary>The metadata.generation this status is about.</summary>
    public long ObservedGeneration { get; init; }

    /// <summary>Where the pod is in its life.</summary>
    public PodPhase? Phase { get; init; }

    /// <summary>Conditions.</summary>
    public EquatableArray<PodCondition> Conditions { get; init => field = value ?? []; } = [];

    /// <summary>For a person to read: why it is so.</summary>
    public string? Message { get; init; }

    /// <summary>Machine-readable reason, such as Evicted.</summary>
    public string? Reason { get; init; }

    /// <summary>Node on which room is being made.</summary>
    public string? NominatedNodeName { get; init; }

    /// <summary>Address of the node.</summary>
    public string? HostIP { get; init; }

    /// <summary>All addresses of the node.</summary>
    public EquatableArray<HostIP> HostIPs { get; init => field = value ?? []; } = [];

    /// <summary>Address of the pod.</summary>
    public string? PodIP { get; init; }

    /// <summary>All addresses of the pod.</summary>
    public EquatableArray<PodIP> PodIPs { get; init => field = value ?? []; } = [];

    /// <summary>When the kubelet took the pod on, before any pull.</summary>
    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset? StartTime { get; init; }

    /// <summary>One for each init container.</summary>
    public EquatableArray<ContainerStatus> InitContainerStatuses { get; init => field = value ?? []; } = [];

    /// <summary>One for each container.</summary>
    public EquatableArray<ContainerStatus> ContainerStatuses { get; init => field = value ?? []; } = [];

    /// <summary>Quality of service, from requests and limits.</summary>
    public PodQosClass? QosClass { get; init; }

    /// <summary>One for each ephemeral container.</summary>
    public EquatableArray<ContainerStatus> EphemeralContainerStatuses { get; init => field = value ?? []; } = [];

    /// <summary>Deprecated: how far a resize has come.</summary>
    public string? Resize { get; init; }

    /// <summary>The claims made for the pod.</summary>
    public EquatableArray<PodResourceClaimStatus> ResourceClaimStatuses { get; init => field = value ?? []; } = [];

    /// <summary>The claim behind extended resources.</summary>
    public PodExtendedResourceClaimStatus? ExtendedResourceClaimStatus { get; init; }

    /// <summary>Resources granted to the pod as a whole.</summary>
    public EquatableMap<Quantity> AllocatedResources { get; init => field = value ?? []; } = [];

    /// <summary>Resources in force for the pod as a whole.</summary>
    public ResourceRequirements? Resources { get; init; }
}

/// <summary>Where a pod is in its life.</summary>
[JsonConverter(typeof(EnumConverter<PodPhase>))]
public enum PodPhase
{
    /// <summary>Accepted, but not all containers have started yet.</summary>
    Pending,

    /// <summary>All have been created and at least one runs or is starting.</summary>
    Running,

    /// <summary>All have ended well and none starts again.</summary>
    Succeeded,

    /// <summary>All have ended, at least one badly, and none starts again.</summary>
    Failed,

    /// <summary>Nobody can tell.</summary>
    Unknown,
}

/// <summary>Quality of service.</summary>
[JsonConverter(typeof(EnumConverter<PodQosClass>))]
public enum PodQosClass
{
    /// <summary>Every container has equal requests and limits.</summary>
    Guaranteed,

    /// <summary>Something is requested or limited.</summary>
    Burstable,

    /// <summary>Nothing is requested or limited.</summary>
    BestEffort,
}

/// <summary>A condition of a pod.</summary>
public sealed record PodCondition
{
    /// <summary>Type, such as Ready.</summary>
    public string Type { get; init => field = value ?? ""; } = "";

    /// <summary>The metadata.generation this condition is about.</summary>
    public long ObservedGeneration { get; init; }

    /// <summary>Whether it holds.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public ConditionStatus? Status { get; init; }

    /// <summary>When it was last checked; kubectl users expect it even if null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset? LastProbeTime { get; init; }

    /// <summary>When it last changed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset? LastTransitionTime { get; init; }

    /// <summary>Machine-readable reason, one word.</summary>
    public string? Reason { get; init; }

    /// <summary>For a person to read.</summary>
    public string? Message { get; init; }
}

/// <summary>An address of a pod.</summary>
public sealed record PodIP
{
    /// <summary>The address.</summary>
    public string Ip { get; init => field = value ?? ""; } = "";
}

/// <summary>An address of a node.</summary>
public sealed record HostIP
{
    /// <summary>The address.</summary>
    public string Ip { get; init => field = value ?? ""; } = "";
}

/// <summary>A claim made for a pod.</summary>
public sealed record PodResourceClaimStatus
{
    /// <summary>Entry in spec.resourceClaims.</summary>
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>Name of the ResourceClaim.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ResourceClaimName { get; init; }
}

/// <summary>The claim behind extended resources.</summary>
public sealed record PodExtendedResourceClaimStatus
{
    /// <summary>Which request serves which container.</summary>
    public EquatableArray<ContainerExtendedResourceRequest> RequestMappings { get; init => field = value ?? []; } = [];

    /// <summary>Name of the ResourceClaim.</summary>
    public string ResourceClaimName { get; init => field = value ?? ""; } = "";
}

/// <summary>Maps a container's extended resource to a request of a claim.</summary>
public sealed record ContainerExtendedResourceRequest
{
    /// <summary>The container.</summary>
    public string ContainerName { get; init => field = value ?? ""; } = "";

    /// <summary>The extended resource.</summary>
    public string ResourceName { get; init => field = value ?? ""; } = "";

    /// <summary>The request.</summary>
    public string RequestName { get; init => field = value ?? ""; } = "";
}
