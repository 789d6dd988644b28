using System.Text.Json.Serialization;

namespace MiniKubelet.Kubernetes;

/// <summary>An NFS export.</summary>
public sealed record NFSVolumeSource
{
    /// <summary>Host of the server.</summary>
    public string Server { get; init => field = value ?? ""; } = "";

    /// <summary>Path of the export.</summary>
    public string Path { get; init => field = value ?? ""; } = "";

    /// <summary>Mount read-only.</summary>
    public bool ReadOnly { get; init; }
}

/// <summary>An iSCSI disk.</summary>
public sealed record ISCSIVolumeSource
{
    /// <summary>Address of the portal.</summary>
    public string TargetPortal { get; init => field = value ?? ""; } = "";

    /// <summary>Qualified name of the target.</summary>
    public string Iqn { get; init => field = value ?? ""; } = "";

    /// <summary>Number of the unit.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public int Lun { get; init; }

    /// <summary>Interface name; default "default".</summary>
    public string? IscsiInterface { get; init; }

    /// <summary>File system.</summary>
    public string? FsType { get; init; }

    /// <summary>Mount read-only.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>More portals.</summary>
    public EquatableArray<string> Portals { get; init => field = value ?? []; } = [];

    /// <summary>Use CHAP for discovery.</summary>
    public bool ChapAuthDiscovery { get; init; }

    /// <summary>Use CHAP for the session.</summary>
    public bool ChapAuthSession { get; init; }

    /// <summary>Secret with the CHAP credentials.</summary>
    public LocalObjectReference? SecretRef { get; init; }

    /// <summary>Qualified name of the initiator.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? InitiatorName { get; init; }
}

/// <summary>A Fibre Channel disk.</summary>
public sealed record FCVolumeSource
{
    /// <summary>World wide names of the targets.</summary>
    public EquatableArray<string> TargetWWNs { get; init => field = value ?? []; } = [];

    /// <summary>Number of the unit.</summary>
    public int? Lun { get; init; }

    /// <summary>File system.</summary>
    public string? FsType { get; init; }

    /// <summary>Mount read-only.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>World wide identifiers.</summary>
    public EquatableArray<string> Wwids { get; init => field = value ?? []; } = [];
}

/// <summary>A GlusterFS volume.</summary>
public sealed record GlusterfsVolumeSource
{
    /// <summary>Name of the Endpoints object.</summary>
    public string Endpoints { get; init => field = value ?? ""; } = "";

    /// <summary>Path of the volume.</summary>
    public string Path { get; init => field = value ?? ""; } = "";

    /// <summary>Mount read-only.</summary>
    public bool ReadOnly { get; init; }
}

/// <summary>A Ceph block device.</summary>
public sealed record RBDVolumeSource
{
    /// <summary>Ceph monitors.</summary>
    public EquatableArray<string> Monitors { get; init => field = value ?? []; } = [];

    /// <summary>Image of the device.</summary>
    public string Image { get; init => field = value ?? ""; } = "";

    /// <summary>File system.</summary>
    public string? FsType { get; init; }

    /// <summary>Pool; default rbd.</summary>
    public string? Pool { get; init; }

    /// <summary>User; default admin.</summary>
    public string? User { get; init; }

    /// <summary>Path of the key ring.</summary>
    public string? Keyring { get; init; }

    /// <summary>Secret with the credentials.</summary>
    public LocalObjectReference? SecretRef { get; init; }

    /// <summary>Mount read-only.</summary>
    public bool ReadOnly { get; init; }
}

/// <summary>A Ceph file system.</summary>
public sealed record CephFSVolumeSource
{
    /// <summary>Ceph monitors.</summary>
    public EquatableArray<string> Monitors { get; init => field = value ?? []; } = [];

    /// <summary>Path in the file system.</summary>
    public string? Path { get; init; }

    /// <summary>User; default admin.</summary>
    public string? User { get; init; }

    /// <summary>Path of the key ring.</summary>
    public string? SecretFile { get; init; }

    /// <summary>Secret with the credentials.</summary>
    public LocalObjectReference? SecretRef { get; init; }

