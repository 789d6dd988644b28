using System.Text;
using Microsoft.AspNetCore.Http;
using MiniKubelet.Api.Http;

namespace MiniKubelet.Api.Health;

/// <summary><c>/healthz</c>, <c>/readyz</c> and <c>/livez</c>: <c>ok</c>, or 500 and which check failed.</summary>
internal sealed class HealthRoutes(IReadOnlyList<HealthCheck> checks)
{
    private readonly IReadOnlyList<HealthCheck> _checks = [new("ping", static () => null), .. checks];

    internal void Map(Router router)
    {
        MapHealthz(router);
        router.Map("/readyz", Router.ReadOnly(c => CheckAsync(c, "readyz")));
        router.Map("/livez", Router.ReadOnly(c => CheckAsync(c, "livez")));
    }

    internal void MapHealthz(Router router) => router.Map("/healthz", Router.ReadOnly(c => CheckAsync(c, "healthz")));

    private Task CheckAsync(HttpContext context, string endpoint)
    {
        var report = new StringBuilder();
        var failed = false;
        foreach (var check in _checks)
        {
            var wrong = check.Check();
            failed |= wrong is not null;
            report.Append(wrong is null ? $"[+]{check.Name} ok\n" : $"[-]{check.Name} failed: {wrong}\n");
        }

        if (failed)
        {
            return context.Response.WriteTextAsync(500, $"{report}{endpoint} check failed\n");
        }

        return context.Response.WriteTextAsync(
            200, context.Request.Query.ContainsKey("verbose") ? $"{report}{endpoint} check passed\n" : "ok");
    }
}
