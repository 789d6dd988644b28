using MiniKubelet.Admission;
using MiniKubelet.Kubernetes;
using MiniKubelet.Linux;
using MiniKubelet.Runtime.Configuration;

namespace MiniKubelet.Hosting;

/// <summary>Reads this machine.</summary>
internal static class NodeSettingsReader
{
    /// <summary>The node as pods' configurations need it. Throws <see cref="DaemonException"/> when more is reserved than there is.</summary>
    public static NodeSettings Read(DaemonOptions options, NodeFacts facts)
    {
        var ip = options.NodeIp ?? Linux.NodeAddress.Primary();
        var name = NodeName(options, facts);
        var storage = (long)FileSystemStatus.Of(options.RootDirectory).TotalBytes;
        var capacity = NodeResources.Capacity(facts.CpuCount, facts.MemoryBytes, storage, options.MaxPods);
        Check(options.Reserved, capacity);
        return new NodeSettings
        {
            NodeName = name,
            NodeIps = [ip.ToString()],
            PodLogsDirectory = options.PodLogsDirectory,
            ClusterDns = options.ClusterDns,
            ClusterDomain = options.ClusterDomain,
            ResolvConf = options.ResolvConf.Length == 0 || !File.Exists(options.ResolvConf) ? null : File.ReadAllText(options.ResolvConf),
            MemoryCapacity = facts.MemoryBytes,
            Capacity = capacity,
            Allocatable = NodeResources.Allocatable(capacity, options.Reserved),
            Labels = NodeLabels.Of(name, facts.Architecture, options.NodeLabels),
            MayLowerOomScore = ProcessCapabilities.Read().MayLowerOomScore,
            SeccompDefault = options.SeccompDefault,
            SeccompProfileDirectory = Path.Join(options.RootDirectory, "seccomp"),
        };
    }

    /// <summary>The node's name: what was asked for, else the host name.</summary>
    public static string NodeName(DaemonOptions options, NodeFacts facts) =>
        string.IsNullOrEmpty(options.NodeName) ? facts.Hostname.ToLowerInvariant() : options.NodeName;

    private static void Check(EquatableMap<Quantity> reserved, EquatableMap<Quantity> capacity)
    {
        foreach (var (resource, amount) in reserved)
        {
            if (amount > capacity[resource])
            {
                throw new DaemonException(
                    $"systemReserved and kubeReserved keep {amount} of {resource}, the machine has {capacity[resource]}");
            }
        }
    }
}
