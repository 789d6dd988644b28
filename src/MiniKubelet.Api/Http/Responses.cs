using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using MiniKubelet.Kubernetes;
using StatusObject = MiniKubelet.Kubernetes.Status;

namespace MiniKubelet.Api.Http;

/// <summary>Writes whole, small answers.</summary>
internal static class Responses
{
    /// <summary>The media type of nearly every answer.</summary>
    internal const string Json = "application/json";

    /// <summary>Plain text.</summary>
    internal static Task WriteTextAsync(this HttpResponse response, int code, string text)
    {
        response.StatusCode = code;
        response.ContentType = "text/plain; charset=utf-8";
        response.Headers["X-Content-Type-Options"] = "nosniff";
        var bytes = Encoding.UTF8.GetBytes(text);
        response.ContentLength = bytes.Length;
        return response.Body.WriteAsync(bytes, response.HttpContext.RequestAborted).AsTask();
    }

    /// <summary>A Status object under its own code.</summary>
    internal static Task WriteStatusAsync(this HttpResponse response, StatusObject status)
    {
        response.StatusCode = status.Code;
        response.ContentType = Json;
        if (status.Details is { RetryAfterSeconds: > 0 } details)
        {
            response.Headers.RetryAfter = details.RetryAfterSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        var bytes = KubernetesJson.Serialize(status);
        response.ContentLength = bytes.Length;
        return response.Body.WriteAsync(bytes, response.HttpContext.RequestAborted).AsTask();
    }

    /// <summary>JSON written by hand, for documents that have no type.</summary>
    internal static async Task WriteJsonAsync(this HttpResponse response, Action<Utf8JsonWriter> write, string contentType = Json)
    {
        response.ContentType = contentType;
        var json = new Utf8JsonWriter(response.BodyWriter, JsonWriting.Options);
        await using (json.ConfigureAwait(false))
        {
            write(json);
        }

        await response.BodyWriter.FlushAsync(response.HttpContext.RequestAborted).ConfigureAwait(false);
    }
}
