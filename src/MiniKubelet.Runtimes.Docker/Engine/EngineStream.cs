using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MiniKubelet.Runtime;

namespace MiniKubelet.Runtimes.Docker.Engine;

/// <summary>An answer that is read while it is being written. A broken connection is a RuntimeException of kind Unavailable.</summary>
internal sealed class EngineStream(IDisposable owner, Stream stream, string socketPath) : IDisposable
{
    public void Dispose() => owner.Dispose();

    /// <summary>Reads some bytes; 0 at the end.</summary>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw EngineErrors.Unavailable(socketPath, e);
        }
    }

    /// <summary>Reads JSON objects, one a line, as events and pulls send them.</summary>
    public async IAsyncEnumerable<T> ReadObjectsAsync<T>(
        JsonTypeInfo<T> type, int lineLimit, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var line in ReadLinesAsync(lineLimit, cancellationToken).ConfigureAwait(false))
        {
            if (line.Span.IndexOfAnyExcept(" \r\n\t"u8) >= 0 && Parse(line.Span, type) is { } value)
            {
                yield return value;
            }
        }
    }

    private T? Parse<T>(ReadOnlySpan<byte> line, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(line, type);
        }
        catch (JsonException e)
        {
            throw new RuntimeException(RuntimeErrorKind.Internal, socketPath, $"docker sent JSON we cannot read: {e.Message}", e);
        }
    }

    /// <summary>
    /// Reads lines, each with its newline (the last may lack one). A line longer than the limit comes in parts of that size.
    /// A line is valid until the next is asked for.
    /// </summary>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadLinesAsync(
        int lineLimit, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var buffer = new byte[Math.Min(lineLimit, 16 * 1024)];
        var (start, end) = (0, 0);
        while (true)
        {
            int newline;
            while ((newline = buffer.AsSpan(start, end - start).IndexOf((byte)'\n')) >= 0)
            {
                yield return buffer.AsMemory(start, newline + 1);
                start += newline + 1;
            }

            if (end - start == lineLimit)
            {
                yield return buffer.AsMemory(start, lineLimit);
                start = end;
            }

            buffer.AsSpan(start, end - start).CopyTo(buffer);
            (start, end) = (0, end - start);
            if (end == buffer.Length)
            {
                Array.Resize(ref buffer, Math.Min(lineLimit, buffer.Length * 2));
            }

            var read = await ReadAsync(buffer.AsMemory(end), cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                break;
            }

            end += read;
        }

        if (end > 0)
        {
            yield return buffer.AsMemory(0, end);
        }
    }
}
