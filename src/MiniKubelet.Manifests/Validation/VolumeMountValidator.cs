using MiniKubelet.Kubernetes;

namespace MiniKubelet.Manifests;

/// <summary>Rules for where volumes appear in a container.</summary>
internal static class VolumeMountValidator
{
    /// <summary>Checks the mounts of one container.</summary>
    public static void Validate(Container container, PodContext pod, FieldPath path, FieldErrors errors)
    {
        foreach (var (mount, at) in container.VolumeMounts.Each(path))
        {
            if (Rule.Required(mount.Name, at.Child("name"), errors) && !pod.VolumeNames.Contains(mount.Name))
            {
                var meant = Suggestion.For(mount.Name, pod.VolumeNames) is { } name ? $", did you mean {name}?" : "";
                errors.Add(at.Child("name"), $"the pod has no volume \"{mount.Name}\"{meant}");
            }

            MountPath(mount, at.Child("mountPath"), errors);
            if (mount.SubPath is { } subPath)
            {
                Rule.InnerPath(subPath, at.Child("subPath"), errors);
            }

            Propagation(mount, container, at, errors);
        }

        Rule.Unique(
            container.VolumeMounts.Each(path)
                .Where(static mount => mount.Item.MountPath.Length > 0)
                .Select(static mount => (mount.Item.MountPath, mount.Path.Child("mountPath"))),
            errors);
    }

    private static void MountPath(VolumeMount mount, FieldPath path, FieldErrors errors)
    {
        if (!Rule.Required(mount.MountPath, path, errors))
        {
            return;
        }

        if (!mount.MountPath.StartsWith('/'))
        {
            errors.Add(path, $"must be an absolute path, found \"{mount.MountPath}\"");
        }

        if (mount.MountPath.Contains(':'))
        {
            errors.Add(path, $"must not contain ':', found \"{mount.MountPath}\"");
        }
    }

    private static void Propagation(VolumeMount mount, Container container, FieldPath path, FieldErrors errors)
    {
        if (mount.MountPropagation == MountPropagationMode.Bidirectional && container.SecurityContext?.Privileged != true)
        {
            errors.Add(path.Child("mountPropagation"), "Bidirectional needs a privileged container");
        }

        if (mount.RecursiveReadOnly is not (RecursiveReadOnlyMode.IfPossible or RecursiveReadOnlyMode.Enabled))
        {
            return;
        }

        if (!mount.ReadOnly)
        {
            errors.Add(path.Child("recursiveReadOnly"), $"{mount.RecursiveReadOnly} needs readOnly: true");
        }

        if (mount.MountPropagation is not (null or MountPropagationMode.None))
        {
            errors.Add(path.Child("recursiveReadOnly"), $"{mount.RecursiveReadOnly} needs mountPropagation None");
        }
    }
}
