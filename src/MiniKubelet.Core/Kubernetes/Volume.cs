using System.Text.Json.Serialization;

namespace MiniKubelet.Kubernetes;

/// <summary>A volume of a pod; exactly one source is set.</summary>
public sealed record Volume
{
    /// <summary>Unique within the pod.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>A path on the host.</summary>
    public HostPathVolumeSource? HostPath { get; init; }

    /// <summary>An empty folder that lives as long as the pod.</summary>
    public EmptyDirVolumeSource? EmptyDir { get; init; }

    /// <summary>A GCE disk; not supported on one machine.</summary>
    public GCEPersistentDiskVolumeSource? GcePersistentDisk { get; init; }

    /// <summary>An AWS disk; not supported on one machine.</summary>
    public AWSElasticBlockStoreVolumeSource? AwsElasticBlockStore { get; init; }

    /// <summary>A git clone; disabled upstream.</summary>
    public GitRepoVolumeSource? GitRepo { get; init; }

    /// <summary>The keys of a Secret as files.</summary>
    public SecretVolumeSource? Secret { get; init; }

    /// <summary>An NFS export.</summary>
    public NFSVolumeSource? Nfs { get; init; }

    /// <summary>An iSCSI disk.</summary>
    public ISCSIVolumeSource? Iscsi { get; init; }

    /// <summary>A GlusterFS volume; removed upstream.</summary>
    public GlusterfsVolumeSource? Glusterfs { get; init; }

    /// <summary>The volume bound to a claim.</summary>
    public PersistentVolumeClaimVolumeSource? PersistentVolumeClaim { get; init; }

    /// <summary>A Ceph block device; removed upstream.</summary>
    public RBDVolumeSource? Rbd { get; init; }

    /// <summary>A volume of an exec driver.</summary>
    public FlexVolumeSource? FlexVolume { get; init; }

    /// <summary>An OpenStack disk.</summary>
    public CinderVolumeSource? Cinder { get; init; }

    /// <summary>A Ceph file system; removed upstream.</summary>
    public CephFSVolumeSource? Cephfs { get; init; }

    /// <summary>A Flocker volume; removed upstream.</summary>
    public FlockerVolumeSource? Flocker { get; init; }

    /// <summary>Fields of the pod as files.</summary>
    public DownwardAPIVolumeSource? DownwardAPI { get; init; }

    /// <summary>A Fibre Channel disk.</summary>
    public FCVolumeSource? Fc { get; init; }

    /// <summary>An Azure file share.</summary>
    public AzureFileVolumeSource? AzureFile { get; init; }

    /// <summary>The keys of a ConfigMap as files.</summary>
    public ConfigMapVolumeSource? ConfigMap { get; init; }

    /// <summary>A vSphere disk.</summary>
    public VsphereVirtualDiskVolumeSource? VsphereVolume { get; init; }

    /// <summary>A Quobyte volume; removed upstream.</summary>
    public QuobyteVolumeSource? Quobyte { get; init; }

    /// <summary>An Azure disk.</summary>
    public AzureDiskVolumeSource? AzureDisk { get; init; }

    /// <summary>A Photon disk; removed upstream.</summary>
    public PhotonPersistentDiskVolumeSource? PhotonPersistentDisk { get; init; }

    /// <summary>Several sources in one folder.</summary>
    public ProjectedVolumeSource? Projected { get; init; }

    /// <summary>A Portworx volume.</summary>
    public PortworxVolumeSource? PortworxVolume { get; init; }

    /// <summary>A ScaleIO volume; removed upstream.</summary>
    public ScaleIOVolumeSource? ScaleIO { get; init; }

    /// <summary>A StorageOS volume; removed upstream.</summary>
    public StorageOSVolumeSource? Storageos { get; init; }

    /// <summary>An ephemeral volume of a CSI driver.</summary>
    public CSIVolumeSource? Csi { get; init; }

    /// <summary>A claim made for this pod.</summary>
    public EphemeralVolumeSource? Ephemeral { get; init; }

    /// <summary>The content of an OCI image or artifact.</summary>
    public ImageVolumeSource? Image { get; init; }
}

/// <summary>A path on the host.</summary>
public sealed record HostPathVolumeSource
{
    /// <summary>The path.</summary>
    public string Path { get; init => field = value ?? ""; } = "";

    /// <summary>What must be there, such as DirectoryOrCreate; empty checks nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Type { get; init; }
}

/// <summary>An empty folder that lives as long as the pod.</summary>
public sealed record EmptyDirVolumeSource
{
    /// <summary>Empty for disk, Memory, HugePages or HugePages-&lt;size&gt;.</summary>
    public string? Medium { get; init; }

    /// <summary>The most it may hold; null is no limit.</summary>
    public Quantity? SizeLimit { get; init; }
}

/// <summary>The volume bound to a claim.</summary>
public sealed record PersistentVolumeClaimVolumeSource
{
    /// <summary>Name of the claim.</summary>
    public string ClaimName { get; init => field = value ?? ""; } = "";

    /// <summary>Mount read-only.</summary>
    public bool ReadOnly { get; init; }
}

/// <summary>A claim made for this pod.</summary>
public sealed record EphemeralVolumeSource
{
    /// <summary>The claim to make.</summary>
    public PersistentVolumeClaimTemplate? VolumeClaimTemplate { get; init; }
}

/// <summary>The content of an OCI image or artifact.</summary>
public sealed record ImageVolumeSource
{
    /// <summary>Image reference.</summary>
    public string? Reference { get; init; }

    /// <summary>Default Always for :latest, else IfNotPresent.</summary>
    public PullPolicy? PullPolicy { get; init; }
}

/// <summary>A git clone; disabled upstream.</summary>
public sealed record GitRepoVolumeSource
{
    /// <summary>URL of the repository.</summary>
    public string Repository { get; init => field = value ?? ""; } = "";

    /// <summary>Commit.</summary>
    public string? Revision { get; init; }

    /// <summary>Folder to clone into.</summary>
    public string? Directory { get; init; }
}
