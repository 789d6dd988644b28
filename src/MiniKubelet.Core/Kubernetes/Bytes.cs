using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniKubelet.Kubernetes;

/// <summary>Immutable bytes, equal by content; base64 on the wire. Its text never shows the content.</summary>
[JsonConverter(typeof(Converter))]
public sealed class Bytes : IEquatable<Bytes>
{
    private readonly byte[] _value;

    /// <summary>Copies the bytes.</summary>
    public Bytes(ReadOnlySpan<byte> value) => _value = value.ToArray();

    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Memory => _value;

    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Span => _value;

    /// <summary>The UTF-8 bytes of a text.</summary>
    public static Bytes FromText(string text) => new(Encoding.UTF8.GetBytes(text));

    /// <summary>The bytes read as UTF-8.</summary>
    public string ToText() => Encoding.UTF8.GetString(_value);

    /// <summary>Equal if the bytes are.</summary>
    public bool Equals(Bytes? other) => other is not null && Span.SequenceEqual(other.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Bytes);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(_value);
        return hash.ToHashCode();
    }

    /// <summary>Only the length: the bytes may be secret.</summary>
    public override string ToString() => $"{_value.Length} bytes";

    internal sealed class Converter : JsonConverter<Bytes>
    {
        public override Bytes Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && reader.TryGetBytesFromBase64(out var value)
                ? new Bytes(value)
                : throw new JsonException("expected base64 text");

        public override void Write(Utf8JsonWriter writer, Bytes value, JsonSerializerOptions options) =>
            writer.WriteBase64StringValue(value.Span);
    }
}
