using System.Text.Json.Serialization;

namespace MiniKubelet.Kubernetes;

/// <summary>What a pod should run, and how.</summary>
public sealed record PodSpec
{
    /// <summary>Volumes the containers can mount.</summary>
    public EquatableArray<Volume> Volumes { get; init => field = value ?? []; } = [];

    /// <summary>Run in order before the others; restartable ones are sidecars.</summary>
    public EquatableArray<Container> InitContainers { get; init => field = value ?? []; } = [];

    /// <summary>The containers; at least one.</summary>
    public EquatableArray<Container> Containers { get; init => field = value ?? []; } = [];

    /// <summary>Added to a running pod for debugging.</summary>
    public EquatableArray<EphemeralContainer> EphemeralContainers { get; init => field = value ?? []; } = [];

    /// <summary>When ended containers start again; default Always.</summary>
    public RestartPolicy? RestartPolicy { get; init; }

    /// <summary>Seconds between the stop signal and the kill; default 30.</summary>
    public long? TerminationGracePeriodSeconds { get; init; }

    /// <summary>Seconds the pod may run before it is failed.</summary>
    public long? ActiveDeadlineSeconds { get; init; }

    /// <summary>How resolv.conf is made; default ClusterFirst.</summary>
    public DnsPolicy? DnsPolicy { get; init; }

    /// <summary>Labels the node must have.</summary>
    public EquatableMap<string> NodeSelector { get; init => field = value ?? []; } = [];

    /// <summary>The service account the pod runs as.</summary>
    public string? ServiceAccountName { get; init; }

    /// <summary>Deprecated name of serviceAccountName.</summary>
    public string? ServiceAccount { get; init; }

    /// <summary>Whether the account's token is mounted.</summary>
    public bool? AutomountServiceAccountToken { get; init; }

    /// <summary>The node the pod is bound to.</summary>
    public string? NodeName { get; init; }

    /// <summary>Use the host's network namespace.</summary>
    public bool HostNetwork { get; init; }

    /// <summary>Use the host's PID namespace.</summary>
    public bool HostPID { get; init; }

    /// <summary>Use the host's IPC namespace.</summary>
    public bool HostIPC { get; init; }

    /// <summary>One PID namespace for all containers.</summary>
    public bool? ShareProcessNamespace { get; init; }

    /// <summary>Security settings for the pod and defaults for its containers.</summary>
    public PodSecurityContext? SecurityContext { get; init; }

    /// <summary>Secrets with registry credentials.</summary>
    public EquatableArray<LocalObjectReference> ImagePullSecrets { get; init => field = value ?? []; } = [];

    /// <summary>Host name of the pod; default its name.</summary>
    public string? Hostname { get; init; }

    /// <summary>With it the FQDN is hostname.subdomain.namespace.svc.domain.</summary>
    public string? Subdomain { get; init; }

    /// <summary>Scheduling constraints.</summary>
    public Affinity? Affinity { get; init; }

    /// <summary>The scheduler in charge.</summary>
    public string? SchedulerName { get; init; }

    /// <summary>Taints the pod tolerates.</summary>
    public EquatableArray<Toleration> Tolerations { get; init => field = value ?? []; } = [];

    /// <summary>Extra lines for /etc/hosts.</summary>
    public EquatableArray<HostAlias> HostAliases { get; init => field = value ?? []; } = [];

    /// <summary>Names the priority class.</summary>
    public string? PriorityClassName { get; init; }

    /// <summary>The priority; higher is more important.</summary>
    public int? Priority { get; init; }

    /// <summary>Added to what dnsPolicy gives.</summary>
    public PodDNSConfig? DnsConfig { get; init; }

    /// <summary>Extra conditions the pod's readiness needs.</summary>
    public EquatableArray<PodReadinessGate> ReadinessGates { get; init => field = value ?? []; } = [];

    /// <summary>Names the runtime class.</summary>
    public string? RuntimeClassName { get; init; }

    /// <summary>Whether services are shown as environment variables; default true.</summary>
    public bool? EnableServiceLinks { get; init; }

    /// <summary>Whether lower priorities may be preempted.</summary>
    public PreemptionPolicy? PreemptionPolicy { get; init; }

    /// <summary>Resources the runtime class adds.</summary>
    public EquatableMap<Quantity> Overhead { get; init => field = value ?? []; } = [];

