using System.Buffers;
using System.Buffers.Binary;
using System.Net.Http.Headers;
using Google.Protobuf;

namespace MiniKubelet.Runtimes.Cri.Grpc;

/// <summary>gRPC's frames: one byte that says whether the message is compressed, four of length, the message.</summary>
internal static class GrpcFrames
{
    private const int HeaderLength = 5;

    /// <summary>A request body that holds one message.</summary>
    public static HttpContent Content<T>(T message)
        where T : IMessage<T>
    {
        var length = message.CalculateSize();
        var frame = new byte[HeaderLength + length];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), length);
        message.WriteTo(frame.AsSpan(HeaderLength));

        var content = new ByteArrayContent(frame);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        return content;
    }

    /// <summary>
    /// Reads the next message, however its bytes were cut on the way; null at the end of the stream. A message longer than
    /// <paramref name="maxLength"/> is refused before any of it is buffered.
    /// </summary>
    public static async Task<T?> ReadAsync<T>(
        Stream stream, MessageParser<T> parser, int maxLength, CancellationToken cancellationToken)
        where T : class, IMessage<T>
    {
        if (await ReadLengthAsync(stream, maxLength, cancellationToken) is not { } length)
        {
            return null;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            await stream.ReadExactlyAsync(buffer.AsMemory(0, length), cancellationToken);
            return parser.ParseFrom(buffer, 0, length);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new GrpcException(GrpcStatusCode.Internal, "the message cannot be parsed", e);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Reads the head of the next frame: the length of its message, or null at the end of the stream.</summary>
    public static async Task<int?> ReadLengthAsync(Stream stream, int maxLength, CancellationToken cancellationToken)
    {
        var header = new byte[HeaderLength];
        var read = await stream.ReadAtLeastAsync(header, HeaderLength, throwOnEndOfStream: false, cancellationToken);
        if (read == 0)
        {
            return null;
        }

        if (read < HeaderLength)
        {
            throw new GrpcException(GrpcStatusCode.Internal, "the stream ended inside a frame");
        }

        if (header[0] != 0)
        {
            throw new GrpcException(GrpcStatusCode.Internal, "the message is compressed, which nobody asked for");
        }

        var length = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(1));
        return length <= maxLength
            ? (int)length
            : throw new GrpcException(
                GrpcStatusCode.ResourceExhausted, $"a message of {length} bytes is longer than the limit of {maxLength}");
    }

    /// <summary>Reads to the end of a stream that must hold no more messages, so that the trailers arrive.</summary>
    public static async Task ExpectEndAsync(Stream stream, CancellationToken cancellationToken)
    {
        if (await stream.ReadAsync(new byte[1], cancellationToken) != 0)
        {
            throw new GrpcException(GrpcStatusCode.Internal, "the answer has more than one message");
        }
    }
}
