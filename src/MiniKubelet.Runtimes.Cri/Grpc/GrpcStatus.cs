using System.Globalization;
using System.Net.Http.Headers;

namespace MiniKubelet.Runtimes.Cri.Grpc;

/// <summary>Status codes of a gRPC call (grpc/grpc doc/statuscodes.md).</summary>
internal enum GrpcStatusCode
{
    OK = 0,
    Cancelled = 1,
    Unknown = 2,
    InvalidArgument = 3,
    DeadlineExceeded = 4,
    NotFound = 5,
    AlreadyExists = 6,
    PermissionDenied = 7,
    ResourceExhausted = 8,
    FailedPrecondition = 9,
    Aborted = 10,
    OutOfRange = 11,
    Unimplemented = 12,
    Internal = 13,
    Unavailable = 14,
    DataLoss = 15,
    Unauthenticated = 16,
}

/// <summary>A gRPC call that ended with anything but OK.</summary>
internal sealed class GrpcException(GrpcStatusCode code, string message, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>The status, sent by the server or made up here when the transport failed.</summary>
    public GrpcStatusCode Code { get; } = code;
}

/// <summary>Reads the status that ends a call.</summary>
internal static class GrpcStatus
{
    /// <summary>Throws if the headers already hold a status: a call that fails before its first message may end with them.</summary>
    public static void ThrowIfFailedAlready(HttpResponseMessage response)
    {
        if (Read(response.Headers) is { Code: not GrpcStatusCode.OK } failure)
        {
            throw failure;
        }
    }

    /// <summary>Throws unless the trailers (or the headers of a call without a message) say OK. The body has been read.</summary>
    public static void ThrowUnlessOk(HttpResponseMessage response)
    {
        var end = Read(response.TrailingHeaders) ?? Read(response.Headers)
            ?? new GrpcException(GrpcStatusCode.Internal, "the answer ended without a status");
        if (end.Code != GrpcStatusCode.OK)
        {
            throw end;
        }
    }

    private static GrpcException? Read(HttpHeaders headers)
    {
        if (!headers.NonValidated.TryGetValues("grpc-status", out var status))
        {
            return null;
        }

        var code = int.TryParse(status.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number <= (int)GrpcStatusCode.Unauthenticated
                ? (GrpcStatusCode)number
                : GrpcStatusCode.Unknown;

        // grpc-message is percent-encoded UTF-8 (gRPC over HTTP2, "Status-Message").
        var message = headers.NonValidated.TryGetValues("grpc-message", out var text)
            ? Uri.UnescapeDataString(text.ToString())
            : code.ToString();
        return new GrpcException(code, message);
    }
}
