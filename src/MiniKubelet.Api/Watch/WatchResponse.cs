using System.IO.Pipelines;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using MiniKubelet.Agent.Status;
using MiniKubelet.Api.Http;
using MiniKubelet.Api.Resources;
using MiniKubelet.Kubernetes;

namespace MiniKubelet.Api.Watch;

/// <summary>
/// A watch: one JSON event a line, flushed one by one, until the client leaves, the time is over or the server stops.
/// </summary>
internal sealed class WatchResponse<T>(
    ResourceStore<T> store, Selection<T> selection, ObjectWriter<T> writer, ListOptions options, TimeProvider time)
    where T : class, IKubernetesObject
{
    private static readonly TimeSpan BookmarkInterval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan MinTimeout = TimeSpan.FromMinutes(30);

    private bool _columnsSent;

    internal async Task SendAsync(HttpContext context)
    {
        // Not all watches that began together shall end together.
        var timeout = options.Timeout is { } asked && asked > TimeSpan.Zero
            ? asked : MinTimeout * (1 + Random.Shared.NextDouble());
        using var limit = new CancellationTokenSource(timeout, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, limit.Token);
        var body = context.Response.BodyWriter;
        var json = new Utf8JsonWriter(body, JsonWriting.Options);
        await using (json.ConfigureAwait(false))
        {
            try
            {
                await SendEventsAsync(context.Response, body, json, end.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (end.IsCancellationRequested)
            {
                // The stream just ends, as the API server's does; the client watches on from the last version it saw.
            }
            catch (ResourceVersionExpiredException e)
            {
                var status = StatusException.Expired(e.Message).Body;
                await WriteLineAsync(body, json, "ERROR", w => w.WriteObject(status), end.Token).ConfigureAwait(false);
            }
        }
    }

    private async Task SendEventsAsync(HttpResponse response, PipeWriter body, Utf8JsonWriter json, CancellationToken cancellationToken)
    {
        response.ContentType = Responses.Json;
        await response.StartAsync(cancellationToken).ConfigureAwait(false);
        await body.FlushAsync(cancellationToken).ConfigureAwait(false);

        var version = options.ResourceVersion ?? 0;
        if (options.SendInitialEvents ?? version == 0)
        {
            version = await SendInitialAsync(body, json, cancellationToken).ConfigureAwait(false);
        }
        else if (version == 0)
        {
            version = store.List().Version;
        }

        var events = store.Watch(version, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using (events.ConfigureAwait(false))
        {
            var next = events.MoveNextAsync().AsTask();
            while (true)
            {
                if (!await ArrivesAsync(next, cancellationToken).ConfigureAwait(false))
                {
                    await BookmarkAsync(body, json, version, initialEventsEnd: false, cancellationToken).ConfigureAwait(false);
                    continue;
                }

                await next.ConfigureAwait(false);
                version = events.Current.Version;
                await SendAsync(body, json, events.Current, cancellationToken).ConfigureAwait(false);
                next = events.MoveNextAsync().AsTask();
            }
        }
    }

    private async Task<long> SendInitialAsync(PipeWriter body, Utf8JsonWriter json, CancellationToken cancellationToken)
    {
        var snapshot = store.List();
        foreach (var item in snapshot.Items.Where(selection.Matches))
        {
            await WriteObjectAsync(body, json, "ADDED", item, cancellationToken).ConfigureAwait(false);
        }

        if (options.SendInitialEvents == true && options.AllowBookmarks)
        {
            await BookmarkAsync(body, json, snapshot.Version, initialEventsEnd: true, cancellationToken).ConfigureAwait(false);
        }

        return snapshot.Version;
    }

    // An object that leaves the selection is deleted for this watcher, one that enters it is added.
    private Task SendAsync(PipeWriter body, Utf8JsonWriter json, WatchEvent<T> change, CancellationToken cancellationToken)
    {
        var was = change.Previous is not null && selection.Matches(change.Previous);
        var isNow = change.Type != WatchEventType.Deleted && selection.Matches(change.Object);
        return (was, isNow) switch
        {
            (false, false) => Task.CompletedTask,
            (false, true) => WriteObjectAsync(body, json, "ADDED", change.Object, cancellationToken),
            (true, true) => WriteObjectAsync(body, json, "MODIFIED", change.Object, cancellationToken),
            (true, false) => WriteObjectAsync(body, json, "DELETED", change.Object, cancellationToken),
        };
    }

    /// <summary>Waits for the next event; false when it is time for a bookmark first.</summary>
    private async Task<bool> ArrivesAsync(Task next, CancellationToken cancellationToken)
    {
        if (!options.AllowBookmarks)
        {
            return true;
        }

        try
        {
            await next.WaitAsync(BookmarkInterval, time, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private Task BookmarkAsync(
        PipeWriter body, Utf8JsonWriter json, long version, bool initialEventsEnd, CancellationToken cancellationToken) =>
        WriteLineAsync(
            body, json, "BOOKMARK", w => writer.WriteBookmark(w, ResourceVersionClock.Format(version), initialEventsEnd), cancellationToken);

    private async Task WriteObjectAsync(PipeWriter body, Utf8JsonWriter json, string type, T item, CancellationToken cancellationToken)
    {
        await WriteLineAsync(body, json, type, w => writer.WriteWatched(w, item, !_columnsSent), cancellationToken).ConfigureAwait(false);
        _columnsSent = true;
    }

    private static async Task WriteLineAsync(
        PipeWriter body, Utf8JsonWriter json, string type, Action<Utf8JsonWriter> writeObject, CancellationToken cancellationToken)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, type);
        json.WritePropertyName("object"u8);
        writeObject(json);
        json.WriteEndObject();
        await json.FlushAsync(cancellationToken).ConfigureAwait(false);
        json.Reset();
        "\n"u8.CopyTo(body.GetSpan(1));
        body.Advance(1);
        await body.FlushAsync(cancellationToken).ConfigureAwait(false);
    }
}
