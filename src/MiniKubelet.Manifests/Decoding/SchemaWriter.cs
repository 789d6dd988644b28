using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace MiniKubelet.Manifests;

/// <summary>
/// Walks a tree and the metadata of an API type together: reports every field that is unknown or of the wrong kind, and writes
/// what fits as JSON that the type's reader takes. Nulls are left out, as Go's reader does.
/// </summary>
internal sealed class SchemaWriter(JsonSerializerOptions options, FieldErrors errors, Utf8JsonWriter writer)
{
    /// <summary>Writes the object at the root.</summary>
    public void Write(ManifestNode node, JsonTypeInfo type) => WriteValue(node, type.Type, FieldPath.Root);

    private void WriteValue(ManifestNode node, Type declared, FieldPath path)
    {
        var type = Nullable.GetUnderlyingType(declared) ?? declared;
        if (ScalarRules.IsScalar(type))
        {
            WriteScalar(node, type, path);
            return;
        }

        var info = options.GetTypeInfo(type);
        switch (info.Kind)
        {
            case JsonTypeInfoKind.Object when node is MappingNode mapping:
                WriteObject(mapping, info, path);
                break;
            case JsonTypeInfoKind.Dictionary when node is MappingNode mapping:
                WriteMap(mapping, info, path);
                break;
            case JsonTypeInfoKind.Enumerable when node is SequenceNode sequence:
                WriteList(sequence, info, path);
                break;
            case JsonTypeInfoKind.None when type == typeof(Kubernetes.RawJson):
                WriteAnything(node);
                break;
            default:
                var isList = info.Kind == JsonTypeInfoKind.Enumerable;
                var isObject = info.Kind == JsonTypeInfoKind.Object;
                Refuse(node, path, isList ? "a list" : isObject ? "a mapping of fields" : "a mapping");
                writer.WriteRawValue(isList ? "[]" : "{}");
                break;
        }
    }

    private void WriteScalar(ManifestNode node, Type type, FieldPath path)
    {
        if (node is not ScalarNode scalar)
        {
            Refuse(node, path, ScalarRules.NameOf(type));
        }
        else if (ScalarRules.Problem(scalar, type) is { } problem)
        {
            errors.AddTainting(path, node.Line, node.Column, problem);
        }
        else
        {
            WriteScalar(scalar);
            return;
        }

        writer.WriteRawValue(ScalarRules.Placeholder(type));
    }

    private void Refuse(ManifestNode node, FieldPath path, string expected) =>
        errors.AddTainting(path, node.Line, node.Column, $"expected {expected}, found {node.Description}");

    private void WriteObject(MappingNode mapping, JsonTypeInfo info, FieldPath path)
    {
        writer.WriteStartObject();
        foreach (var entry in mapping.Entries)
        {
            var property = info.Properties.FirstOrDefault(candidate => candidate.Name == entry.Key);
            if (property is null)
            {
                ReportUnknown(entry, info, path);
            }
            else if (!IsAbsent(entry.Value, property.PropertyType))
            {
                writer.WritePropertyName(entry.Key);
                WriteValue(entry.Value, property.PropertyType, path.Child(entry.Key));
            }
        }

        writer.WriteEndObject();
    }

    private void WriteList(SequenceNode sequence, JsonTypeInfo info, FieldPath path)
    {
        writer.WriteStartArray();
        for (var index = 0; index < sequence.Items.Count; index++)
        {
            WriteValue(sequence.Items[index], info.ElementType!, path.Index(index));
        }

        writer.WriteEndArray();
    }

    private void WriteMap(MappingNode mapping, JsonTypeInfo info, FieldPath path)
    {
        writer.WriteStartObject();
        foreach (var entry in mapping.Entries)
        {
            writer.WritePropertyName(entry.Key);
            if (IsNull(entry.Value) && (info.ElementType == typeof(string) || info.ElementType == typeof(Kubernetes.Bytes)))
            {
                writer.WriteStringValue("");
            }
            else
            {
                WriteValue(entry.Value, info.ElementType!, path.Key(entry.Key));
            }
        }

        writer.WriteEndObject();
    }

    private void WriteScalar(ScalarNode scalar)
    {
        switch (scalar.Kind)
        {
            case ScalarKind.String:
                writer.WriteStringValue(scalar.Text);
                break;
            case ScalarKind.Null or ScalarKind.Bool or ScalarKind.Number:
                writer.WriteRawValue(scalar.Text);
                break;
        }
    }

    private void WriteAnything(ManifestNode node)
    {
        switch (node)
        {
            case ScalarNode scalar:
                WriteScalar(scalar);
                break;
            case SequenceNode sequence:
                writer.WriteStartArray();
                foreach (var item in sequence.Items)
                {
                    WriteAnything(item);
                }

                writer.WriteEndArray();
                break;
            case MappingNode mapping:
                writer.WriteStartObject();
                foreach (var entry in mapping.Entries)
                {
                    writer.WritePropertyName(entry.Key);
                    WriteAnything(entry.Value);
                }

                writer.WriteEndObject();
                break;
        }
    }

    private void ReportUnknown(MappingEntry entry, JsonTypeInfo info, FieldPath path)
    {
        var meant = errors.IsFull ? null : Suggestion.For(entry.Key, info.Properties.Select(static property => property.Name));
        errors.AddTainting(
            path.Child(entry.Key),
            entry.Line,
            entry.Column,
            meant is null ? "unknown field" : $"unknown field, did you mean {meant}?",
            meant is null ? null : path.Child(meant));
    }

    // An empty string is Go's unset value of a closed set of strings.
    private static bool IsAbsent(ManifestNode node, Type type) =>
        IsNull(node)
        || (node is ScalarNode { Kind: ScalarKind.String, Text: "" } && (Nullable.GetUnderlyingType(type) ?? type).IsEnum);

    private static bool IsNull(ManifestNode node) => node is ScalarNode { Kind: ScalarKind.Null };
}
