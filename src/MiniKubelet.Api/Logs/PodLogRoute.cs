using Microsoft.AspNetCore.Http;
using MiniKubelet.Agent.Logs;
using MiniKubelet.Agent.Status;
using MiniKubelet.Api.Http;

namespace MiniKubelet.Api.Logs;

/// <summary><c>/api/v1/namespaces/NS/pods/POD/log</c>.</summary>
internal sealed class PodLogRoute(StatusStore status, PodLogs logs, TimeProvider time)
{
    internal Task HandleAsync(HttpContext context, RequestInfo info)
    {
        if (!HttpMethods.IsGet(context.Request.Method))
        {
            throw StatusException.MethodNotAllowed();
        }

        var pod = status.Pods.Get(info.Namespace, info.Name!) ?? throw StatusException.NotFound("", "pods", info.Name!);
        var options = PodLogOptions.Parse(context.Request.Query, time.GetUtcNow());
        return LogResponse.SendAsync(context, logs, pod, options);
    }
}
