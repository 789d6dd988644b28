using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace MiniKubelet.Kubernetes;

/// <summary>Reads and writes the API types as Kubernetes does on the wire.</summary>
public static class KubernetesJson
{
    /// <summary>Knows the API types; add it to the resolver chain of other options.</summary>
    public static IJsonTypeInfoResolver Resolver { get; } = KubernetesJsonContext.Default.WithAddedModifier(OmitEmpty);

    /// <summary>Compact JSON; unknown fields are skipped, empty ones are not written.</summary>
    public static JsonSerializerOptions Options { get; } = MakeOptions();

    /// <summary>Metadata of one of the API types, for the serializer and for walking over fields.</summary>
    public static JsonTypeInfo<T> TypeInfo<T>() => (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T));

    /// <summary>Writes an object as UTF-8.</summary>
    public static byte[] Serialize<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, TypeInfo<T>());

    /// <summary>Reads an object; throws <see cref="JsonException"/> if the text is not one.</summary>
    public static T Deserialize<T>(ReadOnlySpan<byte> utf8)
        where T : class =>
        JsonSerializer.Deserialize(utf8, TypeInfo<T>()) ?? throw new JsonException($"expected a {typeof(T).Name}, found null");

    private static JsonSerializerOptions MakeOptions()
    {
        var options = new JsonSerializerOptions(KubernetesJsonContext.Default.Options)
        {
            TypeInfoResolver = Resolver,
            // The text goes to kubectl and into files, never into HTML: people want to read their own characters.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
        options.MakeReadOnly();
        return options;
    }

    // What Go calls omitempty. A property that carries its own JsonIgnore condition has its ShouldSerialize set already.
    private static void OmitEmpty(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object)
        {
            return;
        }

        foreach (var property in type.Properties)
        {
            property.ShouldSerialize ??= IsWrittenFor(property.PropertyType);
        }
    }

    // A nullable scalar keeps 0 and false apart from null, so only null is left out there.
    private static Func<object, object?, bool> IsWrittenFor(Type type) =>
        type == typeof(bool) ? static (_, value) => value is true
        : type == typeof(int) ? static (_, value) => value is not 0
        : type == typeof(long) ? static (_, value) => value is not 0L
        : static (_, value) => value is not (null or "" or IEquatableCollection { Count: 0 });
}
