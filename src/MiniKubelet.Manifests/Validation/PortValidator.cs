using MiniKubelet.Kubernetes;

namespace MiniKubelet.Manifests;

/// <summary>Rules for the ports of containers.</summary>
internal static class PortValidator
{
    /// <summary>Checks the ports of one container.</summary>
    public static void Validate(EquatableArray<ContainerPort> ports, bool hostNetwork, FieldPath path, FieldErrors errors)
    {
        foreach (var (port, at) in ports.Each(path))
        {
            if (port.Port == 0)
            {
                errors.Add(at.Child("containerPort"), "required, from 1 to 65535");
            }
            else
            {
                Number(port.Port, at.Child("containerPort"), errors);
            }

            Rule.Name(port.Name, NameRules.PortName, at.Child("name"), errors);
            Rule.Range(port.HostPort, 0, 65535, at.Child("hostPort"), errors);
            if (hostNetwork && port.HostPort != port.Port)
            {
                errors.Add(at.Child("hostPort"), $"must equal containerPort {port.Port} with hostNetwork, found {port.HostPort}");
            }

            if (!string.IsNullOrEmpty(port.HostIP))
            {
                Rule.Address(port.HostIP, at.Child("hostIP"), errors);
            }
        }

        Rule.UniqueNames(ports.Each(path).Select(static port => (port.Item.Name, port.Path)), errors);
    }

    /// <summary>No two containers of a pod can have one port of the host.</summary>
    public static void HostPortsAreUnique(IEnumerable<(Container Item, FieldPath Path)> containers, FieldErrors errors) =>
        Rule.Unique(
            containers
                .SelectMany(static container => container.Item.Ports.Each(container.Path.Child("ports")))
                .Where(static port => port.Item.HostPort != 0)
                .Select(static port => (HostPort.Of(port.Item), port.Path.Child("hostPort"))),
            errors);

    /// <summary>Checks a port given by number.</summary>
    public static void Number(int port, FieldPath path, FieldErrors errors) => Rule.Range(port, 1, 65535, path, errors);

    /// <summary>Checks a port given by number or by the name of a container's port.</summary>
    public static void NumberOrName(IntOrString port, FieldPath path, FieldErrors errors)
    {
        if (port.Name is not { } name)
        {
            Number(port.Number, path, errors);
        }
        else if (NameRules.PortName(name) is { } problem)
        {
            errors.Add(path, int.TryParse(name, out _)
                ? $"expected a number or the name of a port, found the string \"{name}\"; leave the quotes out"
                : $"{problem}, found \"{name}\"");
        }
    }

    private readonly record struct HostPort(int Port, Protocol Protocol, string Address)
    {
        public static HostPort Of(ContainerPort port) => new(port.HostPort, port.Protocol ?? Protocol.TCP, port.HostIP ?? "");

        public override string ToString() => Address.Length == 0 ? $"{Port}/{Protocol}" : $"{Address}:{Port}/{Protocol}";
    }
}
