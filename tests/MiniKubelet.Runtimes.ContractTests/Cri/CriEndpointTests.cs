using System.Net.Sockets;
using MiniKubelet.Runtime;
using MiniKubelet.Runtimes.Cri;
using Xunit;

namespace MiniKubelet.Runtimes.ContractTests.Cri;

public sealed class CriEndpointTests
{
    [Fact]
    public async Task ASocketThatSpeaksCriAnswers()
    {
        await using var server = await GrpcTestServer.StartAsync(async context =>
        {
            GrpcTestServer.Begin(context);
            await context.Response.Body.WriteAsync(GrpcTestServer.Frame("a runtime"));
            GrpcTestServer.End(context, 0);
        });

        Assert.True(await CriEndpoint.AnswersAsync(server.SocketPath, TimeProvider.System, CancellationToken.None));
    }

    [Fact]
    public async Task AGrpcServerWithoutCriDoesNot()
    {
        await using var server = await GrpcTestServer.StartAsync(context =>
        {
            GrpcTestServer.Begin(context);
            context.Response.Headers["grpc-status"] = "12";
            return Task.CompletedTask;
        });

        Assert.False(await CriEndpoint.AnswersAsync(server.SocketPath, TimeProvider.System, CancellationToken.None));
    }

    [Fact]
    public async Task AServerOfHttp1DoesNot()
    {
        var directory = Directory.CreateTempSubdirectory("minikubelet-http1-");
        var path = Path.Combine(directory.FullName, "s");
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        var serving = ServeAsync();

        Assert.False(await CriEndpoint.AnswersAsync(path, TimeProvider.System, CancellationToken.None));
        await serving;
        directory.Delete(recursive: true);

        // As Go's server, and so Docker's, answers the preface of HTTP/2.
        async Task ServeAsync()
        {
            using var connection = await listener.AcceptAsync();
            var preface = new byte[24];
            await connection.ReceiveAsync(preface);
            await connection.SendAsync("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n400 Bad Request"u8.ToArray());
        }
    }

    [Fact]
    public async Task ASocketThatIsNotThereIsUnavailable()
    {
        var failure = await Assert.ThrowsAsync<RuntimeException>(
            () => CriRuntime.ConnectAsync("/nonexistent/s", TimeProvider.System, CancellationToken.None));

        Assert.Equal((RuntimeErrorKind.Unavailable, "/nonexistent/s"), (failure.Kind, failure.Id));
        Assert.Contains("there is no such file", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("busybox", true)]
    [InlineData("busybox:1.36", true)]
    [InlineData("library/busybox@sha256:0375ca8e9803afed30d9eb46f69d57a9c07afbf80e260b83cb1baceb74f69adb", true)]
    [InlineData("sha256:0375ca8e9803afed30d9eb46f69d57a9c07afbf80e260b83cb1baceb74f69adb", true)]
    [InlineData("localhost:5000/a/b_c/d__e/f-g/h.i:tag", true)]
    [InlineData("Registry.example.com/a", true)]
    [InlineData("[::1]:5000/a", true)]
    [InlineData("", false)]
    [InlineData("UPPER/case", false)]
    [InlineData("sp ace", false)]
    [InlineData("Not/An:Image:Name", false)]
    [InlineData("a//b", false)]
    [InlineData("a/b/", false)]
    [InlineData("-a", false)]
    [InlineData("a:", false)]
    [InlineData("a@sha256:short", false)]
    [InlineData("a\n", false)]
    public void ImageNamesAreToldFromOthers(string name, bool valid) => Assert.Equal(valid, ImageName.IsValid(name));
}
