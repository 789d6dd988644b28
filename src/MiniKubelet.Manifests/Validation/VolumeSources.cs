using System.Text.Json.Serialization.Metadata;
using MiniKubelet.Kubernetes;

namespace MiniKubelet.Manifests;

/// <summary>The kinds of volume that a volume of the API names.</summary>
internal static class VolumeSources
{
    private static readonly JsonPropertyInfo[] Sources =
        [.. KubernetesJson.TypeInfo<Volume>().Properties.Where(static property => property.Name != "name")];

    /// <summary>Names of all sources there are.</summary>
    public static IEnumerable<string> All => Sources.Select(static property => property.Name);

    /// <summary>Names of the sources the volume has; a valid one has one.</summary>
    public static IReadOnlyList<string> Of(Volume volume) =>
        [.. Sources.Where(property => property.Get!(volume) is not null).Select(static property => property.Name)];
}
