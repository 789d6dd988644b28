namespace MiniKubelet.Runtime;

/// <summary>Kind of seccomp or AppArmor profile (CRI SecurityProfile.ProfileType).</summary>
public enum SecurityProfileKind
{
    /// <summary>The runtime's default profile.</summary>
    RuntimeDefault,

    /// <summary>No confinement.</summary>
    Unconfined,

    /// <summary>A profile on this machine.</summary>
    Localhost,
}

/// <summary>A seccomp or AppArmor profile.</summary>
/// <param name="Kind">Which kind.</param>
/// <param name="LocalhostRef">The file (seccomp) or name (AppArmor) of a Localhost profile; else empty.</param>
public sealed record SecurityProfile(SecurityProfileKind Kind, string LocalhostRef = "");

/// <summary>SELinux labels of a container.</summary>
/// <param name="User">User.</param>
/// <param name="Role">Role.</param>
/// <param name="Type">Type.</param>
/// <param name="Level">Level.</param>
public sealed record SelinuxOptions(string User, string Role, string Type, string Level);

/// <summary>Who a container runs as and what it may do, pod and container level merged.</summary>
public sealed record ContainerSecurity
{
    /// <summary>User id; null for the image's user.</summary>
    public long? RunAsUser { get; init; }

    /// <summary>Group id; needs a user id.</summary>
    public long? RunAsGroup { get; init; }

    /// <summary>Further groups.</summary>
    public EquatableArray<long> SupplementalGroups { get; init; } = [];

    /// <summary>All capabilities, all devices, no confinement.</summary>
    public bool Privileged { get; init; }

    /// <summary>The root file system is read-only.</summary>
    public bool ReadOnlyRootFilesystem { get; init; }

    /// <summary>Capabilities added to the runtime's default set; without <c>CAP_</c>.</summary>
    public EquatableArray<string> AddCapabilities { get; init; } = [];

    /// <summary>Capabilities dropped from it.</summary>
    public EquatableArray<string> DropCapabilities { get; init; } = [];

    /// <summary>Sets no_new_privs.</summary>
    public bool NoNewPrivileges { get; init; }

    /// <summary>Seccomp profile.</summary>
    public SecurityProfile Seccomp { get; init; } = new(SecurityProfileKind.RuntimeDefault);

    /// <summary>AppArmor profile; null for the runtime's default.</summary>
    public SecurityProfile? AppArmor { get; init; }

    /// <summary>SELinux labels, if any.</summary>
    public SelinuxOptions? Selinux { get; init; }

    /// <summary>Paths hidden inside; null leaves the runtime's default, empty unmasks everything.</summary>
    public EquatableArray<string>? MaskedPaths { get; init; }

    /// <summary>Paths made read-only inside; null leaves the runtime's default.</summary>
    public EquatableArray<string>? ReadonlyPaths { get; init; }

    /// <summary>Whose PID namespace it uses.</summary>
    public NamespaceMode Pid { get; init; } = NamespaceMode.Container;
}
