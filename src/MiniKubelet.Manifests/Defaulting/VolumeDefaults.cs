using MiniKubelet.Kubernetes;

namespace MiniKubelet.Manifests;

/// <summary>Fills in what a volume's author left out.</summary>
internal static class VolumeDefaults
{
    private const int FileMode = 0b110_100_100; // 0644

    /// <summary>The volume with its defaults; without a source it is an emptyDir.</summary>
    public static Volume Apply(Volume volume)
    {
        if (volume == new Volume { Name = volume.Name })
        {
            return volume with { EmptyDir = new EmptyDirVolumeSource() };
        }

        return volume with
        {
            HostPath = volume.HostPath is { Type: null } hostPath ? hostPath with { Type = "" } : volume.HostPath,
            Secret = volume.Secret is { DefaultMode: null } secret ? secret with { DefaultMode = FileMode } : volume.Secret,
            ConfigMap = volume.ConfigMap is { DefaultMode: null } map ? map with { DefaultMode = FileMode } : volume.ConfigMap,
            DownwardAPI = volume.DownwardAPI is { } downward ? Apply(downward) : null,
            Projected = volume.Projected is { } projected ? Apply(projected) : null,
        };
    }

    /// <summary>The selector with its defaults.</summary>
    public static ObjectFieldSelector Apply(ObjectFieldSelector field) =>
        field with { ApiVersion = PodDefaults.OrElse(field.ApiVersion, "v1") };

    private static DownwardAPIVolumeSource Apply(DownwardAPIVolumeSource source) =>
        source with { DefaultMode = source.DefaultMode ?? FileMode, Items = Files(source.Items) };

    private static ProjectedVolumeSource Apply(ProjectedVolumeSource source) => source with
    {
        DefaultMode = source.DefaultMode ?? FileMode,
        Sources = source.Sources
            .Select(static projection => projection.DownwardAPI is { } downward
                ? projection with { DownwardAPI = downward with { Items = Files(downward.Items) } }
                : projection)
            .ToEquatableArray(),
    };

    private static EquatableArray<DownwardAPIVolumeFile> Files(EquatableArray<DownwardAPIVolumeFile> files) =>
        files.Select(static file => file.FieldRef is { } field ? file with { FieldRef = Apply(field) } : file).ToEquatableArray();
}
