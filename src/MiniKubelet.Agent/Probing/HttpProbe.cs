using System.Buffers;
using System.Net;
using System.Net.Sockets;
using MiniKubelet.Kubernetes;
using MiniKubelet.Probing;

namespace MiniKubelet.Agent.Probing;

/// <summary>GETs a page: 200 to 399 is success (kubernetes/pkg/probe/http).</summary>
internal static class HttpProbe
{
    /// <summary>How much of the answer is read, in bytes (kubernetes/pkg/probe/http maxRespBodyLength).</summary>
    public const int BodyLimit = 10 * 1024;

    // Go's client counts the first request among the ten it makes.
    private const int MaxRequests = 10;

    public static Uri Url(HTTPGetAction get, string host, int port)
    {
        var scheme = get.Scheme == UriScheme.HTTPS ? Uri.UriSchemeHttps : Uri.UriSchemeHttp;
        var path = get.Path is { Length: > 0 } given ? given : "/";
        return new Uri($"{scheme}://{DialError.Address(host, port)}{(path[0] is '/' or '?' ? "" : "/")}{path}");
    }

    public static async Task<ProbeReport> RunAsync(
        Uri url,
        EquatableArray<HTTPHeader> headers,
        string userAgent,
        TimeSpan timeout,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        using var deadline = new ProbeDeadline(timeout, time, cancellationToken);
        using var client = ProbeHttpClient.Make();
        try
        {
            return await GetAsync(client, url, headers, userAgent, deadline.Token);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException or NotSupportedException)
        {
            return ProbeReport.Failure($"Get \"{url}\": {Cause(e, url)}");
        }
        catch (OperationCanceledException) when (deadline.Passed)
        {
            return ProbeReport.Failure($"Get \"{url}\": context deadline exceeded");
        }
    }

    private static async Task<ProbeReport> GetAsync(
        HttpMessageInvoker client, Uri url, EquatableArray<HTTPHeader> headers, string userAgent, CancellationToken cancellationToken)
    {
        var current = url;
        var host = headers.FirstOrDefault(IsHost)?.Value;
        for (var requests = 1; ; requests++)
        {
            using var request = HttpProbeRequest.Make(current, host, headers, userAgent);
            using var response = await client.SendAsync(request, cancellationToken);
            if (Redirect(response, current) is not { } next || !IsSameHost(next, url))
            {
                await DrainAsync(response, cancellationToken);
                return Judge(response.StatusCode);
            }

            if (requests == MaxRequests)
            {
                return ProbeReport.Failure($"Get \"{next}\": stopped after {MaxRequests} redirects");
            }

            // The Host header that was asked for goes along only as long as the server does not name a host itself.
            host = response.Headers.Location is { IsAbsoluteUri: true } ? null : host;
            current = next;
        }
    }

    private static ProbeReport Judge(HttpStatusCode status) => (int)status switch
    {
        >= 200 and < 300 => ProbeReport.Success,
        // Not followed: it leads to another host, or nowhere.
        >= 300 and < 400 => new ProbeReport(ProbeOutcome.Warning, "Probe terminated redirects"),
        _ => ProbeReport.Failure($"HTTP probe failed with statuscode: {(int)status}"),
    };

    private static Uri? Redirect(HttpResponseMessage response, Uri current) =>
        response.StatusCode is HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther
            or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect
        && response.Headers.Location is { } location
            ? new Uri(current, location)
            : null;

    private static bool IsSameHost(Uri one, Uri other) => string.Equals(one.IdnHost, other.IdnHost, StringComparison.OrdinalIgnoreCase);

    private static bool IsHost(HTTPHeader header) => header.Name.Equals("Host", StringComparison.OrdinalIgnoreCase) && header.Value != "";

    // A server that is cut off in the middle of a small answer may log an error for every probe.
    private static async Task DrainAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = ArrayPool<byte>.Shared.Rent(BodyLimit);
        try
        {
            await body.ReadAtLeastAsync(buffer.AsMemory(0, BodyLimit), BodyLimit, throwOnEndOfStream: false, cancellationToken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static string Cause(Exception error, Uri url) => error switch
    {
        HttpRequestException { InnerException: SocketException inner } => DialError.Text(inner, url.IdnHost, url.Port),
        HttpRequestException { InnerException: { } inner } => inner.Message,
        _ => error.Message,
    };
}
