using System.Net.Sockets;

namespace MiniKubelet.Agent.Probing;

/// <summary>
/// Makes a connection and listens to the first bytes that the server sends: a TLS handshake that fails because the server speaks
/// plain HTTP is told from other failures by them, as Go's client does.
/// </summary>
internal sealed class FirstWords
{
    private static readonly byte[] Http = "HTTP/"u8.ToArray();
    private readonly byte[] _heard = new byte[Http.Length];
    private int _length;

    /// <summary>The server began with <c>HTTP/</c>.</summary>
    public bool AreHttp => _length == Http.Length && _heard.AsSpan().SequenceEqual(Http);

    /// <summary>Connects, for <see cref="SocketsHttpHandler.ConnectCallback"/>.</summary>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            return new Overheard(new NetworkStream(socket, ownsSocket: true), this);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private void Hear(ReadOnlySpan<byte> bytes)
    {
        var taken = bytes[..Math.Min(bytes.Length, _heard.Length - _length)];
        taken.CopyTo(_heard.AsSpan(_length));
        _length += taken.Length;
    }

    private sealed class Overheard(NetworkStream connection, FirstWords words) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await connection.ReadAsync(buffer, cancellationToken);
            words.Hear(buffer.Span[..read]);
            return read;
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = connection.Read(buffer, offset, count);
            words.Hear(buffer.AsSpan(offset, read));
            return read;
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            connection.WriteAsync(buffer, cancellationToken);

        public override void Write(byte[] buffer, int offset, int count) => connection.Write(buffer, offset, count);

        public override void Flush() => connection.Flush();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                connection.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
