using System.Text.Json.Serialization;

namespace MiniKubelet.Kubernetes;

/// <summary>A periodic check of a container; exactly one handler is set.</summary>
public sealed record Probe
{
    /// <summary>Runs a command.</summary>
    public ExecAction? Exec { get; init; }

    /// <summary>Makes an HTTP request.</summary>
    public HTTPGetAction? HttpGet { get; init; }

    /// <summary>Opens a TCP connection.</summary>
    public TCPSocketAction? TcpSocket { get; init; }

    /// <summary>Calls the gRPC health service.</summary>
    public GRPCAction? Grpc { get; init; }

    /// <summary>Seconds from the start to the first check.</summary>
    public int InitialDelaySeconds { get; init; }

    /// <summary>Seconds a check may take; 0 means the default of 1.</summary>
    public int TimeoutSeconds { get; init; }

    /// <summary>Seconds between checks; 0 means the default of 10.</summary>
    public int PeriodSeconds { get; init; }

    /// <summary>Successes in a row that count as one; 0 means the default of 1.</summary>
    public int SuccessThreshold { get; init; }

    /// <summary>Failures in a row that count as one; 0 means the default of 3.</summary>
    public int FailureThreshold { get; init; }

    /// <summary>Grace period in seconds when this probe's failure kills.</summary>
    public long? TerminationGracePeriodSeconds { get; init; }
}

/// <summary>Runs a command in the container.</summary>
public sealed record ExecAction
{
    /// <summary>The command and its arguments; not a shell line.</summary>
    public EquatableArray<string> Command { get; init => field = value ?? []; } = [];
}

/// <summary>Makes an HTTP GET request.</summary>
public sealed record HTTPGetAction
{
    /// <summary>Path to ask for; default /.</summary>
    public string? Path { get; init; }

    /// <summary>Number or name of the port.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public IntOrString Port { get; init; }

    /// <summary>Host to connect to; default the pod's address.</summary>
    public string? Host { get; init; }

    /// <summary>Default HTTP.</summary>
    public UriScheme? Scheme { get; init; }

    /// <summary>Headers to send.</summary>
    public EquatableArray<HTTPHeader> HttpHeaders { get; init => field = value ?? []; } = [];
}

/// <summary>Scheme of a URL.</summary>
[JsonConverter(typeof(EnumConverter<UriScheme>))]
public enum UriScheme
{
    /// <summary>Plain HTTP.</summary>
    HTTP,

    /// <summary>HTTP over TLS; the certificate is not verified.</summary>
    HTTPS,
}

/// <summary>A header to send.</summary>
public sealed record HTTPHeader
{
    /// <summary>Name of the header.</summary>
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>Value of the header.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string Value { get; init => field = value ?? ""; } = "";
}

/// <summary>Opens a TCP connection.</summary>
public sealed record TCPSocketAction
{
    /// <summary>Number or name of the port.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public IntOrString Port { get; init; }

    /// <summary>Host to connect to; default the pod's address.</summary>
    public string? Host { get; init; }
}

/// <summary>Calls the gRPC health service.</summary>
public sealed record GRPCAction
{
    /// <summary>Number of the port.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public int Port { get; init; }

    /// <summary>Service to ask about; default empty.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Service { get; init; }
}

/// <summary>Sleeps.</summary>
public sealed record SleepAction
{
    /// <summary>How many seconds.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public long Seconds { get; init; }
}

/// <summary>What happens after the start and before the stop.</summary>
public sealed record Lifecycle
{
    /// <summary>Runs right after the start; a failure kills the container.</summary>
    public LifecycleHandler? PostStart { get; init; }

    /// <summary>Runs before the stop signal, within the grace period.</summary>
    public LifecycleHandler? PreStop { get; init; }

    /// <summary>Signal that stops the container, such as SIGTERM; default the image's.</summary>
    public string? StopSignal { get; init; }
}

/// <summary>A hook; exactly one handler is set.</summary>
public sealed record LifecycleHandler
{
    /// <summary>Runs a command.</summary>
    public ExecAction? Exec { get; init; }

    /// <summary>Makes an HTTP request.</summary>
    public HTTPGetAction? HttpGet { get; init; }

    /// <summary>Deprecated and without effect.</summary>
    public TCPSocketAction? TcpSocket { get; init; }

    /// <summary>Sleeps.</summary>
    public SleepAction? Sleep { get; init; }
}
