using MiniKubelet.Kubernetes;

namespace MiniKubelet.Manifests;

/// <summary>Rules for the volumes of a pod.</summary>
internal static class VolumeValidator
{
    private static readonly string[] HostPathTypes =
        ["", "DirectoryOrCreate", "Directory", "FileOrCreate", "File", "Socket", "CharDevice", "BlockDevice"];

    /// <summary>Checks the volumes.</summary>
    public static void Validate(EquatableArray<Volume> volumes, FieldPath path, FieldErrors errors)
    {
        foreach (var (volume, at) in volumes.Each(path))
        {
            Rule.RequiredName(volume.Name, NameRules.Label, at.Child("name"), errors);
            OneSource(volume, at, errors);
            if (volume.HostPath is { } hostPath)
            {
                Validate(hostPath, at.Child("hostPath"), errors);
            }

            if (volume.EmptyDir is { } emptyDir)
            {
                Validate(emptyDir, at.Child("emptyDir"), errors);
            }
        }

        Rule.UniqueNames(volumes.Each(path).Select(static volume => ((string?)volume.Item.Name, volume.Path)), errors);
    }

    private static void OneSource(Volume volume, FieldPath path, FieldErrors errors)
    {
        var sources = VolumeSources.Of(volume);
        if (sources.Count > 1)
        {
            errors.Add(path, $"must have exactly one source, found {string.Join(", ", sources)}");
        }
    }

    private static void Validate(HostPathVolumeSource source, FieldPath path, FieldErrors errors)
    {
        if (Rule.Required(source.Path, path.Child("path"), errors))
        {
            if (!source.Path.StartsWith('/'))
            {
                errors.Add(path.Child("path"), $"must be an absolute path, found \"{source.Path}\"");
            }

            Rule.NoBacksteps(source.Path, path.Child("path"), errors);
        }

        if (!HostPathTypes.Contains(source.Type))
        {
            var meant = Suggestion.For(source.Type ?? "", HostPathTypes) is { Length: > 0 } type ? $", did you mean {type}?" : "";
            var types = string.Join(", ", HostPathTypes[1..]);
            errors.Add(path.Child("type"), $"must be empty or one of {types}, found \"{source.Type}\"{meant}");
        }
    }

    private static void Validate(EmptyDirVolumeSource source, FieldPath path, FieldErrors errors)
    {
        if (source.SizeLimit is { Value: < 0 })
        {
            errors.Add(path.Child("sizeLimit"), $"must not be negative, found {source.SizeLimit}");
        }
    }
}
