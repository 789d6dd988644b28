namespace MiniKubelet.Runtime;

/// <summary>How mounts travel between host and container (CRI MountPropagation).</summary>
public enum MountPropagation
{
    /// <summary>Not at all.</summary>
    Private,

    /// <summary>From the host into the container.</summary>
    HostToContainer,

    /// <summary>Both ways.</summary>
    Bidirectional,
}

/// <summary>A bind mount.</summary>
/// <param name="ContainerPath">Where it shows inside; absolute.</param>
/// <param name="HostPath">What is mounted; exists.</param>
/// <param name="ReadOnly">Mounted read-only.</param>
/// <param name="Propagation">How later mounts travel.</param>
public sealed record Mount(string ContainerPath, string HostPath, bool ReadOnly, MountPropagation Propagation = MountPropagation.Private);

/// <summary>An environment variable.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value.</param>
public sealed record EnvironmentVariable(string Name, string Value);

/// <summary>A device of the host.</summary>
/// <param name="HostPath">On the host.</param>
/// <param name="ContainerPath">Inside.</param>
/// <param name="Permissions">Any of <c>r</c>, <c>w</c> and <c>m</c>.</param>
public sealed record Device(string HostPath, string ContainerPath, string Permissions);

/// <summary>All that a runtime needs to make a container; complete and resolved.</summary>
public sealed record ContainerConfig
{
    /// <summary>The container's name in the pod.</summary>
    public required string Name { get; init; }

    /// <summary>Counts the instances of this container, from 0: its restart count.</summary>
    public required int Attempt { get; init; }

    /// <summary>The image to run, as the runtime knows it (an id or a reference).</summary>
    public required string Image { get; init; }

    /// <summary>The image as the manifest names it; shown in statuses.</summary>
    public required string UserSpecifiedImage { get; init; }

    /// <summary>Log file below the sandbox's log directory: <c>container/attempt.log</c>.</summary>
    public required string LogPath { get; init; }

    /// <summary>Replaces the image's entrypoint unless empty.</summary>
    public EquatableArray<string> Command { get; init; } = [];

    /// <summary>Replaces the image's arguments unless empty.</summary>
    public EquatableArray<string> Args { get; init; } = [];

    /// <summary>Working directory; empty for the image's.</summary>
    public string WorkingDir { get; init; } = "";

    /// <summary>Environment on top of the image's.</summary>
    public EquatableArray<EnvironmentVariable> Environment { get; init; } = [];

    /// <summary>Bind mounts, in order.</summary>
    public EquatableArray<Mount> Mounts { get; init; } = [];

    /// <summary>Devices.</summary>
    public EquatableArray<Device> Devices { get; init; } = [];

    /// <summary>Labels: those of <see cref="Naming.RuntimeLabels"/>.</summary>
    public EquatableMap<string> Labels { get; init; } = [];

    /// <summary>Annotations: those of <see cref="Naming.RuntimeAnnotations"/>. No image can forge them on either runtime.</summary>
    public EquatableMap<string> Annotations { get; init; } = [];

    /// <summary>Keep stdin open.</summary>
    public bool Stdin { get; init; }

    /// <summary>Close stdin after the first attach.</summary>
    public bool StdinOnce { get; init; }

    /// <summary>Give it a terminal.</summary>
    public bool Tty { get; init; }

    /// <summary>Signal that asks it to stop, such as <c>SIGUSR1</c>; empty for the image's or SIGTERM.</summary>
    public string StopSignal { get; init; } = "";

    /// <summary>Who it runs as and what it may do.</summary>
    public ContainerSecurity Security { get; init; } = new();

    /// <summary>How much it may use.</summary>
    public ContainerResources Resources { get; init; } = new();
}

/// <summary>Resource limits as the kernel counts them (CRI LinuxContainerResources). Zero means no limit.</summary>
public sealed record ContainerResources
{
    /// <summary>cgroup v1 cpu.shares, 2 to 262144.</summary>
    public long CpuShares { get; init; }

    /// <summary>CPU time per period, in microseconds.</summary>
    public long CpuQuota { get; init; }

    /// <summary>Length of a period, in microseconds.</summary>
    public long CpuPeriod { get; init; }

    /// <summary>Memory limit in bytes.</summary>
    public long MemoryLimit { get; init; }

    /// <summary>Likeliness to be killed when memory runs out, −1000 to 1000.</summary>
    public int OomScoreAdj { get; init; }

    /// <summary>Hugepage limits in bytes by page size, such as <c>2MB</c>.</summary>
    public EquatableMap<long> HugepageLimits { get; init; } = [];
}
