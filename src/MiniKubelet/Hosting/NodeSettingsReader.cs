using MiniKubelet.Linux;
using MiniKubelet.Runtime.Configuration;

namespace MiniKubelet.Hosting;

/// <summary>Reads this machine.</summary>
internal static class NodeSettingsReader
{
    /// <summary>The node as pods' configurations need it.</summary>
    public static NodeSettings Read(DaemonOptions options, NodeFacts facts)
    {
        var ip = options.NodeIp ?? NodeAddress.Primary();
        return new NodeSettings
        {
            NodeName = NodeName(options, facts),
            NodeIps = [ip.ToString()],
            PodLogsDirectory = options.PodLogsDirectory,
            ClusterDns = options.ClusterDns,
            ClusterDomain = options.ClusterDomain,
            ResolvConf = options.ResolvConf.Length == 0 || !File.Exists(options.ResolvConf) ? null : File.ReadAllText(options.ResolvConf),
            MemoryCapacity = facts.MemoryBytes,
            CpuCount = facts.CpuCount,
            EphemeralStorageCapacity = (long)FileSystemStatus.Of(options.RootDirectory).TotalBytes,
            MayLowerOomScore = ProcessCapabilities.Read().MayLowerOomScore,
            SeccompDefault = options.SeccompDefault,
            SeccompProfileDirectory = Path.Join(options.RootDirectory, "seccomp"),
        };
    }

    /// <summary>The node's name: what was asked for, else the host name.</summary>
    public static string NodeName(DaemonOptions options, NodeFacts facts) =>
        string.IsNullOrEmpty(options.NodeName) ? facts.Hostname.ToLowerInvariant() : options.NodeName;
}
