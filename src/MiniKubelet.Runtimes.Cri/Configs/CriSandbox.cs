using MiniKubelet.Runtime;
using MiniKubelet.Runtimes.Cri.V1;

namespace MiniKubelet.Runtimes.Cri.Configs;

/// <summary>A sandbox in CRI's words.</summary>
internal static class CriSandbox
{
    public static PodSandboxConfig ToCri(SandboxConfig config)
    {
        var sandbox = new PodSandboxConfig
        {
            Metadata = new PodSandboxMetadata
            {
                Name = config.Name,
                Namespace = config.Namespace,
                Uid = config.Uid,
                Attempt = (uint)config.Attempt,
            },

            // runc refuses to set a host name in the host's UTS namespace.
            Hostname = config.Network == Runtime.NamespaceMode.Node ? "" : config.Hostname,
            LogDirectory = config.LogDirectory,
            Labels = { config.Labels },
            Annotations = { config.Annotations },
            PortMappings = { config.Ports.Select(ToCri) },
            Linux = new LinuxPodSandboxConfig
            {
                CgroupParent = config.CgroupParent ?? "",
                Sysctls = { config.Sysctls },
                SecurityContext = new LinuxSandboxSecurityContext
                {
                    NamespaceOptions = Namespaces(config, config.Pid),
                    Privileged = config.Privileged,

                    // The pause process needs nothing more, whatever its pod asks for; the kubelet does the same.
                    Seccomp = new V1.SecurityProfile { ProfileType = V1.SecurityProfile.Types.ProfileType.RuntimeDefault },
                },
            },
        };
        if (config.Dns is { } dns)
        {
            sandbox.DnsConfig = new DNSConfig
            {
                Servers = { dns.Servers },
                Searches = { dns.Searches },
                Options = { dns.Options },
            };
        }

        return sandbox;
    }

    /// <summary>The namespaces of a sandbox, or of a container in it, which differs in the PID namespace at most.</summary>
    public static NamespaceOption Namespaces(SandboxConfig config, Runtime.NamespaceMode pid) => new()
    {
        Network = ToCri(config.Network),
        Ipc = ToCri(config.Ipc),
        Pid = ToCri(pid),
    };

    private static V1.NamespaceMode ToCri(Runtime.NamespaceMode mode) => mode switch
    {
        Runtime.NamespaceMode.Pod => V1.NamespaceMode.Pod,
        Runtime.NamespaceMode.Container => V1.NamespaceMode.Container,
        Runtime.NamespaceMode.Node => V1.NamespaceMode.Node,
    };

    private static V1.PortMapping ToCri(Runtime.PortMapping port) => new()
    {
        Protocol = port.Protocol switch
        {
            "UDP" => Protocol.Udp,
            "SCTP" => Protocol.Sctp,
            _ => Protocol.Tcp,
        },
        ContainerPort = port.ContainerPort,
        HostPort = port.HostPort,
        HostIp = port.HostIp,
    };
}
