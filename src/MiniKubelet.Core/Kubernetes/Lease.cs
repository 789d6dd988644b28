using System.Text.Json.Serialization;

namespace MiniKubelet.Kubernetes;

/// <summary>Says that its holder is alive.</summary>
public sealed record Lease : IKubernetesObject
{
    /// <summary>API version of the object.</summary>
    public string ApiVersion { get; init => field = value ?? "coordination.k8s.io/v1"; } = "coordination.k8s.io/v1";

    /// <summary>Kind of the object.</summary>
    public string Kind { get; init => field = value ?? "Lease"; } = "Lease";

    /// <summary>Name, labels and the rest.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>The lease.</summary>
    public LeaseSpec Spec { get; init => field = value ?? new(); } = new();
}

/// <summary>A list of Lease objects.</summary>
public sealed record LeaseList
{
    /// <summary>API version of the object.</summary>
    public string ApiVersion { get; init => field = value ?? "coordination.k8s.io/v1"; } = "coordination.k8s.io/v1";

    /// <summary>Kind of the object.</summary>
    public string Kind { get; init => field = value ?? "LeaseList"; } = "LeaseList";

    /// <summary>Version and page of the list.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public ListMeta Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>The objects.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public EquatableArray<Lease> Items { get; init => field = value ?? []; } = [];
}

/// <summary>Who holds a lease and for how long.</summary>
public sealed record LeaseSpec
{
    /// <summary>Who holds it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? HolderIdentity { get; init; }

    /// <summary>Seconds it is good for after a renewal.</summary>
    public int? LeaseDurationSeconds { get; init; }

    /// <summary>When the holder got it.</summary>
    [JsonConverter(typeof(MicroTimeConverter))]
    public DateTimeOffset? AcquireTime { get; init; }

    /// <summary>When the holder last renewed it.</summary>
    [JsonConverter(typeof(MicroTimeConverter))]
    public DateTimeOffset? RenewTime { get; init; }

    /// <summary>How often the holder changed.</summary>
    public int? LeaseTransitions { get; init; }

    /// <summary>How a holder is elected.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Strategy { get; init; }

    /// <summary>Who should hold it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? PreferredHolder { get; init; }
}
