using System.Text.Json.Serialization;

namespace MiniKubelet.Kubernetes;

/// <summary>A GCE disk.</summary>
public sealed record GCEPersistentDiskVolumeSource
{
    /// <summary>Name of the disk.</summary>
    public string PdName { get; init => field = value ?? ""; } = "";

    /// <summary>File system.</summary>
    public string? FsType { get; init; }

    /// <summary>Partition; 0 is none.</summary>
    public int Partition { get; init; }

    /// <summary>Mount read-only.</summary>
    public bool ReadOnly { get; init; }
}

/// <summary>An AWS disk.</summary>
public sealed record AWSElasticBlockStoreVolumeSource
{
    /// <summary>Identifies the disk.</summary>
    public string VolumeID { get; init => field = value ?? ""; } = "";

    /// <summary>File system.</summary>
    public string? FsType { get; init; }

    /// <summary>Partition; 0 is none.</summary>
    public int Partition { get; init; }

    /// <summary>Mount read-only.</summary>
    public bool ReadOnly { get; init; }
}

/// <summary>An OpenStack disk.</summary>
public sealed record CinderVolumeSource
{
    /// <summary>Identifies the disk.</summary>
    public string VolumeID { get; init => field = value ?? ""; } = "";

    /// <summary>File system.</summary>
    public string? FsType { get; init; }

    /// <summary>Mount read-only.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>Secret with the credentials.</summary>
    public LocalObjectReference? SecretRef { get; init; }
}

/// <summary>An Azure file share.</summary>
public sealed record AzureFileVolumeSource
{
    /// <summary>Secret with the account and key.</summary>
    public string SecretName { get; init => field = value ?? ""; } = "";

    /// <summary>Name of the share.</summary>
    public string ShareName { get; init => field = value ?? ""; } = "";

    /// <summary>Mount read-only.</summary>
    public bool ReadOnly { get; init; }
}

/// <summary>An Azure disk.</summary>
public sealed record AzureDiskVolumeSource
{
    /// <summary>Name of the disk.</summary>
    public string DiskName { get; init => field = value ?? ""; } = "";

    /// <summary>URI of the disk.</summary>
    public string DiskURI { get; init => field = value ?? ""; } = "";

    /// <summary>None, ReadOnly or ReadWrite.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? CachingMode { get; init; }

    /// <summary>File system.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? FsType { get; init; }

    /// <summary>Mount read-only.</summary>
    public bool? ReadOnly { get; init; }

    /// <summary>Shared, Dedicated or Managed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Kind { get; init; }
}

/// <summary>A vSphere disk.</summary>
public sealed record VsphereVirtualDiskVolumeSource
{
    /// <summary>Path of the disk.</summary>
    public string VolumePath { get; init => field = value ?? ""; } = "";

    /// <summary>File system.</summary>
    public string? FsType { get; init; }

    /// <summary>Name of the storage policy.</summary>
    public string? StoragePolicyName { get; init; }

    /// <summary>Identifies the storage policy.</summary>
    public string? StoragePolicyID { get; init; }
}

/// <summary>A Photon disk.</summary>
public sealed record PhotonPersistentDiskVolumeSource
{
    /// <summary>Identifies the disk.</summary>
    public string PdID { get; init => field = value ?? ""; } = "";

    /// <summary>File system.</summary>
    public string? FsType { get; init; }
}
