namespace MiniKubelet.Runtimes.Docker.Engine;

// The parts of the Engine API's answers that we read. Property names are the wire's.

internal sealed record ContainerSummary(string Id, string[] Names, Dictionary<string, string>? Labels);

internal sealed record ContainerDetails
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    /// <summary>The image's id.</summary>
    public string Image { get; init; } = "";

    public DateTimeOffset Created { get; init; }

    public required ContainerState State { get; init; }

    public required ContainerSettings Config { get; init; }

    public required HostSettings HostConfig { get; init; }

    public NetworkSettings? NetworkSettings { get; init; }
}

internal sealed record ContainerState
{
    /// <summary>True while the process exists, also when it is paused.</summary>
    public bool Running { get; init; }

    public bool OOMKilled { get; init; }

    public int Pid { get; init; }

    public int ExitCode { get; init; }

    public string Error { get; init; } = "";

    /// <summary>Year 1 if it never was started.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>Year 1 if it has not ended.</summary>
    public DateTimeOffset FinishedAt { get; init; }
}

internal sealed record ContainerSettings(Dictionary<string, string>? Labels, bool Tty, string? StopSignal);

internal sealed record HostSettings(string NetworkMode);

internal sealed record NetworkSettings(Dictionary<string, EndpointSettings>? Networks);

internal sealed record EndpointSettings(string? IPAddress, string? GlobalIPv6Address);
