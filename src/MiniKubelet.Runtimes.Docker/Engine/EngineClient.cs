using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MiniKubelet.Runtime;

namespace MiniKubelet.Runtimes.Docker.Engine;

/// <summary>
/// HTTP to the Docker Engine on its unix socket. The API version is agreed on with the first call; every failure is a
/// <see cref="RuntimeException"/>. Calls have the request timeout unless they may rightly last longer.
/// </summary>
internal sealed partial class EngineClient : IDisposable
{
    private readonly HttpClient _http;
    private readonly string _socketPath;
    private readonly TimeSpan _requestTimeout;
    private readonly TimeProvider _time;

    public EngineClient(string socketPath, TimeSpan requestTimeout, TimeProvider time)
    {
        (_socketPath, _requestTimeout, _time) = (socketPath, requestTimeout, time);
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = ConnectAsync,
            UseProxy = false,
            UseCookies = false,
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(2),
        };
        _http = new HttpClient(handler) { BaseAddress = new Uri("http://docker"), Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>The process behind the socket, as of the last connection; 0 when it is in another PID namespace.</summary>
    public int PeerPid { get; private set; }

    public void Dispose() => _http.Dispose();

    /// <summary>Reads one object.</summary>
    public Task<T> GetAsync<T>(EngineCall call, string id, string path, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        LimitAsync(id, token => ReadAsync(call, id, Request(HttpMethod.Get, path), type, token), cancellationToken);

    /// <summary>Sends one object and reads another.</summary>
    public Task<TResult> PostAsync<TBody, TResult>(
        EngineCall call, string id, string path, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<TResult> type,
        CancellationToken cancellationToken) =>
        LimitAsync(id, token => ReadAsync(call, id, Request(HttpMethod.Post, path, Json(body, bodyType)), type, token), cancellationToken);

    /// <summary>Makes a call that answers nothing.</summary>
    public Task SendAsync(EngineCall call, string id, HttpMethod method, string path, CancellationToken cancellationToken) =>
        LimitAsync(
            id,
            async token =>
            {
                await SendAndIgnoreAsync(call, id, method, path, token).ConfigureAwait(false);
                return true;
            },
            cancellationToken);

    /// <summary>Makes a call that answers nothing and may take its time, such as a stop with a grace period.</summary>
    public Task SendWithoutLimitAsync(EngineCall call, string id, HttpMethod method, string path, CancellationToken cancellationToken) =>
        SendAndIgnoreAsync(call, id, method, path, cancellationToken);

    /// <summary>Starts a call whose answer is read piece by piece; the caller disposes it. Without a time limit.</summary>
    public async Task<EngineStream> OpenAsync(EngineCall call, string id, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await SendAsync(call, id, request, cancellationToken).ConfigureAwait(false);
        try
        {
            var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            return new EngineStream(response, stream, _socketPath);
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    public static HttpRequestMessage Request(HttpMethod method, string path, HttpContent? content = null) =>
        new(method, path) { Content = content };

    // With a length, not chunked: a chunked body costs a second packet and older daemons a second read.
    public static ByteArrayContent Json<T>(T body, JsonTypeInfo<T> type) =>
        new(JsonSerializer.SerializeToUtf8Bytes(body, type)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(_socketPath), cancellationToken).ConfigureAwait(false);
            PeerPid = UnixPeer.PidOf(socket);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
