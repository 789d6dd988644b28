using System.Text.Json.Serialization;

namespace MiniKubelet.Kubernetes;

/// <summary>A request for storage.</summary>
public sealed record PersistentVolumeClaim : IKubernetesObject
{
    /// <summary>API version of the object.</summary>
    public string ApiVersion { get; init => field = value ?? "v1"; } = "v1";

    /// <summary>Kind of the object.</summary>
    public string Kind { get; init => field = value ?? "PersistentVolumeClaim"; } = "PersistentVolumeClaim";

    /// <summary>Name, labels and the rest.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>What is asked for.</summary>
    public PersistentVolumeClaimSpec Spec { get; init => field = value ?? new(); } = new();

    /// <summary>What was given.</summary>
    public PersistentVolumeClaimStatus Status { get; init => field = value ?? new(); } = new();
}

/// <summary>A list of PersistentVolumeClaim objects.</summary>
public sealed record PersistentVolumeClaimList
{
    /// <summary>API version of the object.</summary>
    public string ApiVersion { get; init => field = value ?? "v1"; } = "v1";

    /// <summary>Kind of the object.</summary>
    public string Kind { get; init => field = value ?? "PersistentVolumeClaimList"; } = "PersistentVolumeClaimList";

    /// <summary>Version and page of the list.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public ListMeta Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>The objects.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public EquatableArray<PersistentVolumeClaim> Items { get; init => field = value ?? []; } = [];
}

/// <summary>The claim to make for a pod.</summary>
public sealed record PersistentVolumeClaimTemplate
{
    /// <summary>Metadata of the claim.</summary>
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>Spec of the claim.</summary>
    public PersistentVolumeClaimSpec Spec { get; init => field = value ?? new(); } = new();
}

/// <summary>What storage is asked for.</summary>
public sealed record PersistentVolumeClaimSpec
{
    /// <summary>How the volume will be mounted.</summary>
    public EquatableArray<PersistentVolumeAccessMode> AccessModes { get; init => field = value ?? []; } = [];

    /// <summary>Selects among volumes.</summary>
    public LabelSelector? Selector { get; init; }

    /// <summary>The size asked for.</summary>
    public VolumeResourceRequirements? Resources { get; init; }

    /// <summary>The volume bound.</summary>
    public string? VolumeName { get; init; }

    /// <summary>Class of the storage; empty is none, null the default.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? StorageClassName { get; init; }

    /// <summary>Default Filesystem.</summary>
    public PersistentVolumeMode? VolumeMode { get; init; }

    /// <summary>What to fill the volume from.</summary>
    public TypedLocalObjectReference? DataSource { get; init; }

    /// <summary>What to fill the volume from; may be of any kind.</summary>
    public TypedObjectReference? DataSourceRef { get; init; }

    /// <summary>Class of the volume's attributes.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? VolumeAttributesClassName { get; init; }
}

/// <summary>Storage resources.</summary>
public sealed record VolumeResourceRequirements
{
    /// <summary>The most.</summary>
    public EquatableMap<Quantity> Limits { get; init => field = value ?? []; } = [];

    /// <summary>The least.</summary>
    public EquatableMap<Quantity> Requests { get; init => field = value ?? []; } = [];
}

/// <summary>How a volume can be mounted.</summary>
[JsonConverter(typeof(EnumConverter<PersistentVolumeAccessMode>))]
public enum PersistentVolumeAccessMode
{
    /// <summary>Writable by one node.</summary>
    ReadWriteOnce,

    /// <summary>Read-only by many nodes.</summary>
    ReadOnlyMany,

    /// <summary>Writable by many nodes.</summary>
    ReadWriteMany,

    /// <summary>Writable by one pod.</summary>
    ReadWriteOncePod,
}

/// <summary>What a volume looks like.</summary>
[JsonConverter(typeof(EnumConverter<PersistentVolumeMode>))]
public enum PersistentVolumeMode
{
    /// <summary>A raw device.</summary>
    Block,

    /// <summary>A file system.</summary>
    Filesystem,
}

/// <summary>The state of a claim.</summary>
public sealed record PersistentVolumeClaimStatus
{
    /// <summary>Whether it is bound.</summary>
    public PersistentVolumeClaimPhase? Phase { get; init; }

    /// <summary>How the volume can be mounted.</summary>
    public EquatableArray<PersistentVolumeAccessMode> AccessModes { get; init => field = value ?? []; } = [];

    /// <summary>The size given.</summary>
    public EquatableMap<Quantity> Capacity { get; init => field = value ?? []; } = [];

    /// <summary>Conditions.</summary>
    public EquatableArray<PersistentVolumeClaimCondition> Conditions { get; init => field = value ?? []; } = [];

    /// <summary>The size while it grows.</summary>
    public EquatableMap<Quantity> AllocatedResources { get; init => field = value ?? []; } = [];

    /// <summary>How far growing has come.</summary>
    public EquatableMap<string> AllocatedResourceStatuses { get; init => field = value ?? []; } = [];

    /// <summary>Attributes class in use.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? CurrentVolumeAttributesClassName { get; init; }

    /// <summary>How far a change of attributes has come.</summary>
    public ModifyVolumeStatus? ModifyVolumeStatus { get; init; }
}

/// <summary>Whether a claim is bound.</summary>
[JsonConverter(typeof(EnumConverter<PersistentVolumeClaimPhase>))]
public enum PersistentVolumeClaimPhase
{
    /// <summary>Not yet.</summary>
    Pending,

    /// <summary>It is.</summary>
    Bound,

    /// <summary>Its volume is gone.</summary>
    Lost,
}

/// <summary>A condition of a claim.</summary>
public sealed record PersistentVolumeClaimCondition
{
    /// <summary>Type of the condition.</summary>
    public string Type { get; init => field = value ?? ""; } = "";

    /// <summary>Whether it holds.</summary>
    public ConditionStatus? Status { get; init; }

    /// <summary>When it was last checked.</summary>
    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset? LastProbeTime { get; init; }

    /// <summary>When it last changed.</summary>
    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset? LastTransitionTime { get; init; }

    /// <summary>Machine-readable reason, one word.</summary>
    public string? Reason { get; init; }

    /// <summary>For a person to read.</summary>
    public string? Message { get; init; }
}

/// <summary>How far a change of attributes has come.</summary>
public sealed record ModifyVolumeStatus
{
    /// <summary>Attributes class asked for.</summary>
    public string? TargetVolumeAttributesClassName { get; init; }

    /// <summary>Pending, InProgress or Infeasible.</summary>
    public string Status { get; init => field = value ?? ""; } = "";
}
