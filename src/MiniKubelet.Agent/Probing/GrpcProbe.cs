using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;

namespace MiniKubelet.Agent.Probing;

/// <summary>Calls <c>grpc.health.v1.Health/Check</c> over plaintext HTTP/2: only SERVING passes (kubernetes/pkg/probe/grpc).</summary>
internal static class GrpcProbe
{
    private const string Unimplemented = "12";

    public static async Task<ProbeReport> RunAsync(
        string host, int port, string service, string userAgent, TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        using var deadline = new ProbeDeadline(timeout, time, cancellationToken);
        using var client = ProbeHttpClient.Make();
        var address = DialError.Address(host, port);
        try
        {
            return await CheckAsync(client, address, service, userAgent, deadline.Token);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException)
        {
            var cause = e.InnerException is SocketException socket ? DialError.Text(socket, host, port) : e.Message;
            return ProbeReport.Failure($"error: failed to connect service \"{address}\": {cause}");
        }
        catch (OperationCanceledException) when (deadline.Passed)
        {
            return ProbeReport.Failure($"timeout: health rpc did not complete within {timeout.TotalSeconds}s");
        }
    }

    private static async Task<ProbeReport> CheckAsync(
        HttpMessageInvoker client, string address, string service, string userAgent, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"http://{address}/grpc.health.v1.Health/Check"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(GrpcHealth.Request(service)),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        request.Headers.TryAddWithoutValidation("User-Agent", userAgent);

        using var response = await client.SendAsync(request, cancellationToken);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            return ProbeReport.Failure($"error: health rpc failed: unexpected HTTP status {(int)response.StatusCode}");
        }

        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        // Two bytes would do; what is longer is no answer of this service.
        var buffer = new byte[1024];
        var length = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        if (length == buffer.Length)
        {
            return ProbeReport.Failure("error: health rpc failed: the answer is longer than one of this service");
        }

        var status = Header(response, "grpc-status");
        return status switch
        {
            "0" => Judge(GrpcHealth.ServingStatus(buffer.AsSpan(0, length))),
            Unimplemented => ProbeReport.Failure("error: this server does not implement the grpc health protocol (grpc.health.v1.Health)"),
            _ => ProbeReport.Failure($"error: health rpc failed: status {status ?? "missing"}: {Header(response, "grpc-message")}"),
        };
    }

    private static ProbeReport Judge(int? status) => status == GrpcHealth.Serving
        ? ProbeReport.Success
        : ProbeReport.Failure($"service unhealthy (responded with \"{GrpcHealth.Name(status)}\")");

    // In the trailers, or among the headers of an answer without a body.
    private static string? Header(HttpResponseMessage response, string name) =>
        response.TrailingHeaders.TryGetValues(name, out var trailer) ? trailer.First()
        : response.Headers.TryGetValues(name, out var header) ? header.First()
        : null;
}
