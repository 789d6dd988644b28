using MiniKubelet.Kubernetes;

namespace MiniKubelet.Manifests;

/// <summary>What the manifest folder asks for at one moment. Equal by content, so that nothing new can be told.</summary>
public sealed record ManifestSnapshot
{
    /// <summary>The pods, by namespace and name.</summary>
    public EquatableArray<PodManifest> Pods { get; init; } = [];

    /// <summary>The ConfigMaps, by namespace and name.</summary>
    public EquatableArray<ConfigMap> ConfigMaps { get; init; } = [];

    /// <summary>The Secrets, by namespace and name.</summary>
    public EquatableArray<Secret> Secrets { get; init; } = [];

    /// <summary>The Namespaces, by name.</summary>
    public EquatableArray<Namespace> Namespaces { get; init; } = [];

    /// <summary>All that is wrong, by file and line.</summary>
    public EquatableArray<ManifestError> Errors { get; init; } = [];

    /// <summary>What authors should know, by file and line.</summary>
    public EquatableArray<ManifestNote> Notes { get; init; } = [];

    /// <summary>Paths of what is in the folder but is no manifest by its name; hidden files are not listed.</summary>
    public EquatableArray<string> Ignored { get; init; } = [];

    /// <summary>Whether the folder doesn't exist. The objects are then those of the last scan that found it.</summary>
    public bool FolderMissing { get; init; }

    /// <summary>Paths of the files by "Kind namespace/name"; see <see cref="FileOf"/>.</summary>
    internal EquatableMap<string> Files { get; init; } = [];

    /// <summary>The path of the file an object comes from; null if the folder has no such object.</summary>
    public string? FileOf(IKubernetesObject value) =>
        Files.TryGetValue(ObjectKey.Of(value).ToString(), out var file) ? file : null;
}