    /// <summary>How pods spread over the topology.</summary>
    public EquatableArray<TopologySpreadConstraint> TopologySpreadConstraints { get; init => field = value ?? []; } = [];

    /// <summary>Whether the kernel's host name is the FQDN.</summary>
    public bool? SetHostnameAsFQDN { get; init; }

    /// <summary>The operating system the pod is for.</summary>
    public PodOS? Os { get; init; }

    /// <summary>False asks for a user namespace.</summary>
    public bool? HostUsers { get; init; }

    /// <summary>Block scheduling while there are any.</summary>
    public EquatableArray<PodSchedulingGate> SchedulingGates { get; init => field = value ?? []; } = [];

    /// <summary>Resource claims allocated before the pod starts.</summary>
    public EquatableArray<PodResourceClaim> ResourceClaims { get; init => field = value ?? []; } = [];

    /// <summary>Resources of the pod as a whole.</summary>
    public ResourceRequirements? Resources { get; init; }

    /// <summary>Host name seen inside the pod, whatever else is set.</summary>
    public string? HostnameOverride { get; init; }
}

/// <summary>When ended containers start again.</summary>
[JsonConverter(typeof(EnumConverter<RestartPolicy>))]
public enum RestartPolicy
{
    /// <summary>Whatever the exit code.</summary>
    Always,

    /// <summary>Only after a failure.</summary>
    OnFailure,

    /// <summary>Not at all.</summary>
    Never,
}

/// <summary>How a pod's resolv.conf is made.</summary>
[JsonConverter(typeof(EnumConverter<DnsPolicy>))]
public enum DnsPolicy
{
    /// <summary>The cluster's DNS, unless on the host's network.</summary>
    ClusterFirst,

    /// <summary>The cluster's DNS, even on the host's network.</summary>
    ClusterFirstWithHostNet,

    /// <summary>The node's settings.</summary>
    Default,

    /// <summary>Only dnsConfig.</summary>
    None,
}

/// <summary>Whether a pod may preempt others.</summary>
[JsonConverter(typeof(EnumConverter<PreemptionPolicy>))]
public enum PreemptionPolicy
{
    /// <summary>Pods of lower priority may be preempted.</summary>
    PreemptLowerPriority,

    /// <summary>Nothing is preempted.</summary>
    Never,
}

/// <summary>A line for /etc/hosts.</summary>
public sealed record HostAlias
{
    /// <summary>The address.</summary>
    public string Ip { get; init => field = value ?? ""; } = "";

    /// <summary>Names for the address.</summary>
    public EquatableArray<string> Hostnames { get; init => field = value ?? []; } = [];
}

/// <summary>DNS settings in addition to the policy's.</summary>
public sealed record PodDNSConfig
{
    /// <summary>Addresses of name servers.</summary>
    public EquatableArray<string> Nameservers { get; init => field = value ?? []; } = [];

    /// <summary>Search domains.</summary>
    public EquatableArray<string> Searches { get; init => field = value ?? []; } = [];

    /// <summary>Resolver options.</summary>
    public EquatableArray<PodDNSConfigOption> Options { get; init => field = value ?? []; } = [];
}

/// <summary>A resolver option.</summary>
public sealed record PodDNSConfigOption
{
    /// <summary>Name of the option.</summary>
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>Value of the option.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Value { get; init; }
}

/// <summary>A condition the pod's readiness needs.</summary>
public sealed record PodReadinessGate
{
    /// <summary>Type of the condition.</summary>
    public string ConditionType { get; init => field = value ?? ""; } = "";
}

/// <summary>The operating system of a pod.</summary>
public sealed record PodOS
{
    /// <summary>linux or windows.</summary>
    public string Name { get; init => field = value ?? ""; } = "";
}

/// <summary>Blocks scheduling.</summary>
public sealed record PodSchedulingGate
{
    /// <summary>Name of the gate.</summary>
    public string Name { get; init => field = value ?? ""; } = "";
}

/// <summary>A resource claim the pod uses.</summary>
public sealed record PodResourceClaim
{
    /// <summary>Name of the claim within the pod.</summary>
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>Names a ResourceClaim.</summary>
    public string? ResourceClaimName { get; init; }

    /// <summary>Names a ResourceClaimTemplate.</summary>
    public string? ResourceClaimTemplateName { get; init; }
}
