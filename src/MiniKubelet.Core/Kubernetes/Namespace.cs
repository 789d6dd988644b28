using System.Text.Json.Serialization;

namespace MiniKubelet.Kubernetes;

/// <summary>A scope for names.</summary>
public sealed record Namespace : IKubernetesObject
{
    /// <summary>API version of the object.</summary>
    public string ApiVersion { get; init => field = value ?? "v1"; } = "v1";

    /// <summary>Kind of the object.</summary>
    public string Kind { get; init => field = value ?? "Namespace"; } = "Namespace";

    /// <summary>Name, labels and the rest.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>What should be.</summary>
    public NamespaceSpec Spec { get; init => field = value ?? new(); } = new();

    /// <summary>What is.</summary>
    public NamespaceStatus Status { get; init => field = value ?? new(); } = new();
}

/// <summary>A list of Namespace objects.</summary>
public sealed record NamespaceList
{
    /// <summary>API version of the object.</summary>
    public string ApiVersion { get; init => field = value ?? "v1"; } = "v1";

    /// <summary>Kind of the object.</summary>
    public string Kind { get; init => field = value ?? "NamespaceList"; } = "NamespaceList";

    /// <summary>Version and page of the list.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public ListMeta Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>The objects.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public EquatableArray<Namespace> Items { get; init => field = value ?? []; } = [];
}

/// <summary>What should be of a namespace.</summary>
public sealed record NamespaceSpec
{
    /// <summary>Must be empty before the namespace goes away.</summary>
    public EquatableArray<string> Finalizers { get; init => field = value ?? []; } = [];
}

/// <summary>What is of a namespace.</summary>
public sealed record NamespaceStatus
{
    /// <summary>Where it is in its life.</summary>
    public NamespacePhase? Phase { get; init; }

    /// <summary>Conditions.</summary>
    public EquatableArray<NamespaceCondition> Conditions { get; init => field = value ?? []; } = [];
}

/// <summary>Where a namespace is in its life.</summary>
[JsonConverter(typeof(EnumConverter<NamespacePhase>))]
public enum NamespacePhase
{
    /// <summary>In use.</summary>
    Active,

    /// <summary>Being deleted.</summary>
    Terminating,
}

/// <summary>A condition of a namespace.</summary>
public sealed record NamespaceCondition
{
    /// <summary>Type of the condition.</summary>
    public string Type { get; init => field = value ?? ""; } = "";

    /// <summary>Whether it holds.</summary>
    public ConditionStatus? Status { get; init; }

    /// <summary>When it last changed.</summary>
    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset? LastTransitionTime { get; init; }

    /// <summary>Machine-readable reason, one word.</summary>
    public string? Reason { get; init; }

    /// <summary>For a person to read.</summary>
    public string? Message { get; init; }
}
