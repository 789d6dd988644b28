using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;

namespace MiniKubelet.Agent.Probing;

/// <summary>
/// Calls <c>grpc.health.v1.Health/Check</c> over plaintext HTTP/2: only SERVING passes, and whatever else happens is a failure, never
/// an error (kubernetes/pkg/probe/grpc). Where nobody answers yet, connecting is tried again until the time is over.
/// </summary>
internal static class GrpcProbe
{
    // google.golang.org/grpc/backoff; a probe's time is over long before its longest pause.
    private const double Multiplier = 1.6;
    private static readonly TimeSpan _firstPause = TimeSpan.FromSeconds(1);

    public static async Task<ProbeReport> RunAsync(
        string host, int port, string service, string userAgent, TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        using var deadline = new ProbeDeadline(timeout, time, cancellationToken);
        var connected = false;
        using var client = ProbeHttpClient.Make(() => connected = true);
        var address = DialError.Address(host, port);
        try
        {
            for (var pause = _firstPause; ; pause *= Multiplier)
            {
                using var request = Request(address, service, userAgent, timeout);
                try
                {
                    using var response = await client.SendAsync(request, deadline.Token);
                    return Judge(response, await ReadAsync(response, deadline.Token), timeout);
                }
                catch (HttpRequestException)
                {
                    // Refused, or what answers does not speak HTTP/2.
                    connected = false;
                }

                await Task.Delay(pause, time, deadline.Token);
            }
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            return Failed(new GrpcStatus("Unavailable", e.Message));
        }
        catch (OperationCanceledException) when (deadline.Passed)
        {
            return connected
                ? Incomplete(timeout)
                : ProbeReport.Failure(
                    $"timeout: failed to connect service \"{address}\" within {GoDuration.Format(timeout)}: context deadline exceeded");
        }
    }

    private static HttpRequestMessage Request(string address, string service, string userAgent, TimeSpan timeout)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"http://{address}/grpc.health.v1.Health/Check"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(GrpcHealth.Request(service)),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        request.Headers.TryAddWithoutValidation("User-Agent", userAgent);
        request.Headers.TryAddWithoutValidation("grpc-timeout", string.Create(CultureInfo.InvariantCulture, $"{timeout.TotalSeconds:0}S"));
        return request;
    }

    private static async Task<byte[]> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        // Two bytes would do; what is longer is no answer of this service, and its trailers are not waited for.
        var buffer = new byte[1024];
        var length = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return buffer[..length];
    }

    private static ProbeReport Judge(HttpResponseMessage response, byte[] message, TimeSpan timeout)
    {
        var status = GrpcStatus.Of(response);
        return status.Code switch
        {
            "OK" => GrpcHealth.ServingStatus(message) switch
            {
                GrpcHealth.Serving => ProbeReport.Success,
                { } other => ProbeReport.Failure($"service unhealthy (responded with \"{GrpcHealth.Name(other)}\")"),
                null => Failed(new GrpcStatus("Internal", "the answer is no HealthCheckResponse")),
            },
            "Unimplemented" => ProbeReport.Failure(
                $"error: this server does not implement the grpc health protocol (grpc.health.v1.Health): {status.Message}"),
            "DeadlineExceeded" => Incomplete(timeout),
            _ => Failed(status),
        };
    }

    private static ProbeReport Failed(GrpcStatus status) => ProbeReport.Failure($"error: health rpc probe failed: {status}");

    private static ProbeReport Incomplete(TimeSpan timeout) =>
        ProbeReport.Failure($"timeout: health rpc did not complete within {GoDuration.Format(timeout)}");
}
