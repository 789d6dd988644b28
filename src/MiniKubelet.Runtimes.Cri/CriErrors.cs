using MiniKubelet.Runtime;
using MiniKubelet.Runtimes.Cri.Grpc;

namespace MiniKubelet.Runtimes.Cri;

/// <summary>Where a gRPC status becomes a <see cref="RuntimeErrorKind"/>; nowhere else.</summary>
internal static class CriErrors
{
    /// <summary>
    /// The exception for a failed call on <paramref name="id"/>. CRI promises no codes, and containerd answers Unknown for most
    /// of what goes wrong: then <paramref name="ofText"/> may know better from the words.
    /// </summary>
    public static RuntimeException Translate(GrpcException e, string id, Func<string, RuntimeErrorKind?>? ofText)
    {
        var kind = e.Code == GrpcStatusCode.Unknown
            ? ofText?.Invoke(e.Message) ?? CriErrorTexts.OfAnyCall(e.Message) ?? RuntimeErrorKind.Internal
            : Kind(e.Code);
        return new RuntimeException(kind, id, e.Message, e);
    }

    private static RuntimeErrorKind Kind(GrpcStatusCode code) => code switch
    {
        GrpcStatusCode.InvalidArgument or GrpcStatusCode.OutOfRange => RuntimeErrorKind.InvalidArgument,
        GrpcStatusCode.DeadlineExceeded => RuntimeErrorKind.Timeout,
        GrpcStatusCode.NotFound => RuntimeErrorKind.NotFound,
        GrpcStatusCode.AlreadyExists => RuntimeErrorKind.AlreadyExists,
        GrpcStatusCode.PermissionDenied or GrpcStatusCode.Unauthenticated => RuntimeErrorKind.Unauthorized,
        GrpcStatusCode.FailedPrecondition or GrpcStatusCode.Aborted => RuntimeErrorKind.InvalidState,
        GrpcStatusCode.Unimplemented => RuntimeErrorKind.Unimplemented,

        // Nobody here cancelled (that is an OperationCanceledException), so the runtime did: it is shutting down.
        GrpcStatusCode.Unavailable or GrpcStatusCode.Cancelled => RuntimeErrorKind.Unavailable,
        GrpcStatusCode.OK or GrpcStatusCode.Unknown or GrpcStatusCode.ResourceExhausted or GrpcStatusCode.Internal
            or GrpcStatusCode.DataLoss => RuntimeErrorKind.Internal,
    };
}
