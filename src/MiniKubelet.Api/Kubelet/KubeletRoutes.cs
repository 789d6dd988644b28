using Microsoft.AspNetCore.Http;
using MiniKubelet.Agent.Logs;
using MiniKubelet.Agent.Metrics;
using MiniKubelet.Agent.Status;
using MiniKubelet.Api.Http;
using MiniKubelet.Api.Logs;
using MiniKubelet.Kubernetes;
using MiniKubelet.Runtime;

namespace MiniKubelet.Api.Kubelet;

/// <summary>The kubelet's own endpoints: <c>/pods</c>, <c>/runningpods/</c>, <c>/metrics</c>, <c>/containerLogs/…</c>.</summary>
internal sealed class KubeletRoutes(
    StatusStore status, IContainerRuntime runtime, PodLogs logs, KubeletMetrics metrics, TimeProvider time)
{
    internal void Map(Router router)
    {
        MapReadOnly(router);
        router.Map("/runningpods", Router.ReadOnly(RunningPodsAsync));
        router.MapBelow("/containerLogs/", Router.ReadOnly(ContainerLogsAsync));
    }

    /// <summary>What the read-only port serves too.</summary>
    internal void MapReadOnly(Router router)
    {
        router.Map("/pods", Router.ReadOnly(PodsAsync));
        router.Map("/metrics", Router.ReadOnly(MetricsAsync));
    }

    private Task PodsAsync(HttpContext context) => SendPodsAsync(context, status.Pods.List().Items);

    private async Task RunningPodsAsync(HttpContext context)
    {
        var observed = await runtime.ObservePodsAsync(context.RequestAborted).ConfigureAwait(false);
        await SendPodsAsync(context, RunningPods.From(observed)).ConfigureAwait(false);
    }

    private Task MetricsAsync(HttpContext context)
    {
        context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        return context.Response.WriteAsync(metrics.Render(status.Pods.List().Items), context.RequestAborted);
    }

    private Task ContainerLogsAsync(HttpContext context)
    {
        if (context.Request.Path.Value!.Split('/') is not ["", "containerLogs", var ns, var name, var container])
        {
            throw StatusException.NoSuchResource();
        }

        var pod = status.Pods.Get(ns, name) ?? throw StatusException.NotFound("", "pods", name);
        var options = PodLogOptions.Parse(context.Request.Query, time.GetUtcNow()) with { Container = container };
        return LogResponse.SendAsync(context, logs, pod, options);
    }

    private static Task SendPodsAsync(HttpContext context, IEnumerable<Pod> pods) => context.Response.WriteJsonAsync(json =>
    {
        json.WriteStartObject("PodList", "v1");
        json.WriteStartObject("metadata"u8);
        json.WriteEndObject();
        json.WriteStartArray("items"u8);
        foreach (var pod in pods)
        {
            json.WriteObject(pod);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });
}
