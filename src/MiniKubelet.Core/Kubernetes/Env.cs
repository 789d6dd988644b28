using System.Text.Json.Serialization;

namespace MiniKubelet.Kubernetes;

/// <summary>An environment variable.</summary>
public sealed record EnvVar
{
    /// <summary>Name of the variable.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>Its value, with $(VAR) expanded.</summary>
    public string? Value { get; init; }

    /// <summary>Where the value comes from.</summary>
    public EnvVarSource? ValueFrom { get; init; }
}

/// <summary>Where a variable's value comes from; exactly one is set.</summary>
public sealed record EnvVarSource
{
    /// <summary>A field of the pod.</summary>
    public ObjectFieldSelector? FieldRef { get; init; }

    /// <summary>A resource of a container.</summary>
    public ResourceFieldSelector? ResourceFieldRef { get; init; }

    /// <summary>A key of a ConfigMap.</summary>
    public ConfigMapKeySelector? ConfigMapKeyRef { get; init; }

    /// <summary>A key of a Secret.</summary>
    public SecretKeySelector? SecretKeyRef { get; init; }

    /// <summary>A key of an env file in a volume.</summary>
    public FileKeySelector? FileKeyRef { get; init; }
}

/// <summary>Selects a field of the pod.</summary>
public sealed record ObjectFieldSelector
{
    /// <summary>Version of the path; default v1.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>Path of the field.</summary>
    public string FieldPath { get; init => field = value ?? ""; } = "";
}

/// <summary>Selects a resource of a container.</summary>
public sealed record ResourceFieldSelector
{
    /// <summary>The container; needed for volumes.</summary>
    public string? ContainerName { get; init; }

    /// <summary>The resource, such as limits.cpu.</summary>
    public string Resource { get; init => field = value ?? ""; } = "";

    /// <summary>Unit of the output; default 1.</summary>
    public Quantity? Divisor { get; init; }
}

/// <summary>Selects a key of a ConfigMap.</summary>
public sealed record ConfigMapKeySelector
{
    /// <summary>Name of the ConfigMap.</summary>
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>The key.</summary>
    public string Key { get; init => field = value ?? ""; } = "";

    /// <summary>Whether it may be missing.</summary>
    public bool? Optional { get; init; }
}

/// <summary>Selects a key of a Secret.</summary>
public sealed record SecretKeySelector
{
    /// <summary>Name of the Secret.</summary>
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>The key.</summary>
    public string Key { get; init => field = value ?? ""; } = "";

    /// <summary>Whether it may be missing.</summary>
    public bool? Optional { get; init; }
}

/// <summary>Selects a key of an env file in a volume.</summary>
public sealed record FileKeySelector
{
    /// <summary>Name of the volume.</summary>
    public string VolumeName { get; init => field = value ?? ""; } = "";

    /// <summary>Path of the file in the volume.</summary>
    public string Path { get; init => field = value ?? ""; } = "";

    /// <summary>The key.</summary>
    public string Key { get; init => field = value ?? ""; } = "";

    /// <summary>Whether it may be missing.</summary>
    public bool? Optional { get; init; }
}

/// <summary>Makes a variable of every key; exactly one source is set.</summary>
public sealed record EnvFromSource
{
    /// <summary>Put before every key.</summary>
    public string? Prefix { get; init; }

    /// <summary>A ConfigMap.</summary>
    public ConfigMapEnvSource? ConfigMapRef { get; init; }

    /// <summary>A Secret.</summary>
    public SecretEnvSource? SecretRef { get; init; }
}

/// <summary>A ConfigMap whose keys become variables.</summary>
public sealed record ConfigMapEnvSource
{
    /// <summary>Name of the ConfigMap.</summary>
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>Whether it may be missing.</summary>
    public bool? Optional { get; init; }
}

/// <summary>A Secret whose keys become variables.</summary>
public sealed record SecretEnvSource
{
    /// <summary>Name of the Secret.</summary>
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>Whether it may be missing.</summary>
    public bool? Optional { get; init; }
}
