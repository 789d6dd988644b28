using Microsoft.AspNetCore.Http;
using MiniKubelet.Api.Http;

namespace MiniKubelet.Api.Discovery;

/// <summary><c>/version</c> and the OpenAPI documents.</summary>
internal sealed class VersionRoutes(string version)
{
    internal void Map(Router router)
    {
        router.Map("/version", Router.ReadOnly(VersionAsync));
        router.Map("/openapi/v2", Router.ReadOnly(OpenApiV2Async));
        router.Map("/openapi/v3", Router.ReadOnly(OpenApiV3Async));
    }

    private Task VersionAsync(HttpContext context)
    {
        var numbers = version.TrimStart('v').Split('.');
        return context.Response.WriteJsonAsync(json =>
        {
            json.WriteStartObject();
            json.WriteString("major"u8, numbers[0]);
            json.WriteString("minor"u8, numbers.Length > 1 ? numbers[1] : "0");
            json.WriteString("gitVersion"u8, version);
            json.WriteString("gitCommit"u8, ""u8);
            json.WriteString("gitTreeState"u8, ""u8);
            json.WriteString("buildDate"u8, "1970-01-01T00:00:00Z"u8);
            json.WriteString("goVersion"u8, ""u8);
            json.WriteString("compiler"u8, ""u8);
            json.WriteString("platform"u8, "linux/amd64"u8);
            json.WriteEndObject();
        });
    }

    // An empty body is an empty protobuf Document: kubectl finds no schema to check against and sends what it was given.
    // Anything else here makes it refuse to create or apply without --validate=false.
    private static Task OpenApiV2Async(HttpContext context)
    {
        context.Response.ContentType = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";
        context.Response.ContentLength = 0;
        return Task.CompletedTask;
    }

    private static Task OpenApiV3Async(HttpContext context) => context.Response.WriteJsonAsync(json =>
    {
        json.WriteStartObject();
        json.WriteStartObject("paths"u8);
        json.WriteEndObject();
        json.WriteEndObject();
    });
}
