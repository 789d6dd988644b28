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
        server = MakeServer(0);
        await server.StartAsync();
        port = new Uri(server.Urls.Single()).Port;
    }

    private WebApplication MakeServer(int at)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, at, listen => listen.Protocols = HttpProtocols.Http2));
        var made = builder.Build();
        made.Run(AnswerAsync);
        return made;
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
    [InlineData("status 9", "service unhealthy (responded with \"9\")")]
    [InlineData("empty", "service unhealthy (responded with \"UNKNOWN\")")]
    [InlineData("garbage", "error: health rpc probe failed: rpc error: code = Internal desc = the answer is no HealthCheckResponse")]
    [InlineData("endless", "error: health rpc probe failed: rpc error: code = Internal desc = server closed the stream without sending trailers")]
    [InlineData("error 12", "error: this server does not implement the grpc health protocol (grpc.health.v1.Health): as asked, 100%")]
    [InlineData("error 4", "timeout: health rpc did not complete within 2s")]
    [InlineData("error 5", "error: health rpc probe failed: rpc error: code = NotFound desc = as asked, 100%")]
    [InlineData("error 99", "error: health rpc probe failed: rpc error: code = Code(99) desc = as asked, 100%")]
    [InlineData("trailers-only", "error: health rpc probe failed: rpc error: code = NotFound desc = at once")]
    [InlineData("http 404", "error: this server does not implement the grpc health protocol (grpc.health.v1.Health): unexpected HTTP status code received from server: 404 (Not Found)")]
    [InlineData("http 503", "error: health rpc probe failed: rpc error: code = Unavailable desc = unexpected HTTP status code received from server: 503 (Service Unavailable)")]
    [InlineData("http 418", "error: health rpc probe failed: rpc error: code = Unknown desc = unexpected HTTP status code received from server: 418 ()")]
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
    public async Task ARefusedConnectionIsTriedAgainUntilTheTimeIsOver()
    {
        port = FreePort();
        var probe = ProbeAsync("");
        await time.AdvanceUntilAsync(() => probe.IsCompleted, TimeSpan.FromSeconds(2), "the probe's time is over");

        Assert.Equal(
            ProbeReport.Failure($"timeout: failed to connect service \"127.0.0.1:{port}\" within 2s: context deadline exceeded"), await probe);
    }

    [Fact]
    public async Task AServerThatStartsListeningInTimePasses()
    {
        port = FreePort();
        var probe = ProbeAsync("status 1");
        // The probe's time, and the pause before the next try.
        await Eventually.TrueAsync(() => time.ArmedTimers == 2);
        await using var late = MakeServer(port);
        await late.StartAsync();
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(ProbeReport.Success, await probe);
    }

    [Fact]
    public async Task AServerThatDoesNotSpeakHttp2IsNotConnectedTo()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var probe = ProbeAsync("");
        using (var client = await listener.AcceptTcpClientAsync())
        {
            await client.GetStream().WriteAsync("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"u8.ToArray());
        }

        listener.Stop();
        await Eventually.TrueAsync(() => time.ArmedTimers == 2);
        await time.AdvanceUntilAsync(() => probe.IsCompleted, TimeSpan.FromSeconds(2), "the probe's time is over");

        Assert.Equal(
            ProbeReport.Failure($"timeout: failed to connect service \"127.0.0.1:{port}\" within 2s: context deadline exceeded"), await probe);
    }

    private static int FreePort()
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
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
        if (context.Request.Path != "/grpc.health.v1.Health/Check" || context.Request.Headers.TE != "trailers"
            || context.Request.Headers["grpc-timeout"] != "2S")
        {
            service = "http 404";
        }

        switch (service.Split(' '))
        {
            case ["http", var code]:
                context.Response.ContentType = "text/plain";
                context.Response.StatusCode = int.Parse(code, null);
                break;
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
                context.Response.AppendTrailer("grpc-message", "as asked, 100%25");
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
