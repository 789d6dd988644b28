using System.Runtime.CompilerServices;
using Google.Protobuf;

namespace MiniKubelet.Runtimes.Cri.Grpc;

/// <summary>
/// gRPC over HTTP/2 with prior knowledge on a unix socket. One connection carries all calls; the first call after it broke
/// makes a new one. Failures are <see cref="GrpcException"/>; a cancelled token is an <see cref="OperationCanceledException"/>.
/// </summary>
internal sealed class GrpcChannel(string socketPath, TimeProvider time) : IDisposable
{
    /// <summary>Longest message accepted: 16 MiB, what containerd and the kubelet allow too.</summary>
    public const int MaxMessageLength = 16 * 1024 * 1024;

    private readonly GrpcTransport _transport = new(socketPath);

    /// <summary>Calls a method with one answer. Without a timeout it waits for as long as the caller does.</summary>
    public Task<TResponse> CallAsync<TRequest, TResponse>(
        GrpcMethod<TRequest, TResponse> method, TRequest request, TimeSpan? timeout, CancellationToken cancellationToken)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse> =>
        CallAsync(
            method, request, (body, token) => GrpcFrames.ReadAsync(body, method.Response, MaxMessageLength, token), timeout,
            cancellationToken);

    /// <summary>Calls a method with one answer that <paramref name="read"/> takes from the stream its own way; null: there is none.</summary>
    public async Task<TResult> CallAsync<TRequest, TResponse, TResult>(
        GrpcMethod<TRequest, TResponse> method, TRequest request, Func<Stream, CancellationToken, Task<TResult?>> read,
        TimeSpan? timeout, CancellationToken cancellationToken)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
        where TResult : class
    {
        using var deadline = new CancellationTokenSource(timeout ?? Timeout.InfiniteTimeSpan, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            using var response = await _transport.SendAsync(method, request, timeout, either.Token);
            var body = await response.Content.ReadAsStreamAsync(either.Token);
            var message = await read(body, either.Token);
            if (message is not null)
            {
                await GrpcFrames.ExpectEndAsync(body, either.Token);
            }

            GrpcStatus.ThrowUnlessOk(response);
            return message ?? throw new GrpcException(GrpcStatusCode.Internal, "the answer has no message");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new GrpcException(GrpcStatusCode.DeadlineExceeded, $"no answer within {timeout}");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw _transport.Failure(e);
        }
    }

    /// <summary>
    /// Calls a method with a stream of answers; ends when the server ends it with OK. Servers send their headers with the first
    /// message, so the first step of the enumeration can take for ever and says nothing about whether the call has arrived.
    /// </summary>
    public async IAsyncEnumerable<TResponse> StreamAsync<TRequest, TResponse>(
        GrpcMethod<TRequest, TResponse> method, TRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
    {
        using var response = await Translate(_transport.SendAsync(method, request, timeout: null, cancellationToken));
        using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        while (await Translate(GrpcFrames.ReadAsync(body, method.Response, MaxMessageLength, cancellationToken)) is { } message)
        {
            yield return message;
        }

        GrpcStatus.ThrowUnlessOk(response);
    }

    public void Dispose() => _transport.Dispose();

    private async Task<T> Translate<T>(Task<T> step)
    {
        try
        {
            return await step;
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw _transport.Failure(e);
        }
    }
}
