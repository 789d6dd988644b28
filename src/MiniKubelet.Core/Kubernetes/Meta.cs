using System.Text.Json.Serialization;

namespace MiniKubelet.Kubernetes;

/// <summary>What every top-level object has.</summary>
public interface IKubernetesObject
{
    /// <summary>API version, such as v1.</summary>
    string ApiVersion { get; }

    /// <summary>Kind, such as Pod.</summary>
    string Kind { get; }

    /// <summary>Name, labels and the rest.</summary>
    ObjectMeta Metadata { get; }
}

/// <summary>Metadata every object carries.</summary>
public sealed record ObjectMeta
{
    /// <summary>Unique within the namespace.</summary>
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>Prefix from which a name is generated when none is given.</summary>
    public string? GenerateName { get; init; }

    /// <summary>The namespace; null or empty means the default one or a cluster-scoped object.</summary>
    public string? Namespace { get; init; }

    /// <summary>Deprecated; read and kept, never used.</summary>
    public string? SelfLink { get; init; }

    /// <summary>Identity over time; a recreated object has another.</summary>
    public string Uid { get; init => field = value ?? ""; } = "";

    /// <summary>Opaque version for optimistic concurrency and watches.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>Counts changes of the spec.</summary>
    public long Generation { get; init; }

    /// <summary>When the object was created.</summary>
    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset? CreationTimestamp { get; init; }

    /// <summary>When the object will be gone; set once deletion was asked for.</summary>
    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset? DeletionTimestamp { get; init; }

    /// <summary>Grace period in seconds of a deletion under way.</summary>
    public long? DeletionGracePeriodSeconds { get; init; }

    /// <summary>Labels for selection.</summary>
    public EquatableMap<string> Labels { get; init => field = value ?? []; } = [];

    /// <summary>Unstructured metadata.</summary>
    public EquatableMap<string> Annotations { get; init => field = value ?? []; } = [];

    /// <summary>The objects this one depends on.</summary>
    public EquatableArray<OwnerReference> OwnerReferences { get; init => field = value ?? []; } = [];

    /// <summary>Must be empty before the object goes away.</summary>
    public EquatableArray<string> Finalizers { get; init => field = value ?? []; } = [];

    /// <summary>Who manages which fields.</summary>
    public EquatableArray<ManagedFieldsEntry> ManagedFields { get; init => field = value ?? []; } = [];
}

/// <summary>Names the owner of an object.</summary>
public sealed record OwnerReference
{
    /// <summary>API version of the owner.</summary>
    public string ApiVersion { get; init => field = value ?? ""; } = "";

    /// <summary>Kind of the owner.</summary>
    public string Kind { get; init => field = value ?? ""; } = "";

    /// <summary>Name of the owner.</summary>
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>UID of the owner.</summary>
    public string Uid { get; init => field = value ?? ""; } = "";

    /// <summary>Whether the owner is the managing controller.</summary>
    public bool? Controller { get; init; }

    /// <summary>Whether the owner's foreground deletion waits for this object.</summary>
    public bool? BlockOwnerDeletion { get; init; }
}

/// <summary>The fields one manager has set.</summary>
public sealed record ManagedFieldsEntry
{
    /// <summary>Who manages the fields.</summary>
    public string? Manager { get; init; }

    /// <summary>Apply or Update.</summary>
    public string? Operation { get; init; }

    /// <summary>The version the field set refers to.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>When the entry was last changed.</summary>
    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset? Time { get; init; }

    /// <summary>Format of the field set: FieldsV1.</summary>
    public string? FieldsType { get; init; }

    /// <summary>The field set.</summary>
    public RawJson? FieldsV1 { get; init; }

    /// <summary>The subresource through which the fields were set.</summary>
    public string? Subresource { get; init; }
}

/// <summary>Metadata of a list.</summary>
public sealed record ListMeta
{
    /// <summary>Deprecated; read and kept, never used.</summary>
    public string? SelfLink { get; init; }

    /// <summary>Version of the list, from which a watch can start.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>Token for the next page.</summary>
    public string? Continue { get; init; }

    /// <summary>How many items are not in this page.</summary>
    public long? RemainingItemCount { get; init; }
}

/// <summary>Selects objects by labels; all requirements must hold, an empty one selects everything.</summary>
public sealed record LabelSelector
{
    /// <summary>Labels that must have exactly these values.</summary>
    public EquatableMap<string> MatchLabels { get; init => field = value ?? []; } = [];

    /// <summary>Further requirements.</summary>
    public EquatableArray<LabelSelectorRequirement> MatchExpressions { get; init => field = value ?? []; } = [];
}

/// <summary>One requirement on a label.</summary>
public sealed record LabelSelectorRequirement
{
    /// <summary>The label's key.</summary>
    public string Key { get; init => field = value ?? ""; } = "";

    /// <summary>How the values relate to the label.</summary>
    public LabelSelectorOperator? Operator { get; init; }

    /// <summary>Values for In and NotIn.</summary>
    public EquatableArray<string> Values { get; init => field = value ?? []; } = [];
}

/// <summary>How a label relates to values.</summary>
[JsonConverter(typeof(EnumConverter<LabelSelectorOperator>))]
public enum LabelSelectorOperator
{
    /// <summary>The label has one of the values.</summary>
    In,

    /// <summary>The label has none of the values.</summary>
    NotIn,

    /// <summary>The label is present.</summary>
    Exists,

    /// <summary>The label is absent.</summary>
    DoesNotExist,
}

/// <summary>Status of a condition.</summary>
[JsonConverter(typeof(EnumConverter<ConditionStatus>))]
public enum ConditionStatus
{
    /// <summary>The condition holds.</summary>
    True,

    /// <summary>The condition does not hold.</summary>
    False,

    /// <summary>Nobody can tell.</summary>
    Unknown,
}
