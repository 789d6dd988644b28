using System.Text.Json.Serialization;

namespace MiniKubelet.Kubernetes;

/// <summary>A name and address for a set of pods.</summary>
public sealed record Service : IKubernetesObject
{
    /// <summary>API version of the object.</summary>
    public string ApiVersion { get; init => field = value ?? "v1"; } = "v1";

    /// <summary>Kind of the object.</summary>
    public string Kind { get; init => field = value ?? "Service"; } = "Service";

    /// <summary>Name, labels and the rest.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>What should be.</summary>
    public ServiceSpec Spec { get; init => field = value ?? new(); } = new();

    /// <summary>What is.</summary>
    public ServiceStatus Status { get; init => field = value ?? new(); } = new();
}

/// <summary>A list of Service objects.</summary>
public sealed record ServiceList
{
    /// <summary>API version of the object.</summary>
    public string ApiVersion { get; init => field = value ?? "v1"; } = "v1";

    /// <summary>Kind of the object.</summary>
    public string Kind { get; init => field = value ?? "ServiceList"; } = "ServiceList";

    /// <summary>Version and page of the list.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public ListMeta Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>The objects.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public EquatableArray<Service> Items { get; init => field = value ?? []; } = [];
}

/// <summary>What should be of a service.</summary>
public sealed record ServiceSpec
{
    /// <summary>The ports.</summary>
    public EquatableArray<ServicePort> Ports { get; init => field = value ?? []; } = [];

    /// <summary>Selects the pods.</summary>
    public EquatableMap<string> Selector { get; init => field = value ?? []; } = [];

    /// <summary>The address; None is headless.</summary>
    public string? ClusterIP { get; init; }

    /// <summary>The addresses.</summary>
    public EquatableArray<string> ClusterIPs { get; init => field = value ?? []; } = [];

    /// <summary>How it is reached; default ClusterIP.</summary>
    public ServiceType? Type { get; init; }

    /// <summary>Further addresses.</summary>
    public EquatableArray<string> ExternalIPs { get; init => field = value ?? []; } = [];

    /// <summary>Default None.</summary>
    public SessionAffinity? SessionAffinity { get; init; }

    /// <summary>Deprecated: address asked of the load balancer.</summary>
    public string? LoadBalancerIP { get; init; }

    /// <summary>Who may use the load balancer.</summary>
    public EquatableArray<string> LoadBalancerSourceRanges { get; init => field = value ?? []; } = [];

    /// <summary>Name an ExternalName service points to.</summary>
    public string? ExternalName { get; init; }

    /// <summary>Cluster or Local.</summary>
    public string? ExternalTrafficPolicy { get; init; }

    /// <summary>Port for health checks of the load balancer.</summary>
    public int HealthCheckNodePort { get; init; }

    /// <summary>Whether pods that are not ready count.</summary>
    public bool PublishNotReadyAddresses { get; init; }

    /// <summary>Settings of the affinity.</summary>
    public SessionAffinityConfig? SessionAffinityConfig { get; init; }

    /// <summary>IPv4, IPv6.</summary>
    public EquatableArray<string> IpFamilies { get; init => field = value ?? []; } = [];

    /// <summary>SingleStack, PreferDualStack or RequireDualStack.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? IpFamilyPolicy { get; init; }

    /// <summary>Whether a load balancer needs node ports; default true.</summary>
    public bool? AllocateLoadBalancerNodePorts { get; init; }

    /// <summary>Class of the load balancer.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? LoadBalancerClass { get; init; }

    /// <summary>Cluster or Local.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? InternalTrafficPolicy { get; init; }

    /// <summary>Preference for near pods.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TrafficDistribution { get; init; }
}

/// <summary>How a service is reached.</summary>
[JsonConverter(typeof(EnumConverter<ServiceType>))]
public enum ServiceType
{
    /// <summary>By an address inside.</summary>
    ClusterIP,

    /// <summary>By a port of the nodes.</summary>
    NodePort,

    /// <summary>By a load balancer.</summary>
    LoadBalancer,

    /// <summary>By a name elsewhere.</summary>
    ExternalName,
}

/// <summary>Whether a client stays with a pod.</summary>
[JsonConverter(typeof(EnumConverter<SessionAffinity>))]
public enum SessionAffinity
{
    /// <summary>It does not.</summary>
    None,

    /// <summary>By its address.</summary>
    ClientIP,
}

/// <summary>Settings of session affinity.</summary>
public sealed record SessionAffinityConfig
{
    /// <summary>Settings of ClientIP.</summary>
    public ClientIPConfig? ClientIP { get; init; }
}

/// <summary>Settings of affinity by client address.</summary>
public sealed record ClientIPConfig
{
    /// <summary>Seconds a client stays; default 10800.</summary>
    public int? TimeoutSeconds { get; init; }
}

/// <summary>A port of a service.</summary>
public sealed record ServicePort
{
    /// <summary>Name of the port.</summary>
    public string? Name { get; init; }

    /// <summary>Default TCP.</summary>
    public Protocol? Protocol { get; init; }

    /// <summary>Application protocol.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? AppProtocol { get; init; }

    /// <summary>The port.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public int Port { get; init; }

    /// <summary>Number or name of the pod's port; default port.</summary>
    public IntOrString? TargetPort { get; init; }

    /// <summary>Port on the nodes; 0 is none.</summary>
    public int NodePort { get; init; }
}

/// <summary>What is of a service.</summary>
public sealed record ServiceStatus
{
    /// <summary>State of the load balancer.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public LoadBalancerStatus LoadBalancer { get; init => field = value ?? new(); } = new();

    /// <summary>Conditions.</summary>
    public EquatableArray<Condition> Conditions { get; init => field = value ?? []; } = [];
}

/// <summary>State of a load balancer.</summary>
public sealed record LoadBalancerStatus
{
    /// <summary>Its entry points.</summary>
    public EquatableArray<LoadBalancerIngress> Ingress { get; init => field = value ?? []; } = [];
}

/// <summary>An entry point of a load balancer.</summary>
public sealed record LoadBalancerIngress
{
    /// <summary>Its address.</summary>
    public string? Ip { get; init; }

    /// <summary>Its name.</summary>
    public string? Hostname { get; init; }

    /// <summary>VIP or Proxy.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? IpMode { get; init; }

    /// <summary>Its ports.</summary>
    public EquatableArray<PortStatus> Ports { get; init => field = value ?? []; } = [];
}

/// <summary>A port of a load balancer.</summary>
public sealed record PortStatus
{
    /// <summary>The port.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public int Port { get; init; }

    /// <summary>Its protocol.</summary>
    public Protocol? Protocol { get; init; }

    /// <summary>What is wrong.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Error { get; init; }
}

/// <summary>A condition in the general form of meta/v1.</summary>
public sealed record Condition
{
    /// <summary>Type of the condition.</summary>
    public string Type { get; init => field = value ?? ""; } = "";

    /// <summary>Whether it holds.</summary>
    public ConditionStatus? Status { get; init; }

    /// <summary>The metadata.generation this condition is about.</summary>
    public long ObservedGeneration { get; init; }

    /// <summary>When it last changed.</summary>
    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset? LastTransitionTime { get; init; }

    /// <summary>Machine-readable reason, one word.</summary>
    public string Reason { get; init => field = value ?? ""; } = "";

    /// <summary>For a person to read.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string Message { get; init => field = value ?? ""; } = "";
}
