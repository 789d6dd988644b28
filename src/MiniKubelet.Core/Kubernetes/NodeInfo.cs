using System.Text.Json.Serialization;

namespace MiniKubelet.Kubernetes;

/// <summary>Hardware and software of a node.</summary>
public sealed record NodeSystemInfo
{
    /// <summary>From /etc/machine-id.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string MachineID { get; init => field = value ?? ""; } = "";

    /// <summary>From the firmware.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string SystemUUID { get; init => field = value ?? ""; } = "";

    /// <summary>Changes with every boot.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string BootID { get; init => field = value ?? ""; } = "";

    /// <summary>As uname -r prints.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string KernelVersion { get; init => field = value ?? ""; } = "";

    /// <summary>Name of the distribution.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string OsImage { get; init => field = value ?? ""; } = "";

    /// <summary>Runtime and version, such as containerd://2.1.0.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string ContainerRuntimeVersion { get; init => field = value ?? ""; } = "";

    /// <summary>Version of the kubelet.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string KubeletVersion { get; init => field = value ?? ""; } = "";

    /// <summary>Deprecated; always empty.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string KubeProxyVersion { get; init => field = value ?? ""; } = "";

    /// <summary>linux.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string OperatingSystem { get; init => field = value ?? ""; } = "";

    /// <summary>In Go's words: amd64, arm64.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string Architecture { get; init => field = value ?? ""; } = "";

    /// <summary>Swap space.</summary>
    public NodeSwapStatus? Swap { get; init; }
}

/// <summary>Swap space of a node.</summary>
public sealed record NodeSwapStatus
{
    /// <summary>Bytes.</summary>
    public long? Capacity { get; init; }
}

/// <summary>An image on a node.</summary>
public sealed record ContainerImage
{
    /// <summary>Its names, with tags and digests.</summary>
    public EquatableArray<string> Names { get; init => field = value ?? []; } = [];

    /// <summary>Its size in bytes.</summary>
    public long SizeBytes { get; init; }
}

/// <summary>A handler of the runtime.</summary>
public sealed record NodeRuntimeHandler
{
    /// <summary>Its name; empty is the default.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>What it can do.</summary>
    public NodeRuntimeHandlerFeatures? Features { get; init; }
}

/// <summary>What a handler of the runtime can do.</summary>
public sealed record NodeRuntimeHandlerFeatures
{
    /// <summary>Recursive read-only mounts.</summary>
    public bool? RecursiveReadOnlyMounts { get; init; }

    /// <summary>User namespaces.</summary>
    public bool? UserNamespaces { get; init; }
}

/// <summary>What the runtime can do.</summary>
public sealed record NodeFeatures
{
    /// <summary>supplementalGroupsPolicy Strict.</summary>
    public bool? SupplementalGroupsPolicy { get; init; }
}
