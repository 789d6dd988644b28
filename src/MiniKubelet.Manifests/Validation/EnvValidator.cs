using MiniKubelet.Kubernetes;

namespace MiniKubelet.Manifests;

/// <summary>Rules for environment variables.</summary>
internal static class EnvValidator
{
    private static readonly string[] Fields =
    [
        "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName", "status.hostIP",
        "status.hostIPs", "status.podIP", "status.podIPs",
    ];

    private static readonly string[] Resources =
    [
        "limits.cpu", "limits.memory", "limits.ephemeral-storage",
        "requests.cpu", "requests.memory", "requests.ephemeral-storage",
    ];

    /// <summary>Checks the variables of one container. Repeated names are allowed: the last one wins.</summary>
    public static void Validate(EquatableArray<EnvVar> variables, FieldPath path, FieldErrors errors)
    {
        foreach (var (variable, at) in variables.Each(path))
        {
            Rule.RequiredName(variable.Name, NameRules.EnvironmentVariable, at.Child("name"), errors);
            if (variable.ValueFrom is { } source)
            {
                if (!string.IsNullOrEmpty(variable.Value))
                {
                    errors.Add(at.Child("valueFrom"), "must not be set together with value");
                }

                Source(source, at.Child("valueFrom"), errors);
            }
        }
    }

    private static void Source(EnvVarSource source, FieldPath path, FieldErrors errors)
    {
        object?[] sources =
            [source.FieldRef, source.ResourceFieldRef, source.ConfigMapKeyRef, source.SecretKeyRef, source.FileKeyRef];
        if (sources.Count(static candidate => candidate is not null) != 1)
        {
            errors.Add(path, "must have exactly one of fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef, fileKeyRef");
        }

        if (source.FieldRef is { } field)
        {
            Field(field, path.Child("fieldRef"), errors);
        }

        if (source.ResourceFieldRef is { } resource)
        {
            Resource(resource, path.Child("resourceFieldRef"), errors);
        }
    }

    private static void Field(ObjectFieldSelector field, FieldPath path, FieldErrors errors)
    {
        if (!Rule.Required(field.FieldPath, path.Child("fieldPath"), errors))
        {
            return;
        }

        if (field.ApiVersion != "v1")
        {
            errors.Add(path.Child("apiVersion"), $"must be v1, found {field.ApiVersion}");
        }

        var isEntry = field.FieldPath.EndsWith("']", StringComparison.Ordinal)
            && (field.FieldPath.StartsWith("metadata.labels['", StringComparison.Ordinal)
                || field.FieldPath.StartsWith("metadata.annotations['", StringComparison.Ordinal));
        if (!isEntry && !Fields.Contains(field.FieldPath))
        {
            errors.Add(
                path.Child("fieldPath"),
                $"must be one of {string.Join(", ", Fields)}, metadata.labels['KEY'], metadata.annotations['KEY'], "
                + $"found \"{field.FieldPath}\"");
        }
    }

    private static void Resource(ResourceFieldSelector resource, FieldPath path, FieldErrors errors)
    {
        if (Rule.Required(resource.Resource, path.Child("resource"), errors) && !Resources.Contains(resource.Resource))
        {
            errors.Add(path.Child("resource"), $"must be one of {string.Join(", ", Resources)}, found \"{resource.Resource}\"");
        }

        if (resource.Divisor is { Value: < 0 })
        {
            errors.Add(path.Child("divisor"), $"must not be negative, found {resource.Divisor}");
        }
    }
}
