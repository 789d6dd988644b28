using System.Text.Json.Serialization;

namespace MiniKubelet.Kubernetes;

/// <summary>Compute resources.</summary>
public sealed record ResourceRequirements
{
    /// <summary>The most that may be used.</summary>
    public EquatableMap<Quantity> Limits { get; init => field = value ?? []; } = [];

    /// <summary>The least that is needed.</summary>
    public EquatableMap<Quantity> Requests { get; init => field = value ?? []; } = [];

    /// <summary>Claims of the pod this container uses.</summary>
    public EquatableArray<ResourceClaim> Claims { get; init => field = value ?? []; } = [];
}

/// <summary>Uses an entry of the pod's resourceClaims.</summary>
public sealed record ResourceClaim
{
    /// <summary>Name of the entry.</summary>
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>One request of the claim; default all.</summary>
    public string? Request { get; init; }
}

/// <summary>What a change of a resource does to the container.</summary>
public sealed record ContainerResizePolicy
{
    /// <summary>cpu or memory.</summary>
    public string ResourceName { get; init => field = value ?? ""; } = "";

    /// <summary>Whether the container restarts.</summary>
    public ResourceResizeRestartPolicy? RestartPolicy { get; init; }
}

/// <summary>Whether a changed resource restarts the container.</summary>
[JsonConverter(typeof(EnumConverter<ResourceResizeRestartPolicy>))]
public enum ResourceResizeRestartPolicy
{
    /// <summary>It does not if possible.</summary>
    NotRequired,

    /// <summary>It does.</summary>
    RestartContainer,
}
