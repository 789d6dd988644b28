using Google.Protobuf;

namespace MiniKubelet.Runtimes.Cri.Grpc;

/// <summary>A gRPC method: its path, such as <c>/runtime.v1.RuntimeService/Version</c>, and how its answers are read.</summary>
internal sealed record GrpcMethod<TRequest, TResponse>(string Path, MessageParser<TResponse> Response)
    where TRequest : IMessage<TRequest>
    where TResponse : IMessage<TResponse>
{
    /// <summary>A header that goes with every call, if any.</summary>
    public KeyValuePair<string, string>? Metadata { get; init; }
}
