namespace MiniKubelet.Api.Http;

/// <summary>Which of the server's ports a connection came in by.</summary>
internal enum Listener
{
    /// <summary>TLS with client certificates: everything.</summary>
    Secure,

    /// <summary>Loopback, plain: health only.</summary>
    Healthz,

    /// <summary>Loopback, plain: pods, metrics and health, to read.</summary>
    ReadOnly,
}

/// <summary>Set on each connection once, before its first request.</summary>
/// <param name="Listener">The port it came in by.</param>
/// <param name="User">Who it is; null when nobody we trust said so.</param>
internal sealed record ConnectionIdentity(Listener Listener, string? User);
