using System.Buffers.Binary;
using Microsoft.AspNetCore.Http;
using MiniKubelet.Runtimes.Cri;
using MiniKubelet.Runtimes.Cri.Grpc;
using MiniKubelet.Runtimes.Cri.V1;
using Xunit;

namespace MiniKubelet.Runtimes.ContractTests.Cri;

public sealed class GrpcChannelTests
{
    private static readonly TimeSpan _aMinute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task AMessageIsReadHoweverItsBytesAreCut()
    {
        await using var server = await GrpcTestServer.StartAsync(async context =>
        {
            GrpcTestServer.Begin(context);
            foreach (var oneByte in GrpcTestServer.Frame("in pieces").Chunk(1))
            {
                await context.Response.Body.WriteAsync(oneByte);
                await context.Response.Body.FlushAsync();
            }

            GrpcTestServer.End(context, 0);
        });

        Assert.Equal("in pieces", await NameAsync(server));
    }

    [Fact]
    public async Task SeveralMessagesInOneWriteAreReadOneByOne()
    {
        await using var server = await GrpcTestServer.StartAsync(async context =>
        {
            GrpcTestServer.Begin(context);
            byte[] both = [.. GrpcTestServer.Frame("first"), .. GrpcTestServer.Frame(""), .. GrpcTestServer.Frame("third")];
            await context.Response.Body.WriteAsync(both);
            GrpcTestServer.End(context, 0);
        });
        using var channel = new GrpcChannel(server.SocketPath, TimeProvider.System);

        var names = new List<string>();
        await foreach (var message in channel.StreamAsync(CriMethods.Version, new VersionRequest(), CancellationToken.None))
        {
            names.Add(message.RuntimeName);
        }

        Assert.Equal(["first", "", "third"], names);
    }

    [Fact]
    public async Task AnErrorInsteadOfAnAnswerHasItsCodeAndMessage()
    {
        // "Trailers-Only": the status comes in the headers.
        await using var server = await GrpcTestServer.StartAsync(context =>
        {
            GrpcTestServer.Begin(context);
            context.Response.Headers["grpc-status"] = "5";
            context.Response.Headers["grpc-message"] = "no caf%C3%A9 100%25";
            return Task.CompletedTask;
        });

        var failure = await Assert.ThrowsAsync<GrpcException>(() => NameAsync(server));

        Assert.Equal((GrpcStatusCode.NotFound, "no café 100%"), (failure.Code, failure.Message));
    }

    [Fact]
    public async Task AnErrorAfterAMessageIsThrownAfterIt()
    {
        await using var server = await GrpcTestServer.StartAsync(async context =>
        {
            GrpcTestServer.Begin(context);
            await context.Response.Body.WriteAsync(GrpcTestServer.Frame("before"));
            GrpcTestServer.End(context, 8, "too much");
        });
        using var channel = new GrpcChannel(server.SocketPath, TimeProvider.System);
        await using var stream = channel.StreamAsync(CriMethods.Version, new VersionRequest(), CancellationToken.None)
            .GetAsyncEnumerator(CancellationToken.None);

        Assert.True(await stream.MoveNextAsync());
        Assert.Equal("before", stream.Current.RuntimeName);
        var failure = await Assert.ThrowsAsync<GrpcException>(async () => await stream.MoveNextAsync());

        Assert.Equal((GrpcStatusCode.ResourceExhausted, "too much"), (failure.Code, failure.Message));
    }

    [Theory]
    [InlineData("77")]
    [InlineData("-1")]
    [InlineData("ok")]
    public async Task AStatusThatIsNoneIsUnknown(string status)
    {
        await using var server = await GrpcTestServer.StartAsync(context =>
        {
            GrpcTestServer.Begin(context);
            context.Response.Headers["grpc-status"] = status;
            return Task.CompletedTask;
        });

        Assert.Equal(GrpcStatusCode.Unknown, (await Assert.ThrowsAsync<GrpcException>(() => NameAsync(server))).Code);
    }

    [Fact]
    public async Task AnAnswerWithoutStatusIsNoAnswer()
    {
        await using var server = await GrpcTestServer.StartAsync(async context =>
        {
            GrpcTestServer.Begin(context);
            await context.Response.Body.WriteAsync(GrpcTestServer.Frame("half"));
        });

        Assert.Equal(GrpcStatusCode.Internal, (await Assert.ThrowsAsync<GrpcException>(() => NameAsync(server))).Code);
    }

    [Theory]
    [InlineData(new byte[] { 0, 0, 0 })]
    [InlineData(new byte[] { 1, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 0, 0, 0, 0, 2, 0xff, 0xff })]
    public async Task AFrameThatIsBrokenCompressedOrNoMessageIsAnError(byte[] bytes)
    {
        await using var server = await GrpcTestServer.StartAsync(async context =>
        {
            GrpcTestServer.Begin(context);
            await context.Response.Body.WriteAsync(bytes);
            GrpcTestServer.End(context, 0);
        });

        Assert.Equal(GrpcStatusCode.Internal, (await Assert.ThrowsAsync<GrpcException>(() => NameAsync(server))).Code);
    }

    [Fact]
    public async Task AMessageOverTheLimitIsRefusedBeforeItIsRead()
    {
        var never = new TaskCompletionSource();
        await using var server = await GrpcTestServer.StartAsync(async context =>
        {
            GrpcTestServer.Begin(context);
            var header = new byte[5];
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(1), GrpcChannel.MaxMessageLength + 1);
            await context.Response.Body.WriteAsync(header);
            await context.Response.Body.FlushAsync();
            await never.Task.WaitAsync(context.RequestAborted);
        });

