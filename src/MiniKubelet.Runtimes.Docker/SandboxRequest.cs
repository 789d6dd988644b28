using System.Globalization;
using MiniKubelet.Runtime;
using MiniKubelet.Runtimes.Docker.Engine;

namespace MiniKubelet.Runtimes.Docker;

/// <summary>What we ask of Docker for a sandbox.</summary>
internal static class SandboxRequest
{
    // The pause program writes nothing: no log, no reader goroutine.
    private static readonly LogConfig _noLog = new("none", []);

    public static CreateContainerRequest For(SandboxConfig config, ObjectName name)
    {
        var hostNetwork = config.Network == NamespaceMode.Node;
        return new CreateContainerRequest
        {
            Image = DockerRuntime.PauseImage,
            Hostname = hostNetwork ? null : config.Hostname,
            Labels = new ObjectRecord("", new(config.Annotations)).ToLabels(name, config.Labels),
            ExposedPorts = ExposedPorts(config),
            HostConfig = new HostConfig
            {
                NetworkMode = hostNetwork ? "host" : "bridge",
                UTSMode = hostNetwork ? "host" : null,
                IpcMode = config.Ipc == NamespaceMode.Node ? "host" : "shareable",
                PidMode = config.Pid == NamespaceMode.Node ? "host" : null,
                PortBindings = PortBindings(config),
                Dns = config.Dns?.Servers,
                DnsSearch = Searches(config.Dns),
                DnsOptions = config.Dns?.Options,
                Sysctls = config.Sysctls.Count > 0 ? new(config.Sysctls) : null,
                SecurityOpt = ["no-new-privileges"],
                CgroupParent = config.CgroupParent,
                ReadonlyRootfs = true,
                LogConfig = _noLog,
            },
        };
    }

    // Docker takes the host's search domains when it is given none; a lone dot is its word for none.
    private static EquatableArray<string>? Searches(DnsConfig? dns) => dns switch
    {
        null => null,
        { Searches.Count: 0 } => ["."],
        _ => dns.Searches,
    };

    private static Dictionary<string, EmptyObject>? ExposedPorts(SandboxConfig config)
    {
        var ports = new Dictionary<string, EmptyObject>();
        foreach (var port in config.Ports)
        {
            ports[Key(port)] = new EmptyObject();
        }

        return ports.Count > 0 ? ports : null;
    }

    private static Dictionary<string, PortBinding[]>? PortBindings(SandboxConfig config)
    {
        var bindings = config.Ports
            .GroupBy(Key)
            .ToDictionary(port => port.Key, port => port.Select(Binding).ToArray());
        return bindings.Count > 0 ? bindings : null;

        static PortBinding Binding(PortMapping port) =>
            new(port.HostIp, port.HostPort.ToString(CultureInfo.InvariantCulture));
    }

    private static string Key(PortMapping port) =>
        string.Create(CultureInfo.InvariantCulture, $"{port.ContainerPort}/{port.Protocol.ToLowerInvariant()}");
}
