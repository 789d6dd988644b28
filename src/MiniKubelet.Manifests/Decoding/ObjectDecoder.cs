using MiniKubelet.Kubernetes;

namespace MiniKubelet.Manifests;

/// <summary>Makes one object of one document: decode, default, validate.</summary>
internal static class ObjectDecoder
{
    /// <summary>The object; null, and what is wrong, if it has errors.</summary>
    public static IKubernetesObject? Decode(
        string file, ManifestNode document, List<ManifestError> errors, List<ManifestNote> notes)
    {
        if (document is not MappingNode mapping)
        {
            var message = $"expected an object with apiVersion and kind, found {document.Description}";
            errors.Add(new ManifestError(file, document.Line, document.Column, "", message));
            return null;
        }

        if (KindTable.KindOf(file, mapping, errors) is not { } kind)
        {
            return null;
        }

        var root = ServerFields.Drop(mapping);
        if (kind == "Secret")
        {
            root = SecretFields.Hide(root);
        }

        var fieldErrors = new FieldErrors(file, root);
        IKubernetesObject decoded = kind switch
        {
            "Pod" => DecodePod(root, fieldErrors),
            "ConfigMap" => DecodeConfigMap(root, fieldErrors),
            "Secret" => DecodeSecret(root, fieldErrors),
            _ => DecodeNamespace(root, fieldErrors),
        };
        if (kind == "Pod")
        {
            SupportedFields.Check(file, root, fieldErrors, notes);
        }

        errors.AddRange(fieldErrors.InFileOrder);
        return fieldErrors.IsEmpty ? decoded : null;
    }

    private static Pod DecodePod(MappingNode root, FieldErrors errors)
    {
        var pod = PodDefaults.Apply(TypedDecoder.Decode(root, KubernetesJson.TypeInfo<Pod>(), errors));
        PodValidator.Validate(pod, errors);
        return errors.IsEmpty ? PodIdentity.Assign(pod) : pod;
    }

    private static ConfigMap DecodeConfigMap(MappingNode root, FieldErrors errors)
    {
        var map = ConfigMapDefaults.Apply(TypedDecoder.Decode(root, KubernetesJson.TypeInfo<ConfigMap>(), errors));
        ConfigMapValidator.Validate(map, errors);
        return map;
    }

    private static Secret DecodeSecret(MappingNode root, FieldErrors errors)
    {
        var secret = ConfigMapDefaults.Apply(TypedDecoder.Decode(root, KubernetesJson.TypeInfo<Secret>(), errors));
        ConfigMapValidator.Validate(secret, errors);
        return secret;
    }

    private static Namespace DecodeNamespace(MappingNode root, FieldErrors errors)
    {
        var decoded = TypedDecoder.Decode(root, KubernetesJson.TypeInfo<Namespace>(), errors);
        MetadataValidator.Validate(decoded.Metadata, NameRules.Label, errors);
        return decoded;
    }
}
