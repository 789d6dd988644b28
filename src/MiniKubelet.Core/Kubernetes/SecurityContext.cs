using System.Text.Json.Serialization;

namespace MiniKubelet.Kubernetes;

/// <summary>Security settings for a pod.</summary>
public sealed record PodSecurityContext
{
    /// <summary>SELinux label of the containers.</summary>
    public SELinuxOptions? SeLinuxOptions { get; init; }

    /// <summary>Settings for Windows.</summary>
    public WindowsSecurityContextOptions? WindowsOptions { get; init; }

    /// <summary>UID of the first process.</summary>
    public long? RunAsUser { get; init; }

    /// <summary>GID of the first process.</summary>
    public long? RunAsGroup { get; init; }

    /// <summary>Refuse to run as UID 0.</summary>
    public bool? RunAsNonRoot { get; init; }

    /// <summary>Additional groups of the first process.</summary>
    public EquatableArray<long> SupplementalGroups { get; init => field = value ?? []; } = [];

    /// <summary>Whether the image's groups count; default Merge.</summary>
    public SupplementalGroupsPolicy? SupplementalGroupsPolicy { get; init; }

    /// <summary>Group that owns the volumes.</summary>
    public long? FsGroup { get; init; }

    /// <summary>Kernel parameters of the pod's namespaces.</summary>
    public EquatableArray<Sysctl> Sysctls { get; init => field = value ?? []; } = [];

    /// <summary>When volumes change their group; default Always.</summary>
    public FsGroupChangePolicy? FsGroupChangePolicy { get; init; }

    /// <summary>Seccomp profile of the containers.</summary>
    public SeccompProfile? SeccompProfile { get; init; }

    /// <summary>AppArmor profile of the containers.</summary>
    public AppArmorProfile? AppArmorProfile { get; init; }

    /// <summary>How volumes get their SELinux label.</summary>
    public SELinuxChangePolicy? SeLinuxChangePolicy { get; init; }
}

/// <summary>Security settings for a container; they win over the pod's.</summary>
public sealed record SecurityContext
{
    /// <summary>Capabilities to add and drop.</summary>
    public Capabilities? Capabilities { get; init; }

    /// <summary>Run as root on the host would.</summary>
    public bool? Privileged { get; init; }

    /// <summary>SELinux label.</summary>
    public SELinuxOptions? SeLinuxOptions { get; init; }

    /// <summary>Settings for Windows.</summary>
    public WindowsSecurityContextOptions? WindowsOptions { get; init; }

    /// <summary>UID of the first process.</summary>
    public long? RunAsUser { get; init; }

    /// <summary>GID of the first process.</summary>
    public long? RunAsGroup { get; init; }

    /// <summary>Refuse to run as UID 0.</summary>
    public bool? RunAsNonRoot { get; init; }

    /// <summary>Mount the root file system read-only.</summary>
    public bool? ReadOnlyRootFilesystem { get; init; }

    /// <summary>False sets no_new_privs.</summary>
    public bool? AllowPrivilegeEscalation { get; init; }

    /// <summary>How /proc is masked; default Default.</summary>
    public ProcMountType? ProcMount { get; init; }

    /// <summary>Seccomp profile.</summary>
    public SeccompProfile? SeccompProfile { get; init; }

    /// <summary>AppArmor profile.</summary>
    public AppArmorProfile? AppArmorProfile { get; init; }
}

/// <summary>Capabilities without the CAP_ prefix; ALL is every one.</summary>
public sealed record Capabilities
{
    /// <summary>Those to add.</summary>
    public EquatableArray<string> Add { get; init => field = value ?? []; } = [];

    /// <summary>Those to drop.</summary>
    public EquatableArray<string> Drop { get; init => field = value ?? []; } = [];
}

/// <summary>An SELinux label.</summary>
public sealed record SELinuxOptions
{
    /// <summary>User part.</summary>
    public string? User { get; init; }

    /// <summary>Role part.</summary>
    public string? Role { get; init; }

    /// <summary>Type part.</summary>
    public string? Type { get; init; }

    /// <summary>Level part.</summary>
    public string? Level { get; init; }
}

/// <summary>Settings for Windows.</summary>
public sealed record WindowsSecurityContextOptions
{
    /// <summary>Name of the GMSA credential spec.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? GmsaCredentialSpecName { get; init; }

    /// <summary>The GMSA credential spec.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? GmsaCredentialSpec { get; init; }

    /// <summary>User of the first process.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? RunAsUserName { get; init; }

    /// <summary>Run as a host process container.</summary>
    public bool? HostProcess { get; init; }
}

/// <summary>A seccomp profile.</summary>
public sealed record SeccompProfile
{
    /// <summary>Which kind of profile.</summary>
    public SeccompProfileType? Type { get; init; }

    /// <summary>File below the kubelet's seccomp folder.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? LocalhostProfile { get; init; }
}

/// <summary>Which kind of seccomp profile.</summary>
[JsonConverter(typeof(EnumConverter<SeccompProfileType>))]
public enum SeccompProfileType
{
    /// <summary>None.</summary>
    Unconfined,

    /// <summary>The runtime's.</summary>
    RuntimeDefault,

    /// <summary>A file on the node.</summary>
    Localhost,
}

/// <summary>An AppArmor profile.</summary>
public sealed record AppArmorProfile
{
    /// <summary>Which kind of profile.</summary>
    public AppArmorProfileType? Type { get; init; }

    /// <summary>Name of a profile loaded on the node.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? LocalhostProfile { get; init; }
}

/// <summary>Which kind of AppArmor profile.</summary>
[JsonConverter(typeof(EnumConverter<AppArmorProfileType>))]
public enum AppArmorProfileType
{
    /// <summary>None.</summary>
    Unconfined,

    /// <summary>The runtime's.</summary>
    RuntimeDefault,

    /// <summary>One loaded on the node.</summary>
    Localhost,
}

/// <summary>A kernel parameter.</summary>
public sealed record Sysctl
{
    /// <summary>Name of the parameter.</summary>
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>Its value.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string Value { get; init => field = value ?? ""; } = "";
}

/// <summary>Whether groups of the image's /etc/group count.</summary>
[JsonConverter(typeof(EnumConverter<SupplementalGroupsPolicy>))]
public enum SupplementalGroupsPolicy
{
    /// <summary>They do.</summary>
    Merge,

    /// <summary>They do not.</summary>
    Strict,
}

/// <summary>When a volume changes its group.</summary>
[JsonConverter(typeof(EnumConverter<FsGroupChangePolicy>))]
public enum FsGroupChangePolicy
{
    /// <summary>Only if its root has another group or mode.</summary>
    OnRootMismatch,

    /// <summary>At every mount.</summary>
    Always,
}

/// <summary>How a volume gets its SELinux label.</summary>
[JsonConverter(typeof(EnumConverter<SELinuxChangePolicy>))]
public enum SELinuxChangePolicy
{
    /// <summary>File by file.</summary>
    Recursive,

    /// <summary>By a mount option.</summary>
    MountOption,
}

/// <summary>How /proc is masked.</summary>
[JsonConverter(typeof(EnumConverter<ProcMountType>))]
public enum ProcMountType
{
    /// <summary>As the runtime does.</summary>
    Default,

    /// <summary>Not at all.</summary>
    Unmasked,
}
