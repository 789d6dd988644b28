using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using MiniKubelet.Agent.Probing;
using MiniKubelet.Testing;

namespace MiniKubelet.Agent.Tests.Probing;

/// <summary>gRPC probes against a plaintext HTTP/2 server on loopback.</summary>
public sealed class GrpcProbeTests : IAsyncLifetime, IDisposable
{
    private readonly VirtualTime time = new();
    private readonly CancellationTokenSource hangs = new();
    private WebApplication server = null!;
    private int port;
    private string? seen;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        server = builder.Build();
        server.Run(AnswerAsync);
        await server.StartAsync();
        port = new Uri(server.Urls.Single()).Port;
    }

    public async Task DisposeAsync()
    {
        await hangs.CancelAsync();
        await server.DisposeAsync();
    }

    public void Dispose() => hangs.Dispose();

    [Theory]
    [InlineData("status 1", null)]
    [InlineData("status 2", "service unhealthy (responded with \"NOT_SERVING\")")]
    [InlineData("status 3", "service unhealthy (responded with \"SERVICE_UNKNOWN\")")]
    [InlineData("empty", "service unhealthy (responded with \"UNKNOWN\")")]
    [InlineData("garbage", "service unhealthy (responded with \"no HealthCheckResponse\")")]
    [InlineData("endless", "error: health rpc failed: the answer is longer than one of this service")]
    [InlineData("error 12", "error: this server does not implement the grpc health protocol (grpc.health.v1.Health)")]
    [InlineData("error 5", "error: health rpc failed: status 5: as asked")]
    [InlineData("trailers-only", "error: health rpc failed: status 5: at once")]
    [InlineData("http", "error: health rpc failed: unexpected HTTP status 404")]
    public async Task OnlyServingPasses(string service, string? failure)
    {
        Assert.Equal(failure is null ? ProbeReport.Success : ProbeReport.Failure(failure), await ProbeAsync(service));
        Assert.Equal(service, seen);
    }

    [Fact]
    public async Task ALongServiceNameIsFramedRight()
    {
        var service = new string('s', 300);
        await ProbeAsync(service);
        Assert.Equal(service, seen);
    }

    [Fact]
    public async Task WithoutAServiceTheServerItselfIsAsked()
    {
        await ProbeAsync("");
        Assert.Equal("", seen);
    }

    [Fact]
    public async Task NoAnswerInTimeIsAFailure()
    {
        var probe = ProbeAsync("hang");
        await Eventually.TrueAsync(() => seen is not null);
        time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(ProbeReport.Failure("timeout: health rpc did not complete within 2s"), await probe);
    }

    [Fact]
    public async Task ARefusedConnectionIsAFailure()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();

        Assert.Equal(
            ProbeReport.Failure(
                $"error: failed to connect service \"127.0.0.1:{port}\": dial tcp 127.0.0.1:{port}: connect: connection refused"),
            await ProbeAsync(""));
    }

    private Task<ProbeReport> ProbeAsync(string service) =>
        GrpcProbe.RunAsync("127.0.0.1", port, service, "test", TimeSpan.FromSeconds(2), time, CancellationToken.None);

    private async Task AnswerAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var service = ServiceOf(body.ToArray());
        context.Response.ContentType = "application/grpc";
        seen = service;
        if (context.Request.Path != "/grpc.health.v1.Health/Check" || context.Request.Headers.TE != "trailers" || service == "http")
        {
            context.Response.StatusCode = 404;
            return;
        }

        switch (service.Split(' '))
        {
            case ["status", var status]:
                await context.Response.Body.WriteAsync(new byte[] { 0, 0, 0, 0, 2, 0x08, byte.Parse(status, null) });
                context.Response.AppendTrailer("grpc-status", "0");
                break;
            case ["empty"]:
                await context.Response.Body.WriteAsync(new byte[] { 0, 0, 0, 0, 0 });
                context.Response.AppendTrailer("grpc-status", "0");
                break;
            case ["garbage"]:
                await context.Response.Body.WriteAsync(new byte[10]);
                context.Response.AppendTrailer("grpc-status", "0");
                break;
            case ["endless"]:
                while (!context.RequestAborted.IsCancellationRequested)
                {
                    await context.Response.Body.WriteAsync(new byte[4096], context.RequestAborted);
                }

                break;
            case ["error", var code]:
                await context.Response.Body.FlushAsync();
                context.Response.AppendTrailer("grpc-status", code);
                context.Response.AppendTrailer("grpc-message", "as asked");
                break;
            case ["trailers-only"]:
                context.Response.Headers["grpc-status"] = "5";
                context.Response.Headers["grpc-message"] = "at once";
                break;
            case ["hang"]:
                await Task.Delay(Timeout.Infinite, hangs.Token);
                break;
            default:
                context.Response.AppendTrailer("grpc-status", "0");
                break;
        }
    }

    // Read back with other means than GrpcHealth writes it with.
    private static string ServiceOf(byte[] frame)
    {
        if (frame.Length == 5)
        {
            return "";
        }

        using var reader = new BinaryReader(new MemoryStream(frame, 6, frame.Length - 6));
        return reader.ReadString();
    }
}
