using System.Runtime.CompilerServices;
using Google.Protobuf;
using MiniKubelet.Runtime;
using MiniKubelet.Runtimes.Cri.Grpc;

namespace MiniKubelet.Runtimes.Cri;

/// <summary>Calls to the runtime whose failures are <see cref="RuntimeException"/>s.</summary>
internal sealed class CriCalls(string socketPath, TimeProvider time) : IDisposable
{
    /// <summary>How long a call may take: the kubelet's <c>runtimeRequestTimeout</c>.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromMinutes(2);

    private readonly GrpcChannel _channel = new(socketPath, time);

    /// <summary>The socket; stands for the runtime in errors about no object in particular.</summary>
    public string SocketPath => socketPath;

    /// <summary>Makes a call on <paramref name="id"/> with a deadline.</summary>
    public Task<TResponse> CallAsync<TRequest, TResponse>(
        GrpcMethod<TRequest, TResponse> method, TRequest request, string id, CancellationToken cancellationToken,
        TimeSpan? timeout = null, Func<string, RuntimeErrorKind?>? ofText = null)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse> =>
        TranslateAsync(_channel.CallAsync(method, request, timeout ?? Timeout, cancellationToken), id, ofText);

    /// <summary>Makes a call whose answer <paramref name="read"/> takes from the stream its own way; without a deadline for null.</summary>
    public Task<TResult> CallAsync<TRequest, TResponse, TResult>(
        GrpcMethod<TRequest, TResponse> method, TRequest request, Func<Stream, CancellationToken, Task<TResult?>> read, string id,
        TimeSpan? timeout, Func<string, RuntimeErrorKind?> ofText, CancellationToken cancellationToken)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
        where TResult : class =>
        TranslateAsync(_channel.CallAsync(method, request, read, timeout, cancellationToken), id, ofText);

    /// <summary>Makes a call that takes as long as it takes, such as a pull.</summary>
    public Task<TResponse> CallWithoutDeadlineAsync<TRequest, TResponse>(
        GrpcMethod<TRequest, TResponse> method, TRequest request, string id, CancellationToken cancellationToken,
        Func<string, RuntimeErrorKind?>? ofText = null)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse> =>
        TranslateAsync(_channel.CallAsync(method, request, timeout: null, cancellationToken), id, ofText);

    /// <summary>Reads a stream of answers.</summary>
    public async IAsyncEnumerable<TResponse> StreamAsync<TRequest, TResponse>(
        GrpcMethod<TRequest, TResponse> method, TRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
    {
        await using var stream = _channel.StreamAsync(method, request, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await TranslateAsync(stream.MoveNextAsync().AsTask(), socketPath, ofText: null))
        {
            yield return stream.Current;
        }
    }

    public void Dispose() => _channel.Dispose();

    private static async Task<T> TranslateAsync<T>(Task<T> call, string id, Func<string, RuntimeErrorKind?>? ofText)
    {
        try
        {
            return await call;
        }
        catch (GrpcException e)
        {
            throw CriErrors.Translate(e, id, ofText);
        }
    }
}
