using MiniKubelet.Kubernetes;
using MiniKubelet.Observation;
using MiniKubelet.Probing;

namespace MiniKubelet.Agent.Probing;

/// <summary>One probe of one container instance: what to ask, and where.</summary>
/// <param name="Pod">The pod.</param>
/// <param name="Container">The container.</param>
/// <param name="ContainerId">Its instance at the runtime.</param>
/// <param name="Type">Which of its probes.</param>
/// <param name="Host">The pod's address as seen from here; null while it has none.</param>
internal sealed record ProbeTarget(Pod Pod, Container Container, string ContainerId, ProbeType Type, string? Host)
{
    /// <summary>The probe; exactly one handler is set in it.</summary>
    public Probe Probe => ProbeOf(Container, Type) ?? throw new InvalidOperationException($"container {ContainerId} has no {Type} probe");

    /// <summary>The probe of a type; null if the container has none.</summary>
    public static Probe? ProbeOf(Container container, ProbeType type) => type switch
    {
        ProbeType.Startup => container.StartupProbe,
        ProbeType.Liveness => container.LivenessProbe,
        ProbeType.Readiness => container.ReadinessProbe,
    };

    /// <summary>Where a pod's probes dial: the pod's first address, or the node's if the pod uses the host's network.</summary>
    public static string? HostOf(Pod pod, PodObservation observation, string nodeIp)
    {
        if (pod.Spec.HostNetwork)
        {
            return nodeIp;
        }

        var sandbox = observation.Sandboxes.FirstOrDefault(candidate => candidate.Ready);
        return sandbox is { Ips.Count: > 0 } ? sandbox.Ips[0] : null;
    }

    /// <summary>The number of a port given by number or by the name it has in the container; null if there is none.</summary>
    public int? Port(IntOrString port)
    {
        var number = port.Name is not { } name
            ? port.Number
            : Container.Ports.FirstOrDefault(candidate => candidate.Name == name)?.Port
                // A number in quotes is a number too, as it is to the kubelet.
                ?? (int.TryParse(name, out var parsed) ? parsed : 0);
        return number is > 0 and <= 65535 ? number : null;
    }
}
