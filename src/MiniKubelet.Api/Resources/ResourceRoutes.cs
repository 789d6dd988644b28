using Microsoft.AspNetCore.Http;
using MiniKubelet.Api.Http;
using MiniKubelet.Api.Logs;

namespace MiniKubelet.Api.Resources;

/// <summary>The resources below <c>/api/</c> and <c>/apis/</c>.</summary>
internal sealed class ResourceRoutes(ResourceCatalogue catalogue, PodLogRoute podLog)
{
    internal void Map(Router router)
    {
        router.MapBelow("/api/", HandleAsync);
        router.MapBelow("/apis/", HandleAsync);
    }

    private Task HandleAsync(HttpContext context)
    {
        var info = RequestInfo.Parse(context.Request.Path.Value!) ?? throw StatusException.NoSuchResource();
        var endpoint = catalogue.Find(info.Group, info.Version, info.Resource) ?? throw StatusException.NoSuchResource();
        return (info.Resource, info.Subresource) switch
        {
            (_, null) => endpoint.HandleAsync(context, info),
            ("pods", "log") => podLog.HandleAsync(context, info),
            // Writing and streaming subresources will be answered here.
            ("pods", "exec" or "attach" or "portforward" or "binding" or "eviction" or "ephemeralcontainers" or "resize")
                => throw StatusException.MethodNotAllowed(),
            // An object's status is part of the object that is read.
            (_, "status") when HttpMethods.IsGet(context.Request.Method) =>
                endpoint.HandleAsync(context, info with { Subresource = null }),
            (_, "status") => throw StatusException.MethodNotAllowed(),
            _ => throw StatusException.NoSuchResource(),
        };
    }
}
