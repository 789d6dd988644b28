using System.Text.Json.Serialization;

namespace MiniKubelet.Kubernetes;

/// <summary>Settings for pods.</summary>
public sealed record ConfigMap : IKubernetesObject
{
    /// <summary>API version of the object.</summary>
    public string ApiVersion { get; init => field = value ?? "v1"; } = "v1";

    /// <summary>Kind of the object.</summary>
    public string Kind { get; init => field = value ?? "ConfigMap"; } = "ConfigMap";

    /// <summary>Name, labels and the rest.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>True forbids changes of the data.</summary>
    public bool? Immutable { get; init; }

    /// <summary>Text values by key.</summary>
    public EquatableMap<string> Data { get; init => field = value ?? []; } = [];

    /// <summary>Binary values by key.</summary>
    public EquatableMap<Bytes> BinaryData { get; init => field = value ?? []; } = [];
}

/// <summary>A list of ConfigMap objects.</summary>
public sealed record ConfigMapList
{
    /// <summary>API version of the object.</summary>
    public string ApiVersion { get; init => field = value ?? "v1"; } = "v1";

    /// <summary>Kind of the object.</summary>
    public string Kind { get; init => field = value ?? "ConfigMapList"; } = "ConfigMapList";

    /// <summary>Version and page of the list.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public ListMeta Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>The objects.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public EquatableArray<ConfigMap> Items { get; init => field = value ?? []; } = [];
}

/// <summary>Confidential settings for pods.</summary>
public sealed record Secret : IKubernetesObject
{
    /// <summary>API version of the object.</summary>
    public string ApiVersion { get; init => field = value ?? "v1"; } = "v1";

    /// <summary>Kind of the object.</summary>
    public string Kind { get; init => field = value ?? "Secret"; } = "Secret";

    /// <summary>Name, labels and the rest.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>True forbids changes of the data.</summary>
    public bool? Immutable { get; init; }

    /// <summary>Values by key.</summary>
    public EquatableMap<Bytes> Data { get; init => field = value ?? []; } = [];

    /// <summary>Text merged into data on writing; never served.</summary>
    public EquatableMap<string> StringData { get; init => field = value ?? []; } = [];

    /// <summary>What the Secret is for; default Opaque.</summary>
    public string? Type { get; init; }
}

/// <summary>A list of Secret objects.</summary>
public sealed record SecretList
{
    /// <summary>API version of the object.</summary>
    public string ApiVersion { get; init => field = value ?? "v1"; } = "v1";

    /// <summary>Kind of the object.</summary>
    public string Kind { get; init => field = value ?? "SecretList"; } = "SecretList";

    /// <summary>Version and page of the list.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public ListMeta Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>The objects.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public EquatableArray<Secret> Items { get; init => field = value ?? []; } = [];
}
