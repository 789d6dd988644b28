using System.Net;
using System.Net.Sockets;
using MiniKubelet.Runtime;

namespace MiniKubelet.Runtimes.Docker.Engine;

/// <summary>The one place that turns Docker's answers and broken connections into <see cref="RuntimeException"/>s.</summary>
internal static class EngineErrors
{
    // Docker answers 500 for a port that is taken and says so only in words (libnetwork's port allocator, or the bind(2) of its proxy).
    private static readonly string[] _portTaken = ["port is already allocated", "address already in use"];

    // The words of the registry's API, and Docker's own when it has nothing to answer a challenge with.
    private static readonly string[] _refused = ["no basic auth credentials", "unauthorized: ", "denied: ", "pull access denied"];

    // Go's words for a connection that failed, and a registry that is down.
    private static readonly string[] _unreachable =
    [
        "dial tcp", "no such host", "connection refused", "i/o timeout", "TLS handshake", "x509:",
        "server gave HTTP response to HTTPS client", "Client.Timeout exceeded", "connection reset", "Service Unavailable", "Bad Gateway",
    ];

    /// <summary>What an error status means for a call. 304 (already so) never gets here.</summary>
    public static RuntimeErrorKind KindOf(EngineCall call, HttpStatusCode status) => (call, (int)status) switch
    {
        (_, 501) => RuntimeErrorKind.Unimplemented,
        (_, 503) => RuntimeErrorKind.Unavailable,

        // A missing sandbox is a 400 at create, so only the image can be missing.
        (EngineCall.Create or EngineCall.Image or EngineCall.Pull, 404) => RuntimeErrorKind.ImageNotFound,
        (EngineCall.Create, 409) => RuntimeErrorKind.AlreadyExists,
        (EngineCall.Image or EngineCall.Pull, 400) => RuntimeErrorKind.InvalidImageName,

        // Docker answers 500 whatever a registry or the way to it does, but for these: there the words tell more.
        (EngineCall.Pull, 401 or 403) => RuntimeErrorKind.Unauthorized,

        // The process could not be started (moby: translateContainerdStartErr).
        (EngineCall.Start or EngineCall.Exec, 400) => RuntimeErrorKind.CannotRun,

        (_, 404) => RuntimeErrorKind.NotFound,
        (_, 409) => RuntimeErrorKind.InvalidState,
        (_, 400) => RuntimeErrorKind.InvalidArgument,
        _ => RuntimeErrorKind.Internal,
    };

    /// <summary>What a registry said to a pull, which Docker passes on with status 500; null when the words tell nothing.</summary>
    public static RuntimeErrorKind? KindOfPull(string message) =>
        Says(message, _refused) ? RuntimeErrorKind.Unauthorized
        : Says(message, _unreachable) ? RuntimeErrorKind.RegistryUnavailable
        : null;

    /// <summary>Whether a failed start says that a host port is taken.</summary>
    public static bool SaysPortTaken(string message) => Says(message, _portTaken);

    private static bool Says(string message, string[] anyOf) =>
        anyOf.Any(words => message.Contains(words, StringComparison.Ordinal));

    /// <summary>A connection that could not be made or broke.</summary>
    public static RuntimeException Unavailable(string socketPath, Exception exception)
    {
        var words = (exception.InnerException as SocketException ?? exception as SocketException)?.SocketErrorCode switch
        {
            SocketError.AddressNotAvailable when !File.Exists(socketPath) => "no such file; is Docker running?",
            SocketError.AccessDenied => "permission denied; run as root or as a member of the socket's group",
            SocketError.ConnectionRefused => "connection refused; Docker is not running behind it",
            _ when !File.Exists(socketPath) => "no such file; is Docker running?",
            _ => exception.Message,
        };
        return new RuntimeException(RuntimeErrorKind.Unavailable, socketPath, $"docker at {socketPath}: {words}", exception);
    }
}