        Assert.Equal(GrpcStatusCode.ResourceExhausted, (await Assert.ThrowsAsync<GrpcException>(() => NameAsync(server))).Code);
    }

    [Fact]
    public async Task ADeadlineIsToldToTheServerAndKeptWithoutIt()
    {
        var told = new TaskCompletionSource<string>();
        await using var server = await GrpcTestServer.StartAsync(async context =>
        {
            told.SetResult(context.Request.Headers["grpc-timeout"].ToString());
            await Aborted(context);
        });
        using var channel = new GrpcChannel(server.SocketPath, TimeProvider.System);

        var failure = await Assert.ThrowsAsync<GrpcException>(() => channel.CallAsync(
            CriMethods.Version, new VersionRequest(), TimeSpan.FromMilliseconds(1234.5), CancellationToken.None));

        Assert.Equal(GrpcStatusCode.DeadlineExceeded, failure.Code);
        Assert.Equal("1235m", await told.Task);
    }

    [Fact]
    public async Task CancellingACallCancelsItAtTheServer()
    {
        var arrived = new TaskCompletionSource();
        var aborted = new TaskCompletionSource();
        await using var server = await GrpcTestServer.StartAsync(async context =>
        {
            arrived.SetResult();
            await Aborted(context);
            aborted.SetResult();
        });
        using var channel = new GrpcChannel(server.SocketPath, TimeProvider.System);
        using var cancellation = new CancellationTokenSource();

        var call = channel.CallAsync(CriMethods.Version, new VersionRequest(), _aMinute, cancellation.Token);
        await arrived.Task;
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await aborted.Task.WaitAsync(_aMinute);
    }

    [Fact]
    public async Task LeavingAStreamCancelsItAtTheServer()
    {
        var aborted = new TaskCompletionSource();
        await using var server = await GrpcTestServer.StartAsync(async context =>
        {
            GrpcTestServer.Begin(context);
            await context.Response.Body.WriteAsync(GrpcTestServer.Frame("one"));
            await context.Response.Body.FlushAsync();
            await Aborted(context);
            aborted.SetResult();
        });
        using var channel = new GrpcChannel(server.SocketPath, TimeProvider.System);

        await foreach (var message in channel.StreamAsync(CriMethods.Version, new VersionRequest(), CancellationToken.None))
        {
            Assert.Equal("one", message.RuntimeName);
            break;
        }

        await aborted.Task.WaitAsync(_aMinute);
    }

    [Fact]
    public async Task AfterARestartOfTheServerTheNextCallConnectsAgain()
    {
        static async Task AnswerAsync(HttpContext context)
        {
            GrpcTestServer.Begin(context);
            await context.Response.Body.WriteAsync(GrpcTestServer.Frame("here"));
            GrpcTestServer.End(context, 0);
        }

        await using var server = await GrpcTestServer.StartAsync(AnswerAsync);
        using var channel = new GrpcChannel(server.SocketPath, TimeProvider.System);
        Assert.Equal("here", await NameAsync(channel));

        await server.StopAsync();
        Assert.Equal(GrpcStatusCode.Unavailable, (await Assert.ThrowsAsync<GrpcException>(() => NameAsync(channel))).Code);

        await server.RestartAsync(AnswerAsync);
        Assert.Equal("here", await NameAsync(channel));
    }

    [Fact]
    public async Task AStreamThatBreaksIsUnavailable()
    {
        await using var server = await GrpcTestServer.StartAsync(async context =>
        {
            GrpcTestServer.Begin(context);
            await context.Response.Body.WriteAsync(GrpcTestServer.Frame("one"));
            await context.Response.Body.FlushAsync();
            await Aborted(context);
        });
        using var channel = new GrpcChannel(server.SocketPath, TimeProvider.System);
        await using var stream = channel.StreamAsync(CriMethods.Version, new VersionRequest(), CancellationToken.None)
            .GetAsyncEnumerator(CancellationToken.None);
        Assert.True(await stream.MoveNextAsync());

        await server.StopAsync();

        var failure = await Assert.ThrowsAsync<GrpcException>(async () => await stream.MoveNextAsync());
        Assert.Equal(GrpcStatusCode.Unavailable, failure.Code);
    }

    [Fact]
    public async Task AServerOfSomethingElseIsUnimplemented()
    {
        await using var server = await GrpcTestServer.StartAsync(context =>
        {
            context.Response.StatusCode = 404;
            return context.Response.WriteAsync("page not found");
        });

        Assert.Equal(GrpcStatusCode.Unimplemented, (await Assert.ThrowsAsync<GrpcException>(() => NameAsync(server))).Code);
    }

    private static async Task<string> NameAsync(GrpcTestServer server)
    {
        using var channel = new GrpcChannel(server.SocketPath, TimeProvider.System);
        return await NameAsync(channel);
    }

    private static async Task<string> NameAsync(GrpcChannel channel) =>
        (await channel.CallAsync(CriMethods.Version, new VersionRequest(), _aMinute, CancellationToken.None)).RuntimeName;

    private static async Task Aborted(HttpContext context)
    {
        var aborted = new TaskCompletionSource();
        await using var registration = context.RequestAborted.Register(aborted.SetResult);
        await aborted.Task;
    }
}
