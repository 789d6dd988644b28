using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniKubelet.Kubernetes;

/// <summary>Reads and writes an enum by its names, which are the wire's values; case counts, numbers are refused.</summary>
public sealed class EnumConverter<T> : JsonConverter<T>
    where T : struct, Enum
{
    private static readonly string[] Names = Enum.GetNames<T>();
    private static readonly T[] Values = Enum.GetValues<T>();

    /// <inheritdoc/>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            throw new JsonException($"expected one of {string.Join(", ", Names)}, found {reader.TokenType}");
        }

        var text = reader.GetString();
        var index = Array.IndexOf(Names, text);
        return index >= 0
            ? Values[index]
            : throw new JsonException($"expected one of {string.Join(", ", Names)}, found \"{text}\"");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
