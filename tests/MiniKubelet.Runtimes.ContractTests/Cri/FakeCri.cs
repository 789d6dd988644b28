using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Globalization;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using MiniKubelet.Runtimes.Cri;
using MiniKubelet.Runtimes.Cri.Grpc;
using MiniKubelet.Runtimes.Cri.V1;

namespace MiniKubelet.Runtimes.ContractTests.Cri;

/// <summary>A CRI runtime that answers as a test says; calls it has no answer for are Unimplemented.</summary>
internal sealed class FakeCri : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Func<byte[], HttpContext, Task>> _answers = new();
    private GrpcTestServer _server = null!;

    /// <summary>The names of the calls made, in order.</summary>
    public ConcurrentQueue<string> Calls { get; } = [];

    public static async Task<FakeCri> StartAsync()
    {
        var fake = new FakeCri();
        fake.Answer(CriMethods.Version, _ => new VersionResponse { RuntimeName = "fake", RuntimeVersion = "1" });
        fake._server = await GrpcTestServer.StartAsync(fake.AnswerAsync);
        return fake;
    }

    public Task<CriRuntime> ConnectAsync() => CriRuntime.ConnectAsync(_server.SocketPath, TimeProvider.System, CancellationToken.None);

    /// <summary>Answers with a message, or with the status of a thrown <see cref="GrpcException"/>.</summary>
    public void Answer<TRequest, TResponse>(GrpcMethod<TRequest, TResponse> method, Func<TRequest, TResponse> answer)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse> =>
        _answers[method.Path] = async (request, context) =>
        {
            var message = new TRequest();
            message.MergeFrom(request);
            try
            {
                await WriteAsync(context, answer(message));
                GrpcTestServer.End(context, 0);
            }
            catch (GrpcException e)
            {
                GrpcTestServer.End(context, (int)e.Code, Uri.EscapeDataString(e.Message));
            }
        };

    /// <summary>Answers with these messages and keeps the stream open.</summary>
    public void AnswerStream<TRequest, TResponse>(GrpcMethod<TRequest, TResponse> method, params TResponse[] messages)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse> =>
        _answers[method.Path] = async (_, context) =>
        {
            foreach (var message in messages)
            {
                await WriteAsync(context, message);
            }

            var left = new TaskCompletionSource();
            await using var registration = context.RequestAborted.Register(left.SetResult);
            await left.Task;
        };

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        Calls.Enqueue(context.Request.Path.Value!.Split('/')[^1]);
        GrpcTestServer.Begin(context);
        var frame = new MemoryStream();
        await context.Request.Body.CopyToAsync(frame);
        if (_answers.TryGetValue(context.Request.Path.Value, out var answer))
        {
            await answer(frame.ToArray()[5..], context);
        }
        else
        {
            context.Response.Headers["grpc-status"] = ((int)GrpcStatusCode.Unimplemented).ToString(CultureInfo.InvariantCulture);
        }
    }

    private static async Task WriteAsync(HttpContext context, IMessage message)
    {
        var bytes = message.ToByteArray();
        var frame = new byte[5 + bytes.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), bytes.Length);
        bytes.CopyTo(frame, 5);
        await context.Response.Body.WriteAsync(frame);
        await context.Response.Body.FlushAsync();
    }
}
