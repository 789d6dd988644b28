using System.Text.Json;
using MiniKubelet.Api.Http;
using MiniKubelet.Api.Resources;

namespace MiniKubelet.Api.Discovery;

/// <summary>The older discovery documents: APIVersions, APIGroupList, APIGroup and APIResourceList.</summary>
internal static class LegacyDiscovery
{
    /// <summary><c>/api</c>.</summary>
    internal static void WriteCoreVersions(Utf8JsonWriter json, string serverAddress)
    {
        json.WriteStartObject();
        json.WriteString("kind"u8, "APIVersions"u8);
        json.WriteStrings("versions", ["v1"]);
        json.WriteStartArray("serverAddressByClientCIDRs"u8);
        json.WriteStartObject();
        json.WriteString("clientCIDR"u8, "0.0.0.0/0"u8);
        json.WriteString("serverAddress"u8, serverAddress);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary><c>/apis</c>.</summary>
    internal static void WriteGroups(Utf8JsonWriter json, IReadOnlyList<ApiResource> resources)
    {
        json.WriteStartObject("APIGroupList", "v1");
        json.WriteStartArray("groups"u8);
        foreach (var group in resources.Select(r => r.Group).Where(g => g.Length > 0).Distinct())
        {
            json.WriteStartObject();
            WriteGroupFields(json, group, resources);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary><c>/apis/GROUP</c>.</summary>
    internal static void WriteGroup(Utf8JsonWriter json, string group, IReadOnlyList<ApiResource> resources)
    {
        json.WriteStartObject("APIGroup", "v1");
        WriteGroupFields(json, group, resources);
        json.WriteEndObject();
    }

    /// <summary><c>/api/v1</c> or <c>/apis/GROUP/VERSION</c>.</summary>
    internal static void WriteResources(Utf8JsonWriter json, string apiVersion, IReadOnlyList<ApiResource> resources)
    {
        json.WriteStartObject("APIResourceList", "v1");
        json.WriteString("groupVersion"u8, apiVersion);
        json.WriteStartArray("resources"u8);
        foreach (var resource in resources.Where(r => r.ApiVersion == apiVersion))
        {
            json.WriteStartObject();
            json.WriteString("name"u8, resource.Name);
            json.WriteString("singularName"u8, resource.Singular);
            json.WriteBoolean("namespaced"u8, resource.Namespaced);
            json.WriteString("kind"u8, resource.Kind);
            json.WriteStrings("verbs", resource.Verbs);
            if (resource.ShortNames.Length > 0)
            {
                json.WriteStrings("shortNames", resource.ShortNames);
            }

            if (resource.Categories.Length > 0)
            {
                json.WriteStrings("categories", resource.Categories);
            }

            json.WriteEndObject();
            foreach (var subresource in resource.Subresources)
            {
                json.WriteStartObject();
                json.WriteString("name"u8, $"{resource.Name}/{subresource.Name}");
                json.WriteString("singularName"u8, ""u8);
                json.WriteBoolean("namespaced"u8, resource.Namespaced);
                json.WriteString("kind"u8, subresource.Kind);
                json.WriteStrings("verbs", subresource.Verbs);
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteGroupFields(Utf8JsonWriter json, string group, IReadOnlyList<ApiResource> resources)
    {
        var versions = resources.Where(r => r.Group == group).Select(r => r.Version).Distinct().ToList();
        json.WriteString("name"u8, group);
        json.WriteStartArray("versions"u8);
        foreach (var version in versions)
        {
            json.WriteStartObject();
            WriteVersionFields(json, group, version);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("preferredVersion"u8);
        WriteVersionFields(json, group, versions[0]);
        json.WriteEndObject();
    }

    private static void WriteVersionFields(Utf8JsonWriter json, string group, string version)
    {
        json.WriteString("groupVersion"u8, $"{group}/{version}");
        json.WriteString("version"u8, version);
    }
}
