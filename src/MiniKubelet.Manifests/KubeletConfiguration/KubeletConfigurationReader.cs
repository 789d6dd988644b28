namespace MiniKubelet.Manifests;

/// <summary>What a configuration file says: the configuration, or what is wrong.</summary>
/// <param name="Configuration">The configuration; null if there are errors.</param>
/// <param name="Errors">All that is wrong, in the order of the file.</param>
public sealed record KubeletConfigurationContent(KubeletConfiguration? Configuration, EquatableArray<ManifestError> Errors);

/// <summary>Reads a KubeletConfiguration file. A field of the kubelet's that isn't honoured is an error, never silence.</summary>
public static class KubeletConfigurationReader
{
    private const string ApiVersion = "kubelet.config.k8s.io/v1beta1";
    private const string Kind = "KubeletConfiguration";

    /// <summary>Reads the text of a file, YAML or JSON.</summary>
    /// <param name="file">How errors name the text.</param>
    /// <param name="bytes">The text in UTF-8.</param>
    public static KubeletConfigurationContent Read(string file, ReadOnlySpan<byte> bytes)
    {
        var text = ManifestText.Parse(file, bytes);
        if (text.Errors.Count > 0)
        {
            return Failed(text.Errors);
        }

        if (text.Documents is not [MappingNode root])
        {
            return Failed([new ManifestError(file, 0, 0, "", $"expected one {Kind}, found {text.Documents.Count} documents")]);
        }

        var errors = new FieldErrors(file, root);
        CheckType(root, errors);
        var configuration = TypedDecoder.Decode(
            WithoutUnsupported(root, FieldPath.Root, errors), KubeletConfigurationContext.Default.KubeletConfiguration, errors);
        KubeletConfigurationValidator.Validate(configuration, errors);
        return errors.IsEmpty ? new KubeletConfigurationContent(configuration, []) : Failed(errors.InFileOrder);
    }

    private static void CheckType(MappingNode root, FieldErrors errors)
    {
        foreach (var (field, expected) in (ReadOnlySpan<(string, string)>)[("apiVersion", ApiVersion), ("kind", Kind)])
        {
            if (root[field] is not ScalarNode { Kind: ScalarKind.String } scalar || scalar.Text != expected)
            {
                errors.Add(FieldPath.Root.Child(field), $"expected {expected}, found {root[field]?.Description ?? "nothing"}");
            }
        }
    }

    private static MappingNode WithoutUnsupported(MappingNode mapping, FieldPath path, FieldErrors errors)
    {
        var kept = new List<MappingEntry>();
        foreach (var entry in mapping.Entries)
        {
            var field = path.Child(entry.Key);
            if (UnsupportedConfiguration.Fields.Contains(field.ToString()))
            {
                errors.AddTainting(field, entry.Line, entry.Column, "not supported by minikubelet");
            }
            else if (field.ToString() is not ("apiVersion" or "kind"))
            {
                var value = entry.Value is MappingNode inner ? WithoutUnsupported(inner, field, errors) : entry.Value;
                kept.Add(entry with { Value = value });
            }
        }

        return new MappingNode(kept, mapping.Line, mapping.Column);
    }

    private static KubeletConfigurationContent Failed(IEnumerable<ManifestError> errors) => new(null, errors.ToEquatableArray());
}
