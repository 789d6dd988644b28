using MiniKubelet.Kubernetes;

namespace MiniKubelet.Manifests;

/// <summary>A pod the folder asks for.</summary>
/// <param name="Pod">The pod, defaulted, with namespace and UID.</param>
/// <param name="File">The path of its file.</param>
public sealed record PodManifest(Pod Pod, string File)
{
    /// <summary>Whether its file has errors by now, so that this is what the file said when it was last good.</summary>
    public bool IsLastGood { get; init; }
}
