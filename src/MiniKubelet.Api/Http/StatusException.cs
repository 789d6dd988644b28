using MiniKubelet.Kubernetes;
using StatusObject = MiniKubelet.Kubernetes.Status;

namespace MiniKubelet.Api.Http;

/// <summary>Ends a request with a Status object: what the API server answers when it returns no object.</summary>
internal sealed class StatusException : Exception
{
    private StatusException(int code, string reason, string message, StatusDetails? details = null)
        : base(message) =>
        Body = new StatusObject
        {
            Result = "Failure",
            Message = message,
            Reason = reason,
            Details = details,
            Code = code,
        };

    /// <summary>The answer's body.</summary>
    internal StatusObject Body { get; }

    /// <summary>No such object; <paramref name="resource"/> is qualified by its group, as in <c>leases.coordination.k8s.io</c>.</summary>
    internal static StatusException NotFound(string group, string resource, string name) =>
        new(404, "NotFound", $"{Qualified(group, resource)} \"{name}\" not found", new() { Name = name, Group = NullIfEmpty(group), Kind = resource });

    /// <summary>No such path or resource.</summary>
    internal static StatusException NoSuchResource() =>
        new(404, "NotFound", "the server could not find the requested resource", new());

    /// <summary>Not with this verb.</summary>
    internal static StatusException MethodNotAllowed() =>
        new(405, "MethodNotAllowed", "the server does not allow this method on the requested resource", new());

    /// <summary>No certificate, or none that we trust.</summary>
    internal static StatusException Unauthorized() => new(401, "Unauthorized", "Unauthorized");

    /// <summary>The query cannot be understood.</summary>
    internal static StatusException BadRequest(string message) => new(400, "BadRequest", message);

    /// <summary>None of the media types that are accepted.</summary>
    internal static StatusException NotAcceptable() =>
        new(406, "NotAcceptable", "only the following media types are accepted: application/json");

    /// <summary>The version is no longer kept: list again.</summary>
    internal static StatusException Expired(string message) => new(410, "Expired", message);

    /// <summary>The version is not reached yet; the client may try again after a second.</summary>
    internal static StatusException TooLargeResourceVersion(long requested, long current) => new(
        504,
        "Timeout",
        $"Too large resource version: {requested}, current: {current}",
        new()
        {
            RetryAfterSeconds = 1,
            Causes = [new StatusCause { Reason = "ResourceVersionTooLarge", Message = "Too large resource version" }],
        });

    /// <summary>A parameter has a value it must not have.</summary>
    internal static StatusException Invalid(string kind, string group, string name, string field, string message) => new(
        422,
        "Invalid",
        $"{Qualified(group, kind)} \"{name}\" is invalid: {field}: {message}",
        new()
        {
            Name = NullIfEmpty(name),
            Group = NullIfEmpty(group),
            Kind = kind,
            Causes = [new StatusCause { Reason = "FieldValueInvalid", Message = message, Field = field }],
        });

    /// <summary>Something here failed.</summary>
    internal static StatusException Internal(string message) =>
        new(500, "InternalError", $"Internal error occurred: {message}", new() { Causes = [new StatusCause { Message = message }] });

    /// <summary>What we depend on, such as the container runtime, does not answer.</summary>
    internal static StatusException Unavailable(string message) => new(503, "ServiceUnavailable", message);

    private static string Qualified(string group, string resource) => group.Length == 0 ? resource : $"{resource}.{group}";

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
