using System.Text.Encodings.Web;
using System.Text.Json;
using MiniKubelet.Kubernetes;

namespace MiniKubelet.Api.Http;

/// <summary>Small helps for writing Kubernetes documents field by field.</summary>
internal static class JsonWriting
{
    /// <summary>As <see cref="KubernetesJson"/> writes: readable characters, no checks in release builds.</summary>
    internal static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Begins an object with its kind and version.</summary>
    internal static void WriteStartObject(this Utf8JsonWriter json, string kind, string apiVersion)
    {
        json.WriteStartObject();
        json.WriteString("kind"u8, kind);
        json.WriteString("apiVersion"u8, apiVersion);
    }

    /// <summary>A list's metadata with its resource version.</summary>
    internal static void WriteListMeta(this Utf8JsonWriter json, string resourceVersion)
    {
        json.WriteStartObject("metadata"u8);
        json.WriteString("resourceVersion"u8, resourceVersion);
        json.WriteEndObject();
    }

    /// <summary>An array of strings.</summary>
    internal static void WriteStrings(this Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }

    /// <summary>One of the API's types as the next value.</summary>
    internal static void WriteObject<T>(this Utf8JsonWriter json, T value) =>
        JsonSerializer.Serialize(json, value, KubernetesJson.TypeInfo<T>());
}
