namespace MiniKubelet.Runtimes.Cri.Grpc;

/// <summary>Reads a protobuf message of <paramref name="length"/> bytes field by field from a stream, without holding all of it.</summary>
internal sealed class MessageReader(Stream stream, long length)
{
    /// <summary>Wire type of numbers.</summary>
    public const int Varint = 0;

    /// <summary>Wire type of bytes.</summary>
    public const int LengthDelimited = 2;

    private const int Fixed64 = 1;
    private const int Fixed32 = 5;
    private const int LongestVarint = 10;

    private readonly byte[] _buffer = new byte[8 * 1024];
    private long _unread = length; // of the message, in the buffer and behind it
    private int _start;
    private int _end;

    /// <summary>Whether the message has been read.</summary>
    public bool AtEnd => _unread == 0;

    /// <summary>Reads a number or a tag.</summary>
    public async ValueTask<ulong> ReadVarintAsync(CancellationToken cancellationToken)
    {
        var number = 0UL;
        for (var i = 0; i < LongestVarint; i++)
        {
            await FillAsync(cancellationToken);
            var next = _buffer[_start];
            Take(1);
            number |= (ulong)(next & 0x7F) << (7 * i);
            if (next < 0x80)
            {
                return number;
            }
        }

        throw Broken();
    }

    /// <summary>Reads bytes with their length, and appends them to <paramref name="target"/> until that is <paramref name="limit"/> long.</summary>
    public async ValueTask CopyBytesAsync(MemoryStream target, int limit, CancellationToken cancellationToken)
    {
        var left = await ReadVarintAsync(cancellationToken);
        if (left > (ulong)_unread)
        {
            throw Broken();
        }

        while (left > 0)
        {
            await FillAsync(cancellationToken);
            var taken = (int)Math.Min(left, (ulong)(_end - _start));
            target.Write(_buffer, _start, (int)Math.Min(taken, limit - target.Length));
            Take(taken);
            left -= (ulong)taken;
        }
    }

    /// <summary>Passes over a field nobody asked for.</summary>
    public async ValueTask SkipAsync(int wireType, CancellationToken cancellationToken)
    {
        switch (wireType)
        {
            case Varint:
                await ReadVarintAsync(cancellationToken);
                break;

            case LengthDelimited:
                await CopyBytesAsync(new MemoryStream(), limit: 0, cancellationToken);
                break;

            case Fixed32 or Fixed64:
                for (var i = wireType == Fixed32 ? 4 : 8; i > 0; i--)
                {
                    await FillAsync(cancellationToken);
                    Take(1);
                }

                break;

            default:
                throw Broken();
        }
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        if (_start < _end)
        {
            return;
        }

        var read = await stream.ReadAsync(_buffer.AsMemory(0, (int)Math.Min(_buffer.Length, _unread)), cancellationToken);
        if (read == 0)
        {
            throw Broken();
        }

        (_start, _end) = (0, read);
    }

    private void Take(int count)
    {
        _start += count;
        _unread -= count;
    }

    private static GrpcException Broken() => new(GrpcStatusCode.Internal, "the message cannot be parsed");
}
