namespace MiniKubelet.Api.Http;

/// <summary>
/// A request's path taken apart as the API server does (RequestInfo of k8s.io/apiserver):
/// <c>/api/v1/namespaces/default/pods/web/log</c>, <c>/apis/events.k8s.io/v1/events</c>.
/// </summary>
/// <param name="Group">API group; empty for core.</param>
/// <param name="Version">API version.</param>
/// <param name="Namespace">The namespace asked for; null for all, or for kinds without.</param>
/// <param name="Resource">The resource's plural name.</param>
/// <param name="Name">The object's name; null for the collection.</param>
/// <param name="Subresource">Below the object, such as <c>log</c>; null for the object itself.</param>
internal sealed record RequestInfo(
    string Group, string Version, string? Namespace, string Resource, string? Name, string? Subresource)
{
    /// <summary>Takes a path apart; null when it is not that of a resource.</summary>
    internal static RequestInfo? Parse(string path)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return parts switch
        {
            ["api", var version, .. var rest] => Parse("", version, rest),
            ["apis", var group, var version, .. var rest] => Parse(group, version, rest),
            _ => null,
        };
    }

    private static RequestInfo? Parse(string group, string version, string[] rest) => rest switch
    {
        // A namespace's own subresources are not the resources in it.
        ["namespaces", var name, "status" or "finalize"] => new(group, version, null, "namespaces", name, rest[2]),
        ["namespaces", var ns, var resource] => new(group, version, ns, resource, null, null),
        ["namespaces", var ns, var resource, var name] => new(group, version, ns, resource, name, null),
        ["namespaces", var ns, var resource, var name, var subresource] =>
            new(group, version, ns, resource, name, subresource),
        [var resource] => new(group, version, null, resource, null, null),
        [var resource, var name] => new(group, version, null, resource, name, null),
        [var resource, var name, var subresource] => new(group, version, null, resource, name, subresource),
        _ => null,
    };
}
