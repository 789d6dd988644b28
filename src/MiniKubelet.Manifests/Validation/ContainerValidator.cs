using MiniKubelet.Kubernetes;

namespace MiniKubelet.Manifests;

/// <summary>In which list of the pod a container stands.</summary>
internal enum ContainerRole
{
    Init,
    Regular,
}

/// <summary>Rules for one container.</summary>
internal static class ContainerValidator
{
    /// <summary>Checks the container and all it holds.</summary>
    public static void Validate(Container container, ContainerRole role, PodContext pod, FieldPath path, FieldErrors errors)
    {
        Rule.RequiredName(container.Name, NameRules.Label, path.Child("name"), errors);
        if (Rule.Required(container.Image, path.Child("image"), errors) && container.Image.Trim() != container.Image)
        {
            errors.Add(path.Child("image"), "must not begin or end with a blank");
        }

        PortValidator.Validate(container.Ports, pod.Spec.HostNetwork, path.Child("ports"), errors);
        EnvValidator.Validate(container.Env, path.Child("env"), errors);
        ResourceValidator.Validate(container.Resources, path.Child("resources"), errors);
        VolumeMountValidator.Validate(container, pod, path.Child("volumeMounts"), errors);
        SecurityContextValidator.Validate(container.SecurityContext, path.Child("securityContext"), errors);
        RestartRulesValidator.Validate(container, path, errors);
        if (role == ContainerRole.Init && container.RestartPolicy != RestartPolicy.Always)
        {
            NotInInitContainer(container, path, errors);
            return;
        }

        ProbeValidator.Validate(container, path, errors);
        LifecycleValidator.Validate(container.Lifecycle, pod.Spec, path.Child("lifecycle"), errors);
    }

    private static void NotInInitContainer(Container container, FieldPath path, FieldErrors errors)
    {
        (string Field, object? Value)[] forbidden =
        [
            ("livenessProbe", container.LivenessProbe), ("readinessProbe", container.ReadinessProbe),
            ("startupProbe", container.StartupProbe), ("lifecycle", container.Lifecycle),
        ];
        foreach (var (field, _) in forbidden.Where(static entry => entry.Value is not null))
        {
            errors.Add(path.Child(field), "not allowed in an init container, unless restartPolicy: Always makes it a sidecar");
        }
    }
}
