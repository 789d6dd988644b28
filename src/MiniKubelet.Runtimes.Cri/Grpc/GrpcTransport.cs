using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Google.Protobuf;

namespace MiniKubelet.Runtimes.Cri.Grpc;

/// <summary>Sends gRPC requests on the HTTP/2 connection to a unix socket and names what goes wrong below gRPC.</summary>
internal sealed class GrpcTransport : IDisposable
{
    private readonly string _socketPath;
    private readonly HttpMessageInvoker _http;
    private volatile bool _hasAnswered;

    public GrpcTransport(string socketPath)
    {
        _socketPath = socketPath;
        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            ConnectCallback = ConnectAsync,
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            ActivityHeadersPropagator = null,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
        });
    }

    /// <summary>Sends the request; returns when the headers of a gRPC answer are there, its status not yet known.</summary>
    public async Task<HttpResponseMessage> SendAsync<TRequest, TResponse>(
        GrpcMethod<TRequest, TResponse> method, TRequest request, TimeSpan? timeout, CancellationToken cancellationToken)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, "http://localhost" + method.Path)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = GrpcFrames.Content(request),
        };
        message.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        if (timeout is { } limit)
        {
            // At most eight digits: milliseconds reach to 27 hours, beyond which no call of ours goes.
            var milliseconds = Math.Clamp((long)Math.Ceiling(limit.TotalMilliseconds), 1, 99_999_999);
            message.Headers.Add("grpc-timeout", milliseconds.ToString(CultureInfo.InvariantCulture) + "m");
        }

        if (method.Metadata is { } metadata)
        {
            message.Headers.Add(metadata.Key, metadata.Value);
        }

        var response = await _http.SendAsync(message, cancellationToken);
        _hasAnswered = true;
        try
        {
            ExpectGrpc(response);
            GrpcStatus.ThrowIfFailedAlready(response);
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    /// <summary>What a failure below gRPC means: the runtime is not there, or what is there speaks something else.</summary>
    public GrpcException Failure(Exception e)
    {
        if (e is HttpRequestException { InnerException: SocketException socket })
        {
            return new(GrpcStatusCode.Unavailable, $"cannot connect to {_socketPath}: {Reason(socket)}", e);
        }

        // A server of HTTP/1, such as Docker's, hangs up on the preface of HTTP/2.
        return _hasAnswered
            ? new(GrpcStatusCode.Unavailable, $"the connection to {_socketPath} broke: {e.Message}", e)
            : new(GrpcStatusCode.Unimplemented, $"{_socketPath} does not speak gRPC: {e.Message}", e);
    }

    public void Dispose() => _http.Dispose();

    private static string Reason(SocketException e) => e.SocketErrorCode switch
    {
        SocketError.AddressNotAvailable => "there is no such file",
        SocketError.AccessDenied => "permission denied",
        SocketError.ConnectionRefused => "nobody listens there",
        _ => e.Message,
    };

    private void ExpectGrpc(HttpResponseMessage response)
    {
        var mediaType = response.Content.Headers.ContentType?.MediaType;
        if (response.StatusCode != HttpStatusCode.OK
            || mediaType is null
            || !mediaType.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase))
        {
            throw new GrpcException(
                GrpcStatusCode.Unimplemented,
                $"{_socketPath} does not speak gRPC: it answered {(int)response.StatusCode} with {mediaType ?? "no type"}");
        }
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(_socketPath), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
