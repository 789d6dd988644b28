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
        var info = options.GetTypeInfo(type);
        switch (info.Kind)
        {
            case JsonTypeInfoKind.Object when node is MappingNode mapping:
                WriteObject(mapping, info, path);
                break;
            case JsonTypeInfoKind.Enumerable when node is SequenceNode sequence:
                WriteList(sequence, info, path);
                break;
            case JsonTypeInfoKind.Dictionary when node is MappingNode mapping:
                WriteMap(mapping, info, path);
                break;
            case JsonTypeInfoKind.None when node is ScalarNode scalar && ScalarRules.Problem(scalar, type) is not { } problem:
                WriteScalar(scalar);
                break;
            case JsonTypeInfoKind.None when type == typeof(Kubernetes.RawJson):
                WriteAnything(node);
                break;
            default:
                errors.AddTainting(path, node.Line, node.Column, Mismatch(node, info));
                writer.WriteRawValue(Placeholder(info));
                break;
        }
    }

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
        var meant = Suggestion.For(entry.Key, info.Properties.Select(static property => property.Name));
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

    // Stands for a value that was refused, so that the rest of the object can be read and checked.
    private static string Placeholder(JsonTypeInfo info) => info.Kind switch
    {
        JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary => "{}",
        JsonTypeInfoKind.Enumerable => "[]",
        _ when info.Type == typeof(string) || info.Type == typeof(Kubernetes.Bytes) => "\"\"",
        _ when info.Type == typeof(bool) => "false",
        _ when info.Type == typeof(DateTimeOffset) => "\"0001-01-01T00:00:00Z\"",
        _ when info.Type.IsEnum => $"\"{Enum.GetNames(info.Type)[0]}\"",
        _ => "0",
    };

    private static string Mismatch(ManifestNode node, JsonTypeInfo info) => info.Kind switch
    {
        JsonTypeInfoKind.Object => $"expected a mapping of fields, found {node.Description}",
        JsonTypeInfoKind.Dictionary => $"expected a mapping, found {node.Description}",
        JsonTypeInfoKind.Enumerable => $"expected a list, found {node.Description}",
        _ => node is ScalarNode scalar && ScalarRules.Problem(scalar, info.Type) is { } problem
            ? problem
            : $"expected {ScalarRules.NameOf(info.Type)}, found {node.Description}",
    };
}
