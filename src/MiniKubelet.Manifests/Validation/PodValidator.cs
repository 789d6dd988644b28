using MiniKubelet.Kubernetes;

namespace MiniKubelet.Manifests;

/// <summary>Rules for a defaulted pod: those of the API server's pod creation, plus what one machine needs.</summary>
internal static class PodValidator
{
    /// <summary>Checks the whole pod.</summary>
    public static void Validate(Pod pod, FieldErrors errors)
    {
        MetadataValidator.Validate(pod.Metadata, NameRules.Subdomain, errors);
        Identity(pod.Metadata, errors);
        var spec = FieldPath.Root.Child("spec");
        VolumeValidator.Validate(pod.Spec.Volumes, spec.Child("volumes"), errors);
        Containers(pod.Spec, spec, errors);
        PodSettings(pod.Spec, spec, errors);
        PodNetworkValidator.Validate(pod.Spec, spec, errors);
        SecurityContextValidator.Validate(pod.Spec, spec, errors);
    }

    private static void Identity(ObjectMeta metadata, FieldErrors errors)
    {
        var path = FieldPath.Root.Child("metadata");
        Rule.Name(metadata.Uid, NameRules.Uid, path.Child("uid"), errors);

        // The log directory of the pod is named namespace_name_uid; a derived UID has 36 characters.
        var uid = metadata.Uid.Length > 0 ? metadata.Uid.Length : 36;
        var length = (metadata.Namespace?.Length ?? 0) + metadata.Name.Length + uid + 2;
        if (length > 255)
        {
            errors.Add(
                path.Child("name"), $"too long: namespace, name and UID together must fit a file name of 255, found {length}");
        }
    }

    private static void Containers(PodSpec spec, FieldPath path, FieldErrors errors)
    {
        if (spec.Containers.Count == 0)
        {
            errors.Add(path.Child("containers"), "required; a pod needs at least one container");
        }

        var volumes = spec.Volumes.Select(static volume => volume.Name).ToHashSet(StringComparer.Ordinal);
        var context = new PodContext(spec, volumes);
        var init = spec.InitContainers.Each(path.Child("initContainers")).ToList();
        var regular = spec.Containers.Each(path.Child("containers")).ToList();
        foreach (var (container, at) in init)
        {
            ContainerValidator.Validate(container, ContainerRole.Init, context, at, errors);
        }

        foreach (var (container, at) in regular)
        {
            ContainerValidator.Validate(container, ContainerRole.Regular, context, at, errors);
        }

        Rule.UniqueNames(init.Concat(regular).Select(static entry => ((string?)entry.Item.Name, entry.Path)), errors);
        PortValidator.HostPortsAreUnique(
            init.Where(static entry => entry.Item.RestartPolicy == RestartPolicy.Always).Concat(regular), errors);
    }

    private static void PodSettings(PodSpec spec, FieldPath path, FieldErrors errors)
    {
        Rule.Range(spec.TerminationGracePeriodSeconds, 0, long.MaxValue, path.Child("terminationGracePeriodSeconds"), errors);
        Rule.Range(spec.ActiveDeadlineSeconds, 1, int.MaxValue, path.Child("activeDeadlineSeconds"), errors);
        Rule.Name(spec.NodeName, NameRules.Subdomain, path.Child("nodeName"), errors);
        MetadataValidator.Labels(spec.NodeSelector, path.Child("nodeSelector"), errors);
        NodeAffinityValidator.Validate(spec.Affinity?.NodeAffinity, path.Child("affinity").Child("nodeAffinity"), errors);
        if (spec.Os is { Name: not ("linux" or "windows") } os)
        {
            errors.Add(path.Child("os").Child("name"), $"must be linux or windows, found \"{os.Name}\"");
        }

        foreach (var (gate, at) in spec.ReadinessGates.Each(path.Child("readinessGates")))
        {
            Rule.RequiredName(gate.ConditionType, NameRules.QualifiedName, at.Child("conditionType"), errors);
        }
    }
}

/// <summary>What a container's rules need to know of its pod.</summary>
internal sealed record PodContext(PodSpec Spec, IReadOnlySet<string> VolumeNames);
