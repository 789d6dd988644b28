using System.Globalization;
using System.Text;
using MiniKubelet.Kubernetes;
using MiniKubelet.Planning;

namespace MiniKubelet.Runtime.Configuration;

/// <summary>What a pod can learn of itself, in variables and in downwardAPI volumes (kubernetes/pkg/fieldpath).</summary>
public static class DownwardApi
{
    /// <summary>The value of a <c>fieldRef</c>, or null when the path names no such field. Whole maps are for volumes only.</summary>
    public static string? Field(Pod pod, string path, EquatableArray<string> podIps, NodeSettings node)
    {
        var meta = pod.Metadata;
        return path switch
        {
            "metadata.name" => meta.Name,
            "metadata.namespace" => pod.NamespaceOrDefault(),
            "metadata.uid" => meta.Uid,
            "metadata.labels" => Lines(meta.Labels),
            "metadata.annotations" => Lines(meta.Annotations),
            "spec.nodeName" => node.NodeName,
            "spec.serviceAccountName" => pod.Spec.ServiceAccountName ?? "",
            "status.hostIP" => First(node.NodeIps),
            "status.hostIPs" => string.Join(',', node.NodeIps),
            "status.podIP" => First(podIps),
            "status.podIPs" => string.Join(',', podIps),
            _ => Subscript(path, "metadata.labels", meta.Labels) ?? Subscript(path, "metadata.annotations", meta.Annotations),
        };
    }

    /// <summary>
    /// The value of a <c>resourceFieldRef</c>: the amount over the divisor, rounded up. A missing limit is what the node has.
    /// Null when there is no such resource.
    /// </summary>
    public static string? Resource(Container container, ResourceFieldSelector selector, NodeSettings node)
    {
        var (map, name) = selector.Resource.Split('.', 2) switch
        {
            ["limits", var resource] => (container.Resources.Limits, resource),
            ["requests", var resource] => (container.Resources.Requests, resource),
            _ => (null, ""),
        };
        if (map is null || !IsKnown(name))
        {
            return null;
        }

        var amount = map.TryGetValue(name, out var own) ? own.Value
            : ReferenceEquals(map, container.Resources.Limits) ? node.Allocatable.GetValueOrDefault(name).Value
            : container.Resources.Limits.TryGetValue(name, out var limit) ? limit.Value
            : 0;
        var divisor = selector.Divisor is { Value: > 0 } given ? given.Value : 1;
        return decimal.Ceiling(amount / divisor).ToString("0", CultureInfo.InvariantCulture);
    }

    private static string First(EquatableArray<string> ips) => ips.Count > 0 ? ips[0] : "";

    private static bool IsKnown(string resource) =>
        resource is "cpu" or "memory" or "ephemeral-storage" || resource.StartsWith("hugepages-", StringComparison.Ordinal);

    private static string? Subscript(string path, string map, EquatableMap<string> values) =>
        path.Length > map.Length + 4
        && path.StartsWith(map + "['", StringComparison.Ordinal)
        && path.EndsWith("']", StringComparison.Ordinal)
            ? values.GetValueOrDefault(path[(map.Length + 2)..^2], "")
            : null;

    private static string Lines(EquatableMap<string> values) =>
        string.Join('\n', values.Select(entry => $"{entry.Key}={Quote(entry.Value)}"));

    // As Go's %q writes a string.
    private static string Quote(string value)
    {
        var text = new StringBuilder("\"");
        foreach (var rune in value.EnumerateRunes())
        {
            text.Append(rune.Value switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\a' => "\\a",
                '\b' => "\\b",
                '\f' => "\\f",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                '\v' => "\\v",
                < 0x20 or 0x7f => $"\\x{rune.Value:x2}",
                _ when Rune.IsControl(rune) => $"\\u{rune.Value:x4}",
                _ => rune.ToString(),
            });
        }

        return text.Append('"').ToString();
    }
}
