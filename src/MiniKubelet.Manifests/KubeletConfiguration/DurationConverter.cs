using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniKubelet.Manifests;

/// <summary>Durations in a configuration file.</summary>
internal sealed class DurationConverter : JsonConverter<TimeSpan>
{
    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        GoDuration.TryParse(reader.GetString() ?? "", out var duration)
            ? duration
            : throw new JsonException("expected a duration such as 1m30s");

    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
        writer.WriteStringValue(GoDuration.Format(value));
}
