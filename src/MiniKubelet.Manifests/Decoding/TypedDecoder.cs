using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace MiniKubelet.Manifests;

/// <summary>Makes a typed object of a tree.</summary>
internal static class TypedDecoder
{
    /// <summary>
    /// Reads the tree as the type, reporting all fields that are unknown or of the wrong kind. The object then lacks them, so
    /// that the rules can still be checked on the rest.
    /// </summary>
    public static T Decode<T>(ManifestNode root, JsonTypeInfo<T> type, FieldErrors errors)
        where T : class, new()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            new SchemaWriter(type.Options, errors, writer).Write(root, type);
        }

        try
        {
            return JsonSerializer.Deserialize(buffer.WrittenSpan, type)!;
        }
        catch (JsonException exception)
        {
            // A type's reader is stricter than ScalarRules knows: an error to mend there, and still only an error of this file.
            errors.Add(FieldPath.Root, $"{exception.Path}: {exception.Message}");
            return new T();
        }
    }
}
