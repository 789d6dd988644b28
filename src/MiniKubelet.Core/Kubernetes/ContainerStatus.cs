using System.Text.Json.Serialization;

namespace MiniKubelet.Kubernetes;

/// <summary>What was last seen of a container.</summary>
public sealed record ContainerStatus
{
    /// <summary>Name of the container.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>What it is doing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public ContainerState State { get; init => field = value ?? new(); } = new();

    /// <summary>How it last ended.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public ContainerState LastState { get; init => field = value ?? new(); } = new();

    /// <summary>Whether it is ready for traffic.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public bool Ready { get; init; }

    /// <summary>How often it was restarted.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public int RestartCount { get; init; }

    /// <summary>The image it runs.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string Image { get; init => field = value ?? ""; } = "";

    /// <summary>Identifies the image at the runtime.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string ImageID { get; init => field = value ?? ""; } = "";

    /// <summary>Runtime and id, such as containerd://….</summary>
    public string? ContainerID { get; init; }

    /// <summary>Whether it has started: post-start hook done, startup probe passed.</summary>
    public bool? Started { get; init; }

    /// <summary>Resources granted.</summary>
    public EquatableMap<Quantity> AllocatedResources { get; init => field = value ?? []; } = [];

    /// <summary>Resources in force.</summary>
    public ResourceRequirements? Resources { get; init; }

    /// <summary>Mounts in force.</summary>
    public EquatableArray<VolumeMountStatus> VolumeMounts { get; init => field = value ?? []; } = [];

    /// <summary>User of the first process.</summary>
    public ContainerUser? User { get; init; }

    /// <summary>Health of allocated resources.</summary>
    public EquatableArray<ResourceStatus> AllocatedResourcesStatus { get; init => field = value ?? []; } = [];

    /// <summary>Signal that stops it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? StopSignal { get; init; }
}

/// <summary>What a container is doing; at most one is set, none means waiting.</summary>
public sealed record ContainerState
{
    /// <summary>Not yet running.</summary>
    public ContainerStateWaiting? Waiting { get; init; }

    /// <summary>Running.</summary>
    public ContainerStateRunning? Running { get; init; }

    /// <summary>Ended.</summary>
    public ContainerStateTerminated? Terminated { get; init; }
}

/// <summary>Why a container is not yet running.</summary>
public sealed record ContainerStateWaiting
{
    /// <summary>Machine-readable reason, such as ImagePullBackOff.</summary>
    public string? Reason { get; init; }

    /// <summary>For a person to read.</summary>
    public string? Message { get; init; }
}

/// <summary>Since when a container runs.</summary>
public sealed record ContainerStateRunning
{
    /// <summary>When it was started.</summary>
    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset? StartedAt { get; init; }
}

/// <summary>How a container ended.</summary>
public sealed record ContainerStateTerminated
{
    /// <summary>Exit code of the first process.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public int ExitCode { get; init; }

    /// <summary>Signal that ended it; 0 is none.</summary>
    public int Signal { get; init; }

    /// <summary>Machine-readable reason, such as Completed, Error or OOMKilled.</summary>
    public string? Reason { get; init; }

    /// <summary>Its termination message.</summary>
    public string? Message { get; init; }

    /// <summary>When it was started.</summary>
    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Runtime and id, such as containerd://….</summary>
    public string? ContainerID { get; init; }
}

/// <summary>A mount in force.</summary>
public sealed record VolumeMountStatus
{
    /// <summary>Name of the volume.</summary>
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>Path in the container.</summary>
    public string MountPath { get; init => field = value ?? ""; } = "";

    /// <summary>Whether it is read-only.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>Whether mounts below are read-only too.</summary>
    public RecursiveReadOnlyMode? RecursiveReadOnly { get; init; }
}

/// <summary>User of a container's first process.</summary>
public sealed record ContainerUser
{
    /// <summary>On Linux.</summary>
    public LinuxContainerUser? Linux { get; init; }
}

/// <summary>User of a process on Linux.</summary>
public sealed record LinuxContainerUser
{
    /// <summary>User.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public long Uid { get; init; }

    /// <summary>Primary group.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public long Gid { get; init; }

    /// <summary>Additional groups.</summary>
    public EquatableArray<long> SupplementalGroups { get; init => field = value ?? []; } = [];
}

/// <summary>Health of a resource given to a container.</summary>
public sealed record ResourceStatus
{
    /// <summary>The resource.</summary>
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>Health of each unit.</summary>
    public EquatableArray<ResourceHealth> Resources { get; init => field = value ?? []; } = [];
}

/// <summary>Health of a unit of a resource.</summary>
public sealed record ResourceHealth
{
    /// <summary>The unit.</summary>
    public string ResourceID { get; init => field = value ?? ""; } = "";

    /// <summary>Healthy, Unhealthy or Unknown.</summary>
    public string? Health { get; init; }
}
