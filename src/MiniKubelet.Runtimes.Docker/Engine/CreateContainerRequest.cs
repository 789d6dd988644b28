namespace MiniKubelet.Runtimes.Docker.Engine;

// The body of POST /containers/create, as far as we use it. Null is left out, an empty list is sent: to Docker these differ.

internal sealed record CreateContainerRequest
{
    public required string Image { get; init; }

    public string? Hostname { get; init; }

    public string? User { get; init; }

    public IReadOnlyList<string>? Entrypoint { get; init; }

    public IReadOnlyList<string>? Cmd { get; init; }

    public IReadOnlyList<string>? Env { get; init; }

    public string? WorkingDir { get; init; }

    public string? StopSignal { get; init; }

    public bool Tty { get; init; }

    public bool OpenStdin { get; init; }

    public bool StdinOnce { get; init; }

    public required Dictionary<string, string> Labels { get; init; }

    public Dictionary<string, EmptyObject>? ExposedPorts { get; init; }

    public Healthcheck Healthcheck { get; init; } = Healthcheck.None;

    public required HostConfig HostConfig { get; init; }
}

/// <summary>Kubernetes has probes of its own: an image's HEALTHCHECK never runs.</summary>
internal sealed record Healthcheck(string[] Test)
{
    public static Healthcheck None { get; } = new(["NONE"]);
}

internal sealed record EmptyObject;

internal sealed record HostConfig
{
    public required string NetworkMode { get; init; }

    public required string IpcMode { get; init; }

    public string? PidMode { get; init; }

    public string? UTSMode { get; init; }

    public string? Runtime { get; init; }

    public string? CgroupParent { get; init; }

    public Dictionary<string, PortBinding[]>? PortBindings { get; init; }

    public IReadOnlyList<string>? Dns { get; init; }

    public IReadOnlyList<string>? DnsSearch { get; init; }

    public IReadOnlyList<string>? DnsOptions { get; init; }

    public Dictionary<string, string>? Sysctls { get; init; }

    public IReadOnlyList<MountPoint>? Mounts { get; init; }

    public IReadOnlyList<DeviceMapping>? Devices { get; init; }

    public IReadOnlyList<string>? GroupAdd { get; init; }

    public IReadOnlyList<string>? CapAdd { get; init; }

    public IReadOnlyList<string>? CapDrop { get; init; }

    public IReadOnlyList<string>? SecurityOpt { get; init; }

    public IReadOnlyList<string>? MaskedPaths { get; init; }

    public IReadOnlyList<string>? ReadonlyPaths { get; init; }

    public bool Privileged { get; init; }

    public bool ReadonlyRootfs { get; init; }

    public int? OomScoreAdj { get; init; }

    public long CpuShares { get; init; }

    public long CpuQuota { get; init; }

    public long CpuPeriod { get; init; }

    public long Memory { get; init; }

    /// <summary>Memory and swap together; equal to <see cref="Memory"/> means no swap.</summary>
    public long MemorySwap { get; init; }

    /// <summary>False also where the daemon's default is an init process: it would not be the container's command that gets the signals.</summary>
    public bool Init { get; init; }

    public RestartPolicy RestartPolicy { get; init; } = RestartPolicy.No;

    public required LogConfig LogConfig { get; init; }
}

/// <summary>Restarting is the planner's business.</summary>
internal sealed record RestartPolicy(string Name)
{
    public static RestartPolicy No { get; } = new("no");
}

internal sealed record LogConfig(string Type, Dictionary<string, string> Config);

internal sealed record PortBinding(string HostIp, string HostPort);

internal sealed record DeviceMapping(string PathOnHost, string PathInContainer, string CgroupPermissions);

internal sealed record MountPoint(string Type, string Source, string Target, bool ReadOnly, BindOptions BindOptions);

/// <param name="Propagation">One of rprivate, rslave, rshared.</param>
/// <param name="ReadOnlyNonRecursive">Kubernetes' default (recursiveReadOnly: Disabled); since API 1.44 not Docker's any more.</param>
internal sealed record BindOptions(string Propagation, bool ReadOnlyNonRecursive);

internal sealed record CreatedObject(string Id);
