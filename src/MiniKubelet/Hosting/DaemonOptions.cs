using System.Net;
using MiniKubelet.Kubernetes;
using MiniKubelet.Planning;

namespace MiniKubelet.Hosting;

/// <summary>What the daemon runs with: the configuration file with the flags on top.</summary>
internal sealed record DaemonOptions
{
    public const string DefaultConfig = "/etc/minikubelet/config.yaml";

    public string ManifestPath { get; init; } = "/etc/minikubelet/manifests";

    public string RootDirectory { get; init; } = "/var/lib/minikubelet";

    public string PodLogsDirectory { get; init; } = "/var/log/pods";

    /// <summary>Where the certificates are; null for <c>pki</c> in the root directory.</summary>
    public string? CertDirectory { get; init; }

    /// <summary>The runtime's socket as <c>unix:///…</c>; null to find one.</summary>
    public string? RuntimeEndpoint { get; init; }

    public string? NodeName { get; init; }

    public IPAddress? NodeIp { get; init; }

    public IPAddress Address { get; init; } = IPAddress.Any;

    public int Port { get; init; } = 10250;

    public int HealthzPort { get; init; } = 10248;

    public int ReadOnlyPort { get; init; }

    public string? TlsCertFile { get; init; }

    public string? TlsPrivateKeyFile { get; init; }

    public string? ClientCaFile { get; init; }

    public EquatableArray<string> ClusterDns { get; init; } = [];

    public string ClusterDomain { get; init; } = "";

    /// <summary>The node's resolver configuration; empty for none.</summary>
    public string ResolvConf { get; init; } = "/etc/resolv.conf";

    public bool SeccompDefault { get; init; } = true;

    public int MaxPods { get; init; } = 110;

    /// <summary>What is kept from pods, by resource.</summary>
    public EquatableMap<Quantity> Reserved { get; init; } = [];

    public EquatableMap<string> NodeLabels { get; init; } = [];

    public int MaxParallelImagePulls { get; init; } = 5;

    public BackoffLimits Backoff { get; init; } = BackoffLimits.Default;

    /// <summary>How much is logged: 0 what matters, 4 and more everything.</summary>
    public int Verbosity { get; init; }

    public string CertificatePath => CertDirectory ?? Path.Join(RootDirectory, "pki");
}
