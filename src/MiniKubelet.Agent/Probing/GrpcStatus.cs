using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace MiniKubelet.Agent.Probing;

/// <summary>How a gRPC call ended, in the words of grpc-go.</summary>
/// <param name="Code">The name of its code.</param>
/// <param name="Message">What the server says of it.</param>
internal readonly record struct GrpcStatus(string Code, string Message)
{
    // Their numbers are their places (google.golang.org/grpc/codes).
    private static readonly string[] _codes =
    [
        "OK", "Canceled", "Unknown", "InvalidArgument", "DeadlineExceeded", "NotFound", "AlreadyExists", "PermissionDenied",
        "ResourceExhausted", "FailedPrecondition", "Aborted", "OutOfRange", "Unimplemented", "Internal", "Unavailable", "DataLoss",
        "Unauthenticated",
    ];

    /// <summary>The status of an answer that has been read to its end: from its trailers, or its headers where it has no body.</summary>
    public static GrpcStatus Of(HttpResponseMessage response)
    {
        if (response.StatusCode != HttpStatusCode.OK)
        {
            return new GrpcStatus(
                OfHttp(response.StatusCode),
                $"unexpected HTTP status code received from server: {(int)response.StatusCode} ({response.ReasonPhrase})");
        }

        var code = Value(response, "grpc-status");
        if (code is null)
        {
            return new GrpcStatus("Internal", "server closed the stream without sending trailers");
        }

        var name = int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < _codes.Length
            ? _codes[number]
            : $"Code({code})";
        return new GrpcStatus(name, Uri.UnescapeDataString(Value(response, "grpc-message") ?? ""));
    }

    public override string ToString() => $"rpc error: code = {Code} desc = {Message}";

    // What an answer without a gRPC status stands for (grpc/grpc doc/http-grpc-status-mapping.md).
    private static string OfHttp(HttpStatusCode status) => status switch
    {
        HttpStatusCode.BadRequest => "Internal",
        HttpStatusCode.Unauthorized => "Unauthenticated",
        HttpStatusCode.Forbidden => "PermissionDenied",
        HttpStatusCode.NotFound => "Unimplemented",
        HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable
            or HttpStatusCode.GatewayTimeout => "Unavailable",
        // Not our enum.
        _ => "Unknown",
    };

    private static string? Value(HttpResponseMessage response, string name) =>
        Value(response.TrailingHeaders, name) ?? Value(response.Headers, name);

    private static string? Value(HttpHeaders headers, string name) =>
        headers.TryGetValues(name, out var values) ? values.First() : null;
}
