namespace MiniKubelet.Runtime;

/// <summary>Whose namespace a container uses (CRI NamespaceMode).</summary>
public enum NamespaceMode
{
    /// <summary>The pod's, held by the sandbox.</summary>
    Pod,

    /// <summary>One of its own. Only for PID.</summary>
    Container,

    /// <summary>The host's.</summary>
    Node,
}

/// <summary>A port of the pod that the host forwards.</summary>
/// <param name="Protocol"><c>TCP</c>, <c>UDP</c> or <c>SCTP</c>.</param>
/// <param name="ContainerPort">The port in the pod.</param>
/// <param name="HostPort">The port on the host.</param>
/// <param name="HostIp">The host's address it listens on; empty for all.</param>
public sealed record PortMapping(string Protocol, int ContainerPort, int HostPort, string HostIp);

/// <summary>The resolver configuration of a pod (CRI DNSConfig).</summary>
/// <param name="Servers">Name servers.</param>
/// <param name="Searches">Search domains.</param>
/// <param name="Options">Resolver options.</param>
public sealed record DnsConfig(EquatableArray<string> Servers, EquatableArray<string> Searches, EquatableArray<string> Options);

/// <summary>All that a runtime needs to make a pod's sandbox; complete and resolved, so that both runtimes do the same.</summary>
public sealed record SandboxConfig
{
    /// <summary>The pod's name.</summary>
    public required string Name { get; init; }

    /// <summary>The pod's namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>The pod's UID.</summary>
    public required string Uid { get; init; }

    /// <summary>Counts the sandboxes of this pod, from 0.</summary>
    public required int Attempt { get; init; }

    /// <summary>The host name inside; ignored when the network is the host's.</summary>
    public required string Hostname { get; init; }

    /// <summary>Where the containers' log paths start: <c>/var/log/pods/ns_name_uid</c>.</summary>
    public required string LogDirectory { get; init; }

    /// <summary>Labels: the pod's and those of <see cref="Naming.RuntimeLabels"/>.</summary>
    public EquatableMap<string> Labels { get; init; } = [];

    /// <summary>Annotations: the pod's and ours.</summary>
    public EquatableMap<string> Annotations { get; init; } = [];

    /// <summary>Forwarded ports.</summary>
    public EquatableArray<PortMapping> Ports { get; init; } = [];

    /// <summary>Resolver configuration; null leaves the runtime's default (the host's).</summary>
    public DnsConfig? Dns { get; init; }

    /// <summary>Pod or Node.</summary>
    public NamespaceMode Network { get; init; } = NamespaceMode.Pod;

    /// <summary>Pod (<c>shareProcessNamespace</c>), Container or Node.</summary>
    public NamespaceMode Pid { get; init; } = NamespaceMode.Container;

    /// <summary>Pod or Node.</summary>
    public NamespaceMode Ipc { get; init; } = NamespaceMode.Pod;

    /// <summary>Kernel settings of the sandbox.</summary>
    public EquatableMap<string> Sysctls { get; init; } = [];

    /// <summary>Whether any container of the pod is privileged; CRI wants to know beforehand.</summary>
    public bool Privileged { get; init; }

    /// <summary>The cgroup the pod lives in, or null for the runtime's own default.</summary>
    public string? CgroupParent { get; init; }

    /// <summary>The runtime handler (RuntimeClass); empty for the default.</summary>
    public string RuntimeHandler { get; init; } = "";
}
