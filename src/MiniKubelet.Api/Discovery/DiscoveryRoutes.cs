using Microsoft.AspNetCore.Http;
using MiniKubelet.Api.Http;
using MiniKubelet.Api.Resources;

namespace MiniKubelet.Api.Discovery;

/// <summary>What is served and under which names: the aggregated form (kubectl from 1.26 on) and the older one.</summary>
internal sealed class DiscoveryRoutes(ResourceCatalogue catalogue)
{
    private readonly IReadOnlyList<ApiResource> _resources = [.. catalogue.Endpoints.Select(e => e.Resource)];

    internal void Map(Router router)
    {
        router.Map("/api", Router.ReadOnly(CoreAsync));
        router.Map("/apis", Router.ReadOnly(GroupsAsync));
        foreach (var group in _resources.Select(r => r.Group).Where(g => g.Length > 0).Distinct())
        {
            router.Map($"/apis/{group}", Router.ReadOnly(
                c => c.Response.WriteJsonAsync(json => LegacyDiscovery.WriteGroup(json, group, _resources))));
        }

        foreach (var version in _resources.Select(r => r.ApiVersion).Distinct())
        {
            var root = version.Contains('/', StringComparison.Ordinal) ? "/apis/" : "/api/";
            router.Map(root + version, Router.ReadOnly(
                c => c.Response.WriteJsonAsync(json => LegacyDiscovery.WriteResources(json, version, _resources))));
        }
    }

    private Task CoreAsync(HttpContext context) =>
        AggregatedDiscovery.VersionAccepted(context.Request) is { } version
            ? AggregatedDiscovery.SendAsync(context.Response, version, [.. _resources.Where(r => r.Group.Length == 0)])
            : context.Response.WriteJsonAsync(json => LegacyDiscovery.WriteCoreVersions(json, Endpoint(context)));

    private Task GroupsAsync(HttpContext context) =>
        AggregatedDiscovery.VersionAccepted(context.Request) is { } version
            ? AggregatedDiscovery.SendAsync(context.Response, version, [.. _resources.Where(r => r.Group.Length > 0)])
            : context.Response.WriteJsonAsync(json => LegacyDiscovery.WriteGroups(json, _resources));

    private static string Endpoint(HttpContext context) =>
        $"{context.Connection.LocalIpAddress}:{context.Connection.LocalPort}";
}
