using System.Text.Json.Serialization;

namespace MiniKubelet.Kubernetes;

/// <summary>A group of containers that share a network and volumes.</summary>
public sealed record Pod : IKubernetesObject
{
    /// <summary>API version of the object.</summary>
    public string ApiVersion { get; init => field = value ?? "v1"; } = "v1";

    /// <summary>Kind of the object.</summary>
    public string Kind { get; init => field = value ?? "Pod"; } = "Pod";

    /// <summary>Name, labels and the rest.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>What should run.</summary>
    public PodSpec Spec { get; init => field = value ?? new(); } = new();

    /// <summary>What was last seen running.</summary>
    public PodStatus Status { get; init => field = value ?? new(); } = new();
}

/// <summary>A list of Pod objects.</summary>
public sealed record PodList
{
    /// <summary>API version of the object.</summary>
    public string ApiVersion { get; init => field = value ?? "v1"; } = "v1";

    /// <summary>Kind of the object.</summary>
    public string Kind { get; init => field = value ?? "PodList"; } = "PodList";

    /// <summary>Version and page of the list.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public ListMeta Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>The objects.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public EquatableArray<Pod> Items { get; init => field = value ?? []; } = [];
}

/// <summary>Describes the pod to make from a template.</summary>
public sealed record PodTemplateSpec
{
    /// <summary>Metadata of the pod.</summary>
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>Spec of the pod.</summary>
    public PodSpec Spec { get; init => field = value ?? new(); } = new();
}
