using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Security;

namespace MiniKubelet.Agent.Probing;

/// <summary>
/// A client for one run of a probe. One each time, as the kubelet's probes use each connection once: kept, a handler would hold
/// an entry for every pod address it ever saw.
/// </summary>
internal static class ProbeHttpClient
{
    /// <summary>A client.</summary>
    /// <param name="connected">Called when a connection has been made, before the first request on it.</param>
    /// <param name="connect">Makes a connection; null: as usual.</param>
    /// <param name="connectTimeout">How long that may take, with TLS; null: as long as it takes.</param>
    public static HttpMessageInvoker Make(
        Action? connected = null,
        Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>>? connect = null,
        TimeSpan? connectTimeout = null) => new(new SocketsHttpHandler
    {
        PlaintextStreamFilter = (context, _) =>
        {
            connected?.Invoke();
            return ValueTask.FromResult(context.PlaintextStream);
        },
        ConnectCallback = connect,
        ConnectTimeout = connectTimeout ?? Timeout.InfiniteTimeSpan,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        UseProxy = false,
        PooledConnectionLifetime = TimeSpan.Zero,
        ActivityHeadersPropagator = null,
        SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = AcceptAny },
    });

    [SuppressMessage("Security", "CA5359", Justification = "A probe asks whether the container answers, not who it is (v1 HTTPGetAction).")]
    private static bool AcceptAny(object sender, object? certificate, object? chain, SslPolicyErrors errors) => true;
}
