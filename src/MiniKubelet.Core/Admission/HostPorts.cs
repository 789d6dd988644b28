using MiniKubelet.Kubernetes;
using MiniKubelet.Planning;

namespace MiniKubelet.Admission;

/// <summary>
/// The host's ports that pods ask for (kubernetes/pkg/scheduler/framework/plugins/nodeports). Two are in each other's way when
/// protocol and number are the same and the addresses are, or one of them stands for all. Regular init containers count for nothing,
/// as they never run beside the others.
/// </summary>
internal static class HostPorts
{
    /// <summary>Whether the pod asks for a port that another has.</summary>
    public static bool Conflict(Pod pod, IEnumerable<Pod> others)
    {
        var wanted = Of(pod).ToList();
        return wanted.Count > 0 && others.SelectMany(Of).Any(taken => wanted.Exists(port => Clash(port, taken)));
    }

    private static IEnumerable<ContainerPort> Of(Pod pod) => pod.Spec.InStartOrder()
        .Where(container => container.Role != ContainerRole.Init)
        .SelectMany(container => container.Container.Ports)
        .Select(port => pod.Spec.HostNetwork && port.HostPort == 0 ? port with { HostPort = port.Port } : port)
        .Where(port => port.HostPort > 0);

    private static bool Clash(ContainerPort one, ContainerPort other) =>
        one.HostPort == other.HostPort
        && (one.Protocol ?? Protocol.TCP) == (other.Protocol ?? Protocol.TCP)
        && (IsEveryAddress(one.HostIP) || IsEveryAddress(other.HostIP) || one.HostIP == other.HostIP);

    private static bool IsEveryAddress(string? address) => string.IsNullOrEmpty(address) || address is "0.0.0.0" or "::";
}