    /// <summary>Mount read-only.</summary>
    public bool ReadOnly { get; init; }
}

/// <summary>A Flocker volume.</summary>
public sealed record FlockerVolumeSource
{
    /// <summary>Name of the dataset.</summary>
    public string? DatasetName { get; init; }

    /// <summary>UUID of the dataset.</summary>
    public string? DatasetUUID { get; init; }
}

/// <summary>A Quobyte volume.</summary>
public sealed record QuobyteVolumeSource
{
    /// <summary>Addresses of the registries.</summary>
    public string Registry { get; init => field = value ?? ""; } = "";

    /// <summary>Name of the volume.</summary>
    public string Volume { get; init => field = value ?? ""; } = "";

    /// <summary>Mount read-only.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>User to mount as.</summary>
    public string? User { get; init; }

    /// <summary>Group to mount as.</summary>
    public string? Group { get; init; }

    /// <summary>Tenant that owns the volume.</summary>
    public string? Tenant { get; init; }
}

/// <summary>A Portworx volume.</summary>
public sealed record PortworxVolumeSource
{
    /// <summary>Identifies the volume.</summary>
    public string VolumeID { get; init => field = value ?? ""; } = "";

    /// <summary>File system.</summary>
    public string? FsType { get; init; }

    /// <summary>Mount read-only.</summary>
    public bool ReadOnly { get; init; }
}

/// <summary>A ScaleIO volume.</summary>
public sealed record ScaleIOVolumeSource
{
    /// <summary>Address of the gateway.</summary>
    public string Gateway { get; init => field = value ?? ""; } = "";

    /// <summary>Name of the storage system.</summary>
    public string System { get; init => field = value ?? ""; } = "";

    /// <summary>Secret with the credentials.</summary>
    public LocalObjectReference? SecretRef { get; init; }

    /// <summary>Use TLS.</summary>
    public bool SslEnabled { get; init; }

    /// <summary>Protection domain.</summary>
    public string? ProtectionDomain { get; init; }

    /// <summary>Storage pool.</summary>
    public string? StoragePool { get; init; }

    /// <summary>Thick or thin provisioned.</summary>
    public string? StorageMode { get; init; }

    /// <summary>Name of the volume.</summary>
    public string? VolumeName { get; init; }

    /// <summary>File system.</summary>
    public string? FsType { get; init; }

    /// <summary>Mount read-only.</summary>
    public bool ReadOnly { get; init; }
}

/// <summary>A StorageOS volume.</summary>
public sealed record StorageOSVolumeSource
{
    /// <summary>Name of the volume.</summary>
    public string? VolumeName { get; init; }

    /// <summary>Namespace of the volume.</summary>
    public string? VolumeNamespace { get; init; }

    /// <summary>File system.</summary>
    public string? FsType { get; init; }

    /// <summary>Mount read-only.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>Secret with the credentials.</summary>
    public LocalObjectReference? SecretRef { get; init; }
}

/// <summary>An ephemeral volume of a CSI driver.</summary>
public sealed record CSIVolumeSource
{
    /// <summary>Name of the driver.</summary>
    public string Driver { get; init => field = value ?? ""; } = "";

    /// <summary>Mount read-only.</summary>
    public bool? ReadOnly { get; init; }

    /// <summary>File system.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? FsType { get; init; }

    /// <summary>Passed to the driver.</summary>
    public EquatableMap<string> VolumeAttributes { get; init => field = value ?? []; } = [];

    /// <summary>Secret for the driver.</summary>
    public LocalObjectReference? NodePublishSecretRef { get; init; }
}

/// <summary>A volume of an exec driver.</summary>
public sealed record FlexVolumeSource
{
    /// <summary>Name of the driver.</summary>
    public string Driver { get; init => field = value ?? ""; } = "";

    /// <summary>File system.</summary>
    public string? FsType { get; init; }

    /// <summary>Secret for the driver.</summary>
    public LocalObjectReference? SecretRef { get; init; }

    /// <summary>Mount read-only.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>Passed to the driver.</summary>
    public EquatableMap<string> Options { get; init => field = value ?? []; } = [];
}
