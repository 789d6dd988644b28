using System.Text.Json.Serialization;

namespace MiniKubelet.Kubernetes;

/// <summary>Where a volume appears in a container.</summary>
public sealed record VolumeMount
{
    /// <summary>Name of the volume.</summary>
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>Mount read-only.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>Whether mounts below are read-only too; default Disabled.</summary>
    public RecursiveReadOnlyMode? RecursiveReadOnly { get; init; }

    /// <summary>Path in the container.</summary>
    public string MountPath { get; init => field = value ?? ""; } = "";

    /// <summary>Path in the volume; default its root.</summary>
    public string? SubPath { get; init; }

    /// <summary>How mounts propagate; default None.</summary>
    public MountPropagationMode? MountPropagation { get; init; }

    /// <summary>Like subPath, with $(VAR) expanded.</summary>
    public string? SubPathExpr { get; init; }
}

/// <summary>Whether mounts below a read-only mount are read-only.</summary>
[JsonConverter(typeof(EnumConverter<RecursiveReadOnlyMode>))]
public enum RecursiveReadOnlyMode
{
    /// <summary>They are not.</summary>
    Disabled,

    /// <summary>They are if the runtime can.</summary>
    IfPossible,

    /// <summary>They are, or the container does not start.</summary>
    Enabled,
}

/// <summary>How mounts propagate between host and container.</summary>
[JsonConverter(typeof(EnumConverter<MountPropagationMode>))]
public enum MountPropagationMode
{
    /// <summary>Not at all (private).</summary>
    None,

    /// <summary>From the host (rslave).</summary>
    HostToContainer,

    /// <summary>Both ways (rshared).</summary>
    Bidirectional,
}

/// <summary>Where a block device appears in a container.</summary>
public sealed record VolumeDevice
{
    /// <summary>Name of the volume.</summary>
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>Path in the container.</summary>
    public string DevicePath { get; init => field = value ?? ""; } = "";
}
