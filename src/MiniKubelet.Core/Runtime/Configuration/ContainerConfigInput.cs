using MiniKubelet.Kubernetes;
using MiniKubelet.Planning;

namespace MiniKubelet.Runtime.Configuration;

/// <summary>Everything that a container's configuration depends on.</summary>
public sealed record ContainerConfigInput
{
    /// <summary>The pod, with all defaults set.</summary>
    public required Pod Pod { get; init; }

    /// <summary>The container, one of the pod's.</summary>
    public required Container Container { get; init; }

    /// <summary>The part it plays.</summary>
    public required ContainerRole Role { get; init; }

    /// <summary>Counts its instances, from 0.</summary>
    public required int Attempt { get; init; }

    /// <summary>Its image, as the runtime holds it.</summary>
    public required ImageInfo Image { get; init; }

    /// <summary>The machine.</summary>
    public required NodeSettings Node { get; init; }

    /// <summary>Its mounts, in order: volumes, hosts file, termination message.</summary>
    public EquatableArray<Mount> Mounts { get; init; } = [];

    /// <summary>Its devices.</summary>
    public EquatableArray<Device> Devices { get; init; } = [];

    /// <summary>The pod's addresses; the node's with the host's network.</summary>
    public EquatableArray<string> PodIps { get; init; } = [];

    /// <summary>ConfigMaps and Secrets that its variables come from.</summary>
    public ReferencedObjects Objects { get; init; } = ReferencedObjects.None;

    /// <summary>The host's file behind its termination message path; empty when there is none.</summary>
    public string TerminationMessageHostPath { get; init; } = "";
}
