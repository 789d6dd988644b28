using System.Text.Json.Serialization;

namespace MiniKubelet.Kubernetes;

/// <summary>Puts one key into a file.</summary>
public sealed record KeyToPath
{
    /// <summary>The key.</summary>
    public string Key { get; init => field = value ?? ""; } = "";

    /// <summary>Path of the file in the volume.</summary>
    public string Path { get; init => field = value ?? ""; } = "";

    /// <summary>Permission bits; default the volume's.</summary>
    public int? Mode { get; init; }
}

/// <summary>The keys of a Secret as files.</summary>
public sealed record SecretVolumeSource
{
    /// <summary>Name of the Secret.</summary>
    public string? SecretName { get; init; }

    /// <summary>Only these keys; empty is all.</summary>
    public EquatableArray<KeyToPath> Items { get; init => field = value ?? []; } = [];

    /// <summary>Permission bits of the files; default 0644.</summary>
    public int? DefaultMode { get; init; }

    /// <summary>Whether the Secret and its keys may be missing.</summary>
    public bool? Optional { get; init; }
}

/// <summary>The keys of a ConfigMap as files.</summary>
public sealed record ConfigMapVolumeSource
{
    /// <summary>Name of the ConfigMap.</summary>
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>Only these keys; empty is all.</summary>
    public EquatableArray<KeyToPath> Items { get; init => field = value ?? []; } = [];

    /// <summary>Permission bits of the files; default 0644.</summary>
    public int? DefaultMode { get; init; }

    /// <summary>Whether the ConfigMap and its keys may be missing.</summary>
    public bool? Optional { get; init; }
}

/// <summary>Fields of the pod as files.</summary>
public sealed record DownwardAPIVolumeSource
{
    /// <summary>The files.</summary>
    public EquatableArray<DownwardAPIVolumeFile> Items { get; init => field = value ?? []; } = [];

    /// <summary>Permission bits of the files; default 0644.</summary>
    public int? DefaultMode { get; init; }
}

/// <summary>A file with a field of the pod.</summary>
public sealed record DownwardAPIVolumeFile
{
    /// <summary>Path of the file in the volume.</summary>
    public string Path { get; init => field = value ?? ""; } = "";

    /// <summary>The field.</summary>
    public ObjectFieldSelector? FieldRef { get; init; }

    /// <summary>The resource of a container.</summary>
    public ResourceFieldSelector? ResourceFieldRef { get; init; }

    /// <summary>Permission bits; default the volume's.</summary>
    public int? Mode { get; init; }
}

/// <summary>Several sources in one folder.</summary>
public sealed record ProjectedVolumeSource
{
    /// <summary>The sources.</summary>
    public EquatableArray<VolumeProjection> Sources { get; init => field = value ?? []; } = [];

    /// <summary>Permission bits of the files; default 0644.</summary>
    public int? DefaultMode { get; init; }
}

/// <summary>A source of a projected volume; exactly one is set.</summary>
public sealed record VolumeProjection
{
    /// <summary>Keys of a Secret.</summary>
    public SecretProjection? Secret { get; init; }

    /// <summary>Fields of the pod.</summary>
    public DownwardAPIProjection? DownwardAPI { get; init; }

    /// <summary>Keys of a ConfigMap.</summary>
    public ConfigMapProjection? ConfigMap { get; init; }

    /// <summary>A token of the service account.</summary>
    public ServiceAccountTokenProjection? ServiceAccountToken { get; init; }

    /// <summary>Trust anchors.</summary>
    public ClusterTrustBundleProjection? ClusterTrustBundle { get; init; }

    /// <summary>A key and certificate for the pod.</summary>
    public PodCertificateProjection? PodCertificate { get; init; }
}

/// <summary>Keys of a Secret in a projected volume.</summary>
public sealed record SecretProjection
{
    /// <summary>Name of the Secret.</summary>
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>Only these keys; empty is all.</summary>
    public EquatableArray<KeyToPath> Items { get; init => field = value ?? []; } = [];

    /// <summary>Whether the Secret and its keys may be missing.</summary>
    public bool? Optional { get; init; }
}

/// <summary>Keys of a ConfigMap in a projected volume.</summary>
public sealed record ConfigMapProjection
{
    /// <summary>Name of the ConfigMap.</summary>
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>Only these keys; empty is all.</summary>
    public EquatableArray<KeyToPath> Items { get; init => field = value ?? []; } = [];

    /// <summary>Whether the ConfigMap and its keys may be missing.</summary>
    public bool? Optional { get; init; }
}

/// <summary>Fields of the pod in a projected volume.</summary>
public sealed record DownwardAPIProjection
{
    /// <summary>The files.</summary>
    public EquatableArray<DownwardAPIVolumeFile> Items { get; init => field = value ?? []; } = [];
}

/// <summary>A token of the service account in a projected volume.</summary>
public sealed record ServiceAccountTokenProjection
{
    /// <summary>Audience of the token.</summary>
    public string? Audience { get; init; }

    /// <summary>Seconds the token is valid; default 3600.</summary>
    public long? ExpirationSeconds { get; init; }

    /// <summary>Path of the file in the volume.</summary>
    public string Path { get; init => field = value ?? ""; } = "";
}

/// <summary>Trust anchors in a projected volume.</summary>
public sealed record ClusterTrustBundleProjection
{
    /// <summary>Names one bundle.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Name { get; init; }

    /// <summary>Selects bundles of a signer.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SignerName { get; init; }

    /// <summary>Selects among the signer's bundles.</summary>
    public LabelSelector? LabelSelector { get; init; }

    /// <summary>Whether the bundles may be missing.</summary>
    public bool? Optional { get; init; }

    /// <summary>Path of the file in the volume.</summary>
    public string Path { get; init => field = value ?? ""; } = "";
}

/// <summary>A key and certificate for the pod in a projected volume.</summary>
public sealed record PodCertificateProjection
{
    /// <summary>Who signs.</summary>
    public string? SignerName { get; init; }

    /// <summary>Type of the key, such as ED25519.</summary>
    public string? KeyType { get; init; }

    /// <summary>Most seconds the certificate is valid.</summary>
    public int? MaxExpirationSeconds { get; init; }

    /// <summary>File for key and certificates together.</summary>
    public string? CredentialBundlePath { get; init; }

    /// <summary>File for the key.</summary>
    public string? KeyPath { get; init; }

    /// <summary>File for the certificates.</summary>
    public string? CertificateChainPath { get; init; }

    /// <summary>Passed to the signer.</summary>
    public EquatableMap<string> UserAnnotations { get; init => field = value ?? []; } = [];
}
