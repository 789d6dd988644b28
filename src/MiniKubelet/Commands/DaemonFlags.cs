using System.CommandLine;

namespace MiniKubelet.Commands;

/// <summary>The daemon's flags, under the kubelet's names. A flag that is given beats the configuration file.</summary>
internal sealed class DaemonFlags
{
    public Option<string?> Config { get; } = new("--config")
    {
        Description = "KubeletConfiguration file (default /etc/minikubelet/config.yaml, if it is there)",
    };

    public Option<string?> PodManifestPath { get; } = new("--pod-manifest-path")
    {
        Description = "folder of the pod manifests (default /etc/minikubelet/manifests)",
    };

    public Option<string?> RootDir { get; } = new("--root-dir")
    {
        Description = "where the daemon keeps its state (default /var/lib/minikubelet)",
    };

    public Option<string?> ContainerRuntimeEndpoint { get; } = new("--container-runtime-endpoint")
    {
        Description = "socket of containerd, CRI-O or Docker, as unix:///path (default: the first that answers)",
    };

    public Option<string?> HostnameOverride { get; } = new("--hostname-override") { Description = "the node's name (default: the host name)" };

    public Option<string?> NodeLabels { get; } = new("--node-labels") { Description = "labels of the node, as key=value,key=value" };

    public Option<string?> NodeIp { get; } = new("--node-ip") { Description = "the node's address (default: the default route's)" };

    public Option<string?> CertDir { get; } = new("--cert-dir")
    {
        Description = "where certificates and the kubeconfig are kept (default: pki in the root directory)",
    };

    public Option<string?> Address { get; } = new("--address") { Description = "address the API listens on (default 0.0.0.0)" };

    public Option<int?> Port { get; } = new("--port") { Description = "port of the API (default 10250)" };

    public Option<int?> HealthzPort { get; } = new("--healthz-port") { Description = "loopback port of /healthz, 0 for none (default 10248)" };

    public Option<int> Verbosity { get; } = new("--v") { Description = "how much is logged, 0 to 4" };

    public IEnumerable<Option> All =>
    [
        Config, PodManifestPath, RootDir, ContainerRuntimeEndpoint, HostnameOverride, NodeLabels, NodeIp, CertDir, Address, Port, HealthzPort,
        Verbosity,
    ];
}
