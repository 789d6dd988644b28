using MiniKubelet.Kubernetes;

namespace MiniKubelet.Manifests;

/// <summary>What a manifest's text says.</summary>
public sealed record ManifestContent
{
    /// <summary>The objects without errors, in the order of the text: defaulted, with namespace, pods with their UID.</summary>
    public EquatableArray<IKubernetesObject> Objects => Located.Select(static located => located.Object).ToEquatableArray();

    /// <summary>All that is wrong, in the order of the text.</summary>
    public EquatableArray<ManifestError> Errors { get; init; } = [];

    /// <summary>What the author should know.</summary>
    public EquatableArray<ManifestNote> Notes { get; init; } = [];

    internal EquatableArray<LocatedObject> Located { get; init; } = [];
}

/// <summary>An object and where it begins; line 0 if that isn't known.</summary>
internal sealed record LocatedObject(IKubernetesObject Object, int Line, int Column);
