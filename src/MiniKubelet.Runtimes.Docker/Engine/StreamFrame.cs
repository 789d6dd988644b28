using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using MiniKubelet.Runtime;

namespace MiniKubelet.Runtimes.Docker.Engine;

/// <summary>
/// One frame of the stream that carries a container's stdout and stderr together: a byte for the stream, three of zero, four
/// for the length, then that many bytes.
/// </summary>
internal readonly record struct StreamFrame(LogStream Stream, ReadOnlyMemory<byte> Bytes)
{
    private const int HeaderLength = 8;

    /// <summary>Reads frames; one longer than the limit comes in parts of that size. Its bytes are valid until the next is asked for.</summary>
    public static async IAsyncEnumerable<StreamFrame> ReadAsync(
        EngineStream stream, int partLimit, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var header = new byte[HeaderLength];
        var buffer = new byte[4 * 1024];
        while (await FillAsync(stream, header, cancellationToken).ConfigureAwait(false))
        {
            var source = header[0] == 2 ? LogStream.Stderr : LogStream.Stdout;
            var left = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(4));
            while (left > 0)
            {
                var part = (int)Math.Min(left, (uint)partLimit);
                if (buffer.Length < part)
                {
                    buffer = new byte[part];
                }

                if (!await FillAsync(stream, buffer.AsMemory(0, part), cancellationToken).ConfigureAwait(false))
                {
                    yield break;
                }

                yield return new StreamFrame(source, buffer.AsMemory(0, part));
                left -= (uint)part;
            }
        }
    }

    /// <summary>False when the stream ends first: the container's last write may be cut short.</summary>
    private static async Task<bool> FillAsync(EngineStream stream, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (buffer.Length > 0)
        {
            var read = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                return false;
            }

            buffer = buffer[read..];
        }

        return true;
    }
}
