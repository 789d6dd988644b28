using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniKubelet.Kubernetes;

/// <summary>JSON that is kept as it is, equal by its text.</summary>
[JsonConverter(typeof(Converter))]
public sealed record RawJson
{
    /// <summary>The JSON text.</summary>
    public required string Text { get; init; }

    internal sealed class Converter : JsonConverter<RawJson>
    {
        public override RawJson Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            using var document = JsonDocument.ParseValue(ref reader);
            return new RawJson { Text = document.RootElement.GetRawText() };
        }

        public override void Write(Utf8JsonWriter writer, RawJson value, JsonSerializerOptions options) =>
            writer.WriteRawValue(value.Text);
    }
}
