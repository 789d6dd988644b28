using System.Text;
using MiniKubelet.Kubernetes;

namespace MiniKubelet.Manifests;

/// <summary>Rules for the metadata of every object.</summary>
internal static class MetadataValidator
{
    private const int AnnotationsBytes = 256 << 10;

    /// <summary>Checks name, namespace, labels and annotations.</summary>
    public static void Validate(ObjectMeta metadata, Func<string, string?> nameRule, FieldErrors errors)
    {
        var path = FieldPath.Root.Child("metadata");
        if (metadata.Name.Length == 0 && !string.IsNullOrEmpty(metadata.GenerateName))
        {
            errors.Add(path.Child("name"), "required; an object in a file needs a fixed name, generateName is for the API");
        }
        else
        {
            Rule.RequiredName(metadata.Name, nameRule, path.Child("name"), errors);
        }

        Rule.Name(metadata.Namespace, NameRules.Label, path.Child("namespace"), errors);
        Labels(metadata.Labels, path.Child("labels"), errors);
        Annotations(metadata.Annotations, path.Child("annotations"), errors);
    }

    /// <summary>Checks labels, or a selector that names some.</summary>
    public static void Labels(EquatableMap<string> labels, FieldPath path, FieldErrors errors)
    {
        foreach (var (key, value) in labels)
        {
            Rule.Name(key, NameRules.QualifiedName, path.Key(key), errors);
            Rule.Name(value, NameRules.LabelValue, path.Key(key), errors);
        }
    }

    private static void Annotations(EquatableMap<string> annotations, FieldPath path, FieldErrors errors)
    {
        foreach (var (key, _) in annotations)
        {
            Rule.Name(key, static name => NameRules.QualifiedName(name.ToLowerInvariant()), path.Key(key), errors);
        }

        var size = annotations.Sum(static entry => Encoding.UTF8.GetByteCount(entry.Key + entry.Value));
        if (size > AnnotationsBytes)
        {
            errors.Add(path, $"must be no larger than {AnnotationsBytes} bytes in all, found {size}");
        }
    }
}
