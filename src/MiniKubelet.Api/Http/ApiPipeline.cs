using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using MiniKubelet.Agent.Logs;
using MiniKubelet.Runtime;

namespace MiniKubelet.Api.Http;

/// <summary>What every request goes through: who is it, which port, which handler; and what an error becomes.</summary>
internal sealed class ApiPipeline(Router secure, Router healthz, Router readOnly, ILogger logger, CancellationToken stopping)
{
    internal async Task InvokeAsync(HttpContext context)
    {
        var left = context.RequestAborted;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(left, stopping);
        context.RequestAborted = end.Token;
        try
        {
            await HandlerFor(context)(context).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The client left, or we stop: a watch or a followed log that has begun just ends.
            if (!left.IsCancellationRequested && !context.Response.HasStarted)
            {
                await context.Response.WriteStatusAsync(StatusException.Unavailable("the server is shutting down").Body)
                    .ConfigureAwait(false);
            }
        }
        catch (Exception e)
        {
            await AnswerAsync(context, Translate(e, context)).ConfigureAwait(false);
        }
    }

    private RequestDelegate HandlerFor(HttpContext context)
    {
        var identity = context.Features.Get<ConnectionIdentity>()
            ?? throw new InvalidOperationException("a connection without identity");
        return identity.Listener switch
        {
            Listener.Secure => identity.User is null ? throw StatusException.Unauthorized() : secure.Find(context.Request),
            Listener.Healthz => healthz.Find(context.Request),
            Listener.ReadOnly => readOnly.Find(context.Request),
        };
    }

    private StatusException Translate(Exception error, HttpContext context)
    {
        switch (error)
        {
            case StatusException status:
                return status;
            case PodLogException log:
                return StatusException.BadRequest(log.Message);
            case BadHttpRequestException bad:
                return StatusException.BadRequest(bad.Message);
            case RuntimeException { Kind: RuntimeErrorKind.Unavailable or RuntimeErrorKind.Timeout } runtime:
                return StatusException.Unavailable($"container runtime: {runtime.Message}");
            case RuntimeException runtime:
                return StatusException.Internal($"container runtime: {runtime.Message}");
            default:
                // Never the query or a body: they may hold secrets.
                ApiLog.RequestFailed(logger, context.Request.Method, context.Request.Path, error);
                return StatusException.Internal("see the daemon's log");
        }
    }

    private static async Task AnswerAsync(HttpContext context, StatusException status)
    {
        if (context.Response.HasStarted)
        {
            // Half an answer must not look like a whole one.
            context.Abort();
            return;
        }

        context.Response.Clear();
        context.RequestAborted = CancellationToken.None;
        await context.Response.WriteStatusAsync(status.Body).ConfigureAwait(false);
    }
}
