using System.Buffers.Binary;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using MiniKubelet.Runtimes.Cri.V1;

namespace MiniKubelet.Runtimes.ContractTests.Cri;

/// <summary>An HTTP/2 server on a unix socket whose every answer, down to the byte, a test decides.</summary>
internal sealed class GrpcTestServer : IAsyncDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("minikubelet-grpc-");
    private WebApplication? _app;

    public string SocketPath => Path.Combine(_directory.FullName, "s");

    public static async Task<GrpcTestServer> StartAsync(RequestDelegate answer)
    {
        var server = new GrpcTestServer();
        await server.RestartAsync(answer);
        return server;
    }

    public async Task RestartAsync(RequestDelegate answer)
    {
        await StopAsync();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options =>
            options.ListenUnixSocket(SocketPath, listen => listen.Protocols = HttpProtocols.Http2));
        _app = builder.Build();
        _app.Run(answer);
        await _app.StartAsync();
    }

    public async Task StopAsync()
    {
        if (_app is not null)
        {
            // At once: connections that are kept open would be waited for.
            using var now = new CancellationTokenSource();
            await now.CancelAsync();
            await _app.StopAsync(now.Token);
            await _app.DisposeAsync();
            _app = null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _directory.Delete(recursive: true);
    }

    /// <summary>A frame around a message that names a runtime.</summary>
    public static byte[] Frame(string runtimeName)
    {
        var message = new VersionResponse { RuntimeName = runtimeName }.ToByteArray();
        var frame = new byte[5 + message.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
        message.CopyTo(frame, 5);
        return frame;
    }

    /// <summary>Starts a gRPC answer.</summary>
    public static void Begin(HttpContext context) => context.Response.ContentType = "application/grpc";

    /// <summary>Ends it with a status in the trailers.</summary>
    public static void End(HttpContext context, int status, string? message = null)
    {
        context.Response.AppendTrailer("grpc-status", status.ToString(System.Globalization.CultureInfo.InvariantCulture));
        if (message is not null)
        {
            context.Response.AppendTrailer("grpc-message", message);
        }
    }
}
