using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http;
using MiniKubelet.Agent.Logs;
using MiniKubelet.Kubernetes;
using MiniKubelet.Runtime;

namespace MiniKubelet.Api.Logs;

/// <summary>Sends a container's log as it is, byte for byte; a followed one line by line as it is written.</summary>
internal static class LogResponse
{
    private const int FlushAt = 32 * 1024;

    internal static async Task SendAsync(HttpContext context, PodLogs logs, Pod pod, PodLogOptions options)
    {
        var container = await logs.FindAsync(pod, options.Container, options.Previous, context.RequestAborted).ConfigureAwait(false);
        var lines = logs.ReadAsync(container, options.Read, context.RequestAborted).GetAsyncEnumerator(context.RequestAborted);
        await using (lines.ConfigureAwait(false))
        {
            // The first line is awaited before the answer begins only if it need not be waited for: an error of the runtime
            // can then still be told with its own status, and a quiet followed log begins at once.
            var next = lines.MoveNextAsync().AsTask();
            if (!options.Read.Follow || next.IsCompleted)
            {
                await next.ConfigureAwait(false);
            }

            context.Response.ContentType = "text/plain";
            await context.Response.StartAsync(context.RequestAborted).ConfigureAwait(false);
            await context.Response.BodyWriter.FlushAsync(context.RequestAborted).ConfigureAwait(false);
            await CopyAsync(lines, next, context.Response.BodyWriter, options, context.RequestAborted).ConfigureAwait(false);
        }
    }

    private static async Task CopyAsync(
        IAsyncEnumerator<LogLine> lines, Task<bool> next, PipeWriter body, PodLogOptions options, CancellationToken cancellationToken)
    {
        var left = options.LimitBytes ?? long.MaxValue;
        var atLineStart = true;
        long unflushed = 0;
        while (true)
        {
            if (unflushed > 0 && (unflushed > FlushAt || !next.IsCompleted))
            {
                await body.FlushAsync(cancellationToken).ConfigureAwait(false);
                unflushed = 0;
            }

            if (left == 0 || !await next.ConfigureAwait(false))
            {
                break;
            }

            var line = lines.Current;
            var before = left;
            if (options.Timestamps && atLineStart)
            {
                left -= Write(body, Encoding.ASCII.GetBytes(Stamp(line.Time)), left);
            }

            left -= Write(body, line.Text.Span, left);
            unflushed += before - left;
            atLineStart = line.Text.Span.EndsWith("\n"u8);
            next = lines.MoveNextAsync().AsTask();
        }

        await body.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    private static long Write(PipeWriter body, ReadOnlySpan<byte> bytes, long limit)
    {
        var part = bytes[..(int)Math.Min(bytes.Length, limit)];
        body.Write(part);
        return part.Length;
    }

    // RFC 3339 with nanoseconds, as the kubelet writes it; .NET counts in hundreds of them.
    private static string Stamp(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'00Z '", CultureInfo.InvariantCulture);
}
