using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniKubelet.Kubernetes;

/// <summary>A number or a name, such as a port's.</summary>
[JsonConverter(typeof(Converter))]
public readonly record struct IntOrString
{
    /// <summary>Makes a number.</summary>
    public IntOrString(int value) => Number = value;

    /// <summary>Makes a name.</summary>
    public IntOrString(string value) => Name = value;

    /// <summary>The number; 0 if this is a name.</summary>
    public int Number { get; }

    /// <summary>The name; null if this is a number.</summary>
    public string? Name { get; }

    /// <summary>Makes a number.</summary>
    public static implicit operator IntOrString(int value) => new(value);

    /// <summary>Makes a name.</summary>
    public static implicit operator IntOrString(string value) => new(value);

    /// <summary>The name, or the number in decimal.</summary>
    public override string ToString() => Name ?? Number.ToString(CultureInfo.InvariantCulture);

    internal sealed class Converter : JsonConverter<IntOrString>
    {
        public override IntOrString Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType switch
            {
                JsonTokenType.String => new(reader.GetString()!),
                JsonTokenType.Number when reader.TryGetInt32(out var number) => new(number),
                _ => throw new JsonException("expected a 32-bit integer or a string"),
            };

        public override void Write(Utf8JsonWriter writer, IntOrString value, JsonSerializerOptions options)
        {
            if (value.Name is { } name)
            {
                writer.WriteStringValue(name);
            }
            else
            {
                writer.WriteNumberValue(value.Number);
            }
        }
    }
}
