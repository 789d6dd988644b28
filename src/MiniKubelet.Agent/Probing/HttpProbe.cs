using System.Net.Sockets;
using System.Text;
using MiniKubelet.Kubernetes;
using MiniKubelet.Probing;

namespace MiniKubelet.Agent.Probing;

/// <summary>GETs a page: 200 to 399 is success (kubernetes/pkg/probe/http). Its words are those of the kubelet and of Go's client.</summary>
internal static class HttpProbe
{
    /// <summary>How much of the answer is read, in bytes (kubernetes/pkg/probe/http maxRespBodyLength).</summary>
    public const int BodyLimit = 10 * 1024;

    /// <summary>How often it asks when it is redirected; Go's client counts the first request among the ten it makes.</summary>
    public const int MaxRequests = 10;

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
        var hop = HttpProbeHop.First(url, headers);
        try
        {
            for (var requests = 1; ; requests++)
            {
                using var request = HttpProbeRequest.Make(hop.Url, hop.Host, headers, userAgent);
                using var response = await client.SendAsync(request, deadline.Token);
                if (hop.Next(response) is not { } next || !next.IsOnHostOf(url))
                {
                    return await JudgeAsync(response, deadline);
                }

                if (requests == MaxRequests)
                {
                    return ProbeReport.Failure($"Get \"{next.Location}\": stopped after {MaxRequests} redirects");
                }

                hop = next;
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException or NotSupportedException or UriFormatException)
        {
            return ProbeReport.Failure($"Get \"{hop.Text}\": {Cause(e, hop.Url)}");
        }
        catch (OperationCanceledException) when (deadline.Passed)
        {
            return ProbeReport.Failure($"Get \"{hop.Text}\": context deadline exceeded (Client.Timeout exceeded while awaiting headers)");
        }
    }

    /// <summary>
    /// The answer is read even where only its status counts: a server that is cut off in the middle of a small answer may log an
    /// error for every probe.
    /// </summary>
    private static async Task<ProbeReport> JudgeAsync(HttpResponseMessage response, ProbeDeadline deadline)
    {
        string body;
        try
        {
            body = await ReadAsync(response, deadline.Token);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return ProbeReport.BrokenOff(Cause(e, response.RequestMessage!.RequestUri!));
        }
        catch (OperationCanceledException) when (deadline.Passed)
        {
            return ProbeReport.BrokenOff("context deadline exceeded (Client.Timeout or context cancellation while reading body)");
        }

        return (int)response.StatusCode switch
        {
            >= 200 and < 300 => ProbeReport.Success,
            // Not followed: it leads to another host, or nowhere.
            >= 300 and < 400 => new ProbeReport(ProbeOutcome.Warning, $"Probe terminated redirects, Response body: {body}"),
            var status => ProbeReport.Failure($"HTTP probe failed with statuscode: {status}"),
        };
    }

    private static async Task<string> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[Math.Min(response.Content.Headers.ContentLength ?? BodyLimit, BodyLimit)];
        var length = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return Encoding.UTF8.GetString(buffer, 0, length);
    }

    private static string Cause(Exception error, Uri url) => error switch
    {
        HttpRequestException { InnerException: SocketException socket } => DialError.Text(socket, url.IdnHost, url.Port),
        { InnerException.InnerException: SocketException socket } => DialError.Text(socket, url.IdnHost, url.Port),
        HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded } => "EOF",
        HttpIOException { HttpRequestError: HttpRequestError.ResponseEnded } => "unexpected EOF",
        HttpRequestException { InnerException: { } inner } => inner.Message,
        _ => error.Message,
    };
}
