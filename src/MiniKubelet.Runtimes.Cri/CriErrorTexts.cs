using MiniKubelet.Runtime;

namespace MiniKubelet.Runtimes.Cri;

/// <summary>
/// What the words of a failure say where the runtime gives the code Unknown. The only place that matches text: containerd 1.6
/// to 2.x wrap errors of runc, of the registry and of their own name index without a code. Unknown words stay unclassified.
/// </summary>
internal static class CriErrorTexts
{
    /// <summary>containerd listens before its CRI service has read the state of the last run.</summary>
    public static RuntimeErrorKind? OfAnyCall(string text) =>
        Has(text, "server is not initialized yet") ? RuntimeErrorKind.Unavailable : null;

    /// <summary>Names: containerd's and CRI-O's index of names says who holds one.</summary>
    public static RuntimeErrorKind? OfRunSandbox(string text) =>
        Has(text, "is reserved for") ? RuntimeErrorKind.AlreadyExists : null;

    /// <summary>Creating resolves the user in the image's files.</summary>
    public static RuntimeErrorKind? OfCreate(string text) =>
        Has(text, "is reserved for") ? RuntimeErrorKind.AlreadyExists
        : Has(text, "no users found", "no matching entries in passwd file", "unable to find user") ? RuntimeErrorKind.CannotRun
        : null;

    /// <summary>Starting fails in runc when the process cannot be made, and in containerd when the state does not allow it.</summary>
    public static RuntimeErrorKind? OfStart(string text) =>
        Has(text, "OCI runtime create failed", "OCI runtime start failed", "failed to create containerd task")
            ? RuntimeErrorKind.CannotRun
        : Has(text, "container is in CONTAINER_", "is not running", "already in starting state", "in removing state")
            ? RuntimeErrorKind.InvalidState
        : null;

    /// <summary>Exec: containerd looks at the container's state first, then runc tries.</summary>
    public static RuntimeErrorKind? OfExec(string text) =>
        Has(text, "container is in CONTAINER_", "cannot exec in a stopped", "container not running", "failed to load task")
            ? RuntimeErrorKind.InvalidState
        : Has(text, "OCI runtime exec failed") ? RuntimeErrorKind.CannotRun
        : null;

    /// <summary>Removing while another removal or a start is under way.</summary>
    public static RuntimeErrorKind? OfRemove(string text) =>
        Has(text, "in removing state", "in starting state") ? RuntimeErrorKind.InvalidState : null;

    /// <summary>Pulling: the registry's status, or Go's words for a connection that failed.</summary>
    public static RuntimeErrorKind? OfPull(string text) =>
        Has(text, "invalid reference format", "failed to parse image reference", "repository name must be lowercase")
            ? RuntimeErrorKind.InvalidImageName
        : Has(text, "401 Unauthorized", "403 Forbidden", "authorization failed", "insufficient_scope", "unauthorized")
            ? RuntimeErrorKind.Unauthorized
        : Has(text, "404 Not Found", "manifest unknown", "not found") ? RuntimeErrorKind.ImageNotFound
        : Has(text, "RegistryUnavailable", "dial tcp", "no such host", "connection refused", "i/o timeout", "TLS handshake",
            "x509:", "server gave HTTP response to HTTPS client", "503 Service Unavailable", "502 Bad Gateway",
            "500 Internal Server Error", "unexpected EOF", "connection reset") ? RuntimeErrorKind.RegistryUnavailable
        : null;

    private static bool Has(string text, params ReadOnlySpan<string> parts)
    {
        foreach (var part in parts)
        {
            if (text.Contains(part, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
