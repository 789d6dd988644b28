using System.Globalization;
using System.Runtime.CompilerServices;
using MiniKubelet.Observation;
using MiniKubelet.Runtime;
using MiniKubelet.Runtimes.Docker.Engine;

namespace MiniKubelet.Runtimes.Docker;

public sealed partial class DockerRuntime
{
    // Docker cuts lines at 16 KiB; its timestamp comes on top.
    private const int LogFrameLimit = 64 * 1024;

    /// <inheritdoc/>
    public async IAsyncEnumerable<LogLine> ReadLogsAsync(
        ContainerObservation container, LogOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var details = await InspectAsync(container.Id, cancellationToken).ConfigureAwait(false)
            ?? throw new RuntimeException(RuntimeErrorKind.NotFound, container.Id, $"no container {container.Id}");
        var request = EngineClient.Request(HttpMethod.Get, $"/containers/{container.Id}/logs{Query(options)}");
        using var stream = await _engine.OpenAsync(EngineCall.Query, container.Id, request, cancellationToken).ConfigureAwait(false);

        // A frame is one line, or one part of a long one; with a terminal there are no frames, and everything is stdout.
        if (!details.Config.Tty)
        {
            await foreach (var frame in StreamFrame.ReadAsync(stream, LogFrameLimit, cancellationToken).ConfigureAwait(false))
            {
                yield return TimestampedLine.Parse(frame.Stream, frame.Bytes.Span);
            }
        }
        else
        {
            await foreach (var line in stream.ReadLinesAsync(LogFrameLimit, cancellationToken).ConfigureAwait(false))
            {
                yield return TimestampedLine.Parse(LogStream.Stdout, line.Span);
            }
        }
    }

    private static string Query(LogOptions options)
    {
        var query = "?stdout=1&stderr=1&timestamps=1";
        if (options.Follow)
        {
            query += "&follow=1";
        }

        if (options.Tail is { } tail)
        {
            query += string.Create(CultureInfo.InvariantCulture, $"&tail={tail}");
        }

        return options.Since is { } since ? $"{query}&since={UnixTime.Format(since)}" : query;
    }
}
