using System.CommandLine;
using System.Net;
using MiniKubelet.Admission;
using MiniKubelet.Commands;
using MiniKubelet.Kubernetes;
using MiniKubelet.Manifests;
using MiniKubelet.Planning;

namespace MiniKubelet.Hosting;

/// <summary>Puts the options together: defaults, the configuration file, the flags.</summary>
internal static class DaemonOptionsReader
{
    /// <summary>The options. Throws <see cref="DaemonException"/> with every error of the file and the flags.</summary>
    public static DaemonOptions Read(DaemonFlags flags, ParseResult result)
    {
        var options = WithConfiguration(new DaemonOptions(), ReadFile(result.GetValue(flags.Config)));
        return options with
        {
            ManifestPath = Path.GetFullPath(result.GetValue(flags.PodManifestPath) ?? options.ManifestPath),
            RootDirectory = Path.GetFullPath(result.GetValue(flags.RootDir) ?? options.RootDirectory),
            CertDirectory = result.GetValue(flags.CertDir) is { } certificates ? Path.GetFullPath(certificates) : null,
            RuntimeEndpoint = result.GetValue(flags.ContainerRuntimeEndpoint) ?? options.RuntimeEndpoint,
            NodeName = result.GetValue(flags.HostnameOverride),
            NodeLabels = NodeLabels(result.GetValue(flags.NodeLabels)),
            NodeIp = Address("--node-ip", result.GetValue(flags.NodeIp)),
            Address = Address("--address", result.GetValue(flags.Address)) ?? options.Address,
            Port = result.GetValue(flags.Port) ?? options.Port,
            HealthzPort = result.GetValue(flags.HealthzPort) ?? options.HealthzPort,
            Verbosity = result.GetValue(flags.Verbosity),
        };
    }

    private static KubeletConfiguration ReadFile(string? path)
    {
        if (path is null && !File.Exists(DaemonOptions.DefaultConfig))
        {
            return new KubeletConfiguration();
        }

        path ??= DaemonOptions.DefaultConfig;
        try
        {
            var content = KubeletConfigurationReader.Read(path, File.ReadAllBytes(path));
            return content.Configuration ?? throw new DaemonException(string.Join("\nminikubelet: ", content.Errors));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DaemonException($"{path}: {e.Message}");
        }
    }

    private static DaemonOptions WithConfiguration(DaemonOptions options, KubeletConfiguration file) => options with
    {
        ManifestPath = OrElse(file.StaticPodPath, options.ManifestPath),
        PodLogsDirectory = file.PodLogsDir,
        RuntimeEndpoint = OrNull(file.ContainerRuntimeEndpoint),
        Address = Address("address", file.Address) ?? options.Address,
        Port = file.Port,
        HealthzPort = file.HealthzPort,
        ReadOnlyPort = file.ReadOnlyPort,
        TlsCertFile = OrNull(file.TlsCertFile),
        TlsPrivateKeyFile = OrNull(file.TlsPrivateKeyFile),
        ClientCaFile = OrNull(file.Authentication.X509.ClientCAFile),
        ClusterDns = file.ClusterDNS,
        ClusterDomain = file.ClusterDomain,
        ResolvConf = file.ResolvConf,
        SeccompDefault = file.SeccompDefault ?? options.SeccompDefault,
        MaxPods = file.MaxPods,
        Reserved = NodeResources.Sum(Quantities(file.SystemReserved), Quantities(file.KubeReserved)),
        MaxParallelImagePulls = file.SerializeImagePulls == true ? 1 : file.MaxParallelImagePulls ?? options.MaxParallelImagePulls,
        Backoff = BackoffLimits.WithMax(file.CrashLoopBackOff.MaxContainerRestartPeriod),
    };

    private static IPAddress? Address(string what, string? text) =>
        string.IsNullOrEmpty(text) ? null
        : IPAddress.TryParse(text, out var address) ? address
        : throw new DaemonException($"{what} \"{text}\": expected an IP address");

    private static EquatableMap<string> NodeLabels(string? text) =>
        NodeLabelFlag.TryParse(text ?? "", out var labels, out var problem) ? labels : throw new DaemonException($"--node-labels: {problem}");

    private static EquatableMap<Quantity> Quantities(EquatableMap<string> amounts) =>
        amounts.Select(entry => KeyValuePair.Create(entry.Key, Quantity.Parse(entry.Value))).ToEquatableMap();

    private static string OrElse(string value, string other) => value.Length == 0 ? other : value;

    private static string? OrNull(string value) => value.Length == 0 ? null : value;
}
