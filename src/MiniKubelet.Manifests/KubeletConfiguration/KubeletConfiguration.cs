using System.Text.Json.Serialization;

namespace MiniKubelet.Manifests;

/// <summary>
/// The fields of kubelet.config.k8s.io/v1beta1 KubeletConfiguration that the daemon honours, with the kubelet's names and,
/// where nothing else is said, its defaults. As in the kubelet, 0 means the default for most numbers and durations.
/// </summary>
public sealed record KubeletConfiguration
{
    /// <summary>The manifest folder; empty if it isn't stated here.</summary>
    public string StaticPodPath { get; init => field = value ?? ""; } = "";

    /// <summary>Address the TLS port listens on.</summary>
    public string Address { get; init => field = value ?? "0.0.0.0"; } = "0.0.0.0";

    /// <summary>The TLS port.</summary>
    public int Port { get; init => field = value == 0 ? 10250 : value; } = 10250;

    /// <summary>Port without TLS, on loopback only; 0 is off.</summary>
    public int ReadOnlyPort { get; init; }

    /// <summary>Port of /healthz; 0 is off.</summary>
    [JsonIgnore]
    public int HealthzPort { get => StatedHealthzPort ?? 10248; init => StatedHealthzPort = value; }

    // 0 is a port's absence here, so an absent field needs a value of its own.
    [JsonInclude]
    [JsonPropertyName("healthzPort")]
    internal int? StatedHealthzPort { get; init; }

    /// <summary>Address /healthz listens on.</summary>
    public string HealthzBindAddress { get; init => field = value ?? "127.0.0.1"; } = "127.0.0.1";

    /// <summary>The runtime's socket, unix:///…; empty looks for one that answers.</summary>
    public string ContainerRuntimeEndpoint { get; init => field = value ?? ""; } = "";

    /// <summary>Longest wait for an answer of the runtime.</summary>
    [JsonConverter(typeof(DurationConverter))]
    public TimeSpan RuntimeRequestTimeout { get; init => field = OrElse(value, TimeSpan.FromMinutes(2)); } =
        TimeSpan.FromMinutes(2);

    /// <summary>Folder of the pods' logs.</summary>
    public string PodLogsDir { get; init => field = value ?? "/var/log/pods"; } = "/var/log/pods";

    /// <summary>How many pods may run.</summary>
    public int MaxPods { get; init => field = value == 0 ? 110 : value; } = 110;

    /// <summary>What is kept for the machine's own daemons, by resource (cpu, memory, ephemeral-storage) a quantity.</summary>
    public EquatableMap<string> SystemReserved { get; init => field = value ?? []; } = [];

    /// <summary>What is kept for the container runtime and this daemon, likewise.</summary>
    public EquatableMap<string> KubeReserved { get; init => field = value ?? []; } = [];

    /// <summary>How long between safety checks of each pod.</summary>
    [JsonConverter(typeof(DurationConverter))]
    public TimeSpan SyncFrequency { get; init => field = OrElse(value, TimeSpan.FromMinutes(1)); } = TimeSpan.FromMinutes(1);

    /// <summary>How long between safety scans of the manifest folder.</summary>
    [JsonConverter(typeof(DurationConverter))]
    public TimeSpan FileCheckFrequency { get; init => field = OrElse(value, TimeSpan.FromSeconds(20)); } =
        TimeSpan.FromSeconds(20);

    /// <summary>Whether images are pulled one at a time; null if it isn't stated.</summary>
    public bool? SerializeImagePulls { get; init; }

    /// <summary>How many images are pulled at a time; null if it isn't stated.</summary>
    public int? MaxParallelImagePulls { get; init; }

    /// <summary>Settings of the crash back-off.</summary>
    public CrashLoopBackOffConfiguration CrashLoopBackOff { get; init => field = value ?? new(); } = new();

    /// <summary>Name servers of pods with dnsPolicy ClusterFirst.</summary>
    public EquatableArray<string> ClusterDNS { get; init => field = value ?? []; } = [];

    /// <summary>The domain of services; empty if there is none.</summary>
    public string ClusterDomain { get; init => field = value ?? ""; } = "";

    /// <summary>The node's resolv.conf, for pods with dnsPolicy Default; empty gives them no resolver.</summary>
    public string ResolvConf { get; init => field = value ?? "/etc/resolv.conf"; } = "/etc/resolv.conf";

    /// <summary>Whether containers without a seccomp profile get the runtime's; null if it isn't stated.</summary>
    public bool? SeccompDefault { get; init; }

    /// <summary>Certificate of the TLS port; empty lets the daemon make one.</summary>
    public string TlsCertFile { get; init => field = value ?? ""; } = "";

    /// <summary>Key of the TLS port; empty lets the daemon make one.</summary>
    public string TlsPrivateKeyFile { get; init => field = value ?? ""; } = "";

    /// <summary>Who may use the TLS port.</summary>
    public KubeletAuthentication Authentication { get; init => field = value ?? new(); } = new();

    /// <summary>What those who may use it are allowed.</summary>
    public KubeletAuthorization Authorization { get; init => field = value ?? new(); } = new();

    private static TimeSpan OrElse(TimeSpan value, TimeSpan standard) => value == TimeSpan.Zero ? standard : value;
}

/// <summary>Settings of the crash back-off.</summary>
public sealed record CrashLoopBackOffConfiguration
{
    /// <summary>The longest wait before a restart, from 1 s to 300 s.</summary>
    [JsonConverter(typeof(DurationConverter))]
    public TimeSpan MaxContainerRestartPeriod { get; init => field = value == TimeSpan.Zero ? TimeSpan.FromMinutes(5) : value; } =
        TimeSpan.FromMinutes(5);
}

/// <summary>Who may use the TLS port: holders of client certificates, and nobody else.</summary>
public sealed record KubeletAuthentication
{
    /// <summary>Client certificates.</summary>
    public KubeletX509Authentication X509 { get; init => field = value ?? new(); } = new();

    /// <summary>Anybody; always off, and only false may be written.</summary>
    public KubeletSwitch Anonymous { get; init => field = value ?? new(); } = new();

    /// <summary>Tokens reviewed by a cluster; always off, and only false may be written.</summary>
    public KubeletSwitch Webhook { get; init => field = value ?? new(); } = new();
}

/// <summary>Client certificates.</summary>
public sealed record KubeletX509Authentication
{
    /// <summary>The authority that signs client certificates; empty lets the daemon make one.</summary>
    public string ClientCAFile { get; init => field = value ?? ""; } = "";
}

/// <summary>Something that is on or off.</summary>
public sealed record KubeletSwitch
{
    /// <summary>Whether it is on.</summary>
    public bool Enabled { get; init; }
}

/// <summary>What those who may use the TLS port are allowed: everything.</summary>
public sealed record KubeletAuthorization
{
    /// <summary>Only AlwaysAllow may be written.</summary>
    public string Mode { get; init => field = value ?? "AlwaysAllow"; } = "AlwaysAllow";
}

[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(KubeletConfiguration))]
internal sealed partial class KubeletConfigurationContext : JsonSerializerContext;
