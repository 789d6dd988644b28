using System.Text.Json;
using Microsoft.AspNetCore.Http;
using MiniKubelet.Agent.Status;
using MiniKubelet.Api.Http;
using MiniKubelet.Api.Watch;
using MiniKubelet.Kubernetes;

namespace MiniKubelet.Api.Resources;

/// <summary>Serves get, list and watch of one resource.</summary>
internal abstract class ResourceEndpoint
{
    /// <summary>How discovery shows it.</summary>
    internal abstract ApiResource Resource { get; }

    /// <summary>Answers a request on the collection or on one object.</summary>
    internal abstract Task HandleAsync(HttpContext context, RequestInfo info);
}

/// <summary>Serves get, list and watch of one kind from its store.</summary>
internal sealed class ResourceEndpoint<T>(ResourceKind<T> kind, TimeProvider time) : ResourceEndpoint
    where T : class, IKubernetesObject
{
    // A list is handed to the connection in pieces: its length in memory is that of the objects, not of their text too.
    private const int FlushAt = 64 * 1024;

    internal override ApiResource Resource => kind.Resource;

    internal override Task HandleAsync(HttpContext context, RequestInfo info)
    {
        if (!HttpMethods.IsGet(context.Request.Method))
        {
            throw StatusException.MethodNotAllowed();
        }

        if (info.Namespace is not null && !kind.Resource.Namespaced)
        {
            throw StatusException.NoSuchResource();
        }

        var format = ResponseFormat.Negotiate(context.Request);
        var writer = new ObjectWriter<T>(kind, format, time);
        var options = ListOptions.Parse(context.Request.Query);
        if (info.Name is not null)
        {
            return GetAsync(context, info, writer);
        }

        var selection = new Selection<T>(kind, info, options);
        return options.Watch
            ? new WatchResponse<T>(kind.Store, selection, writer, options, time).SendAsync(context)
            : ListAsync(context, selection, writer, options);
    }

    private Task GetAsync(HttpContext context, RequestInfo info, ObjectWriter<T> writer)
    {
        // A kind with namespaces has no objects outside of them.
        if (kind.Resource.Namespaced && info.Namespace is null)
        {
            throw StatusException.NoSuchResource();
        }

        var item = kind.Store.Get(info.Namespace, info.Name!)
            ?? throw StatusException.NotFound(kind.Resource.Group, kind.Resource.Name, info.Name!);
        return context.Response.WriteJsonAsync(json => writer.WriteOne(json, item));
    }

    private async Task ListAsync(HttpContext context, Selection<T> selection, ObjectWriter<T> writer, ListOptions options)
    {
        var snapshot = kind.Store.List();
        CheckVersion(options, snapshot.Version);
        var body = context.Response.BodyWriter;
        context.Response.ContentType = Responses.Json;
        var json = new Utf8JsonWriter(body, JsonWriting.Options);
        await using (json.ConfigureAwait(false))
        {
            long flushed = 0;
            writer.WriteListStart(json, ResourceVersionClock.Format(snapshot.Version));
            foreach (var item in snapshot.Items.Where(selection.Matches))
            {
                writer.WriteListItem(json, item);
                if (json.BytesCommitted + json.BytesPending - flushed > FlushAt)
                {
                    flushed = json.BytesCommitted + json.BytesPending;
                    await json.FlushAsync(context.RequestAborted).ConfigureAwait(false);
                    await body.FlushAsync(context.RequestAborted).ConfigureAwait(false);
                }
            }

            ObjectWriter<T>.WriteListEnd(json);
        }

        await body.FlushAsync(context.RequestAborted).ConfigureAwait(false);
    }

    private static void CheckVersion(ListOptions options, long current)
    {
        if (options.ResourceVersion is not { } wanted || wanted == 0)
        {
            return;
        }

        if (wanted > current)
        {
            throw StatusException.TooLargeResourceVersion(wanted, current);
        }

        if (options.Exact && wanted != current)
        {
            throw StatusException.Expired($"The resourceVersion for the provided list is too old: {wanted}, current: {current}");
        }
    }
}
