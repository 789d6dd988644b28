using System.Text.Json;
using Microsoft.AspNetCore.Http;
using MiniKubelet.Api.Http;
using MiniKubelet.Api.Resources;

namespace MiniKubelet.Api.Discovery;

/// <summary>apidiscovery.k8s.io: all groups, versions and resources in one document.</summary>
internal static class AggregatedDiscovery
{
    private const string Group = "apidiscovery.k8s.io";

    /// <summary><c>v2</c> or <c>v2beta1</c>, whichever the client names first; null when it wants the older form.</summary>
    internal static string? VersionAccepted(HttpRequest request)
    {
        foreach (var candidate in request.Headers.Accept.ToString().Split(',', StringSplitOptions.TrimEntries))
        {
            var parts = candidate.Split(';', StringSplitOptions.TrimEntries);
            if (parts.Contains("g=" + Group) && parts.Contains("as=APIGroupDiscoveryList"))
            {
                if (parts.Contains("v=v2"))
                {
                    return "v2";
                }

                if (parts.Contains("v=v2beta1"))
                {
                    return "v2beta1";
                }
            }
            else if (parts[0] == Responses.Json && parts.Length == 1)
            {
                return null;
            }
        }

        return null;
    }

    /// <summary>Writes the document; its media type says which form it is, or kubectl takes it for the older one.</summary>
    internal static Task SendAsync(HttpResponse response, string version, IReadOnlyList<ApiResource> resources)
    {
        response.Headers.Vary = "Accept";
        return response.WriteJsonAsync(
            json => Write(json, version, resources),
            $"application/json;g={Group};v={version};as=APIGroupDiscoveryList");
    }

    private static void Write(Utf8JsonWriter json, string version, IReadOnlyList<ApiResource> resources)
    {
        json.WriteStartObject("APIGroupDiscoveryList", $"{Group}/{version}");
        json.WriteStartObject("metadata"u8);
        json.WriteEndObject();
        json.WriteStartArray("items"u8);
        foreach (var group in resources.GroupBy(r => r.Group))
        {
            json.WriteStartObject();
            json.WriteStartObject("metadata"u8);
            if (group.Key.Length > 0)
            {
                json.WriteString("name"u8, group.Key);
            }

            json.WriteNull("creationTimestamp"u8);
            json.WriteEndObject();
            json.WriteStartArray("versions"u8);
            foreach (var served in group.GroupBy(r => r.Version))
            {
                WriteVersion(json, served.Key, served);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteVersion(Utf8JsonWriter json, string version, IEnumerable<ApiResource> resources)
    {
        json.WriteStartObject();
        json.WriteString("version"u8, version);
        json.WriteStartArray("resources"u8);
        foreach (var resource in resources)
        {
            json.WriteStartObject();
            json.WriteString("resource"u8, resource.Name);
            WriteKind(json, resource.Group, resource.Version, resource.Kind);
            json.WriteString("scope"u8, resource.Namespaced ? "Namespaced" : "Cluster");
            json.WriteString("singularResource"u8, resource.Singular);
            json.WriteStrings("verbs", resource.Verbs);
            WriteUnlessEmpty(json, "shortNames", resource.ShortNames);
            WriteUnlessEmpty(json, "categories", resource.Categories);
            WriteSubresources(json, resource);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("freshness"u8, "Current"u8);
        json.WriteEndObject();
    }

    private static void WriteSubresources(Utf8JsonWriter json, ApiResource resource)
    {
        if (resource.Subresources.Length == 0)
        {
            return;
        }

        json.WriteStartArray("subresources"u8);
        foreach (var subresource in resource.Subresources)
        {
            json.WriteStartObject();
            json.WriteString("subresource"u8, subresource.Name);
            WriteKind(json, "", "v1", subresource.Kind);
            json.WriteStrings("verbs", subresource.Verbs);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteKind(Utf8JsonWriter json, string group, string version, string kind)
    {
        json.WriteStartObject("responseKind"u8);
        json.WriteString("group"u8, group);
        json.WriteString("version"u8, version);
        json.WriteString("kind"u8, kind);
        json.WriteEndObject();
    }

    private static void WriteUnlessEmpty(Utf8JsonWriter json, string name, string[] values)
    {
        if (values.Length > 0)
        {
            json.WriteStrings(name, values);
        }
    }
}
