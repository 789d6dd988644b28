using System.Text.Json.Serialization;

namespace MiniKubelet.Kubernetes;

/// <summary>A port of a container.</summary>
public sealed record ContainerPort
{
    /// <summary>Name for services and probes to refer to.</summary>
    public string? Name { get; init; }

    /// <summary>Port on the host; 0 is none.</summary>
    public int HostPort { get; init; }

    /// <summary>Port in the pod.</summary>
    [JsonPropertyName("containerPort")]
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public int Port { get; init; }

    /// <summary>Default TCP.</summary>
    public Protocol? Protocol { get; init; }

    /// <summary>Host address to bind to.</summary>
    public string? HostIP { get; init; }
}

/// <summary>Transport protocol of a port.</summary>
[JsonConverter(typeof(EnumConverter<Protocol>))]
public enum Protocol
{
    /// <summary>TCP.</summary>
    TCP,

    /// <summary>UDP.</summary>
    UDP,

    /// <summary>SCTP.</summary>
    SCTP,
}
