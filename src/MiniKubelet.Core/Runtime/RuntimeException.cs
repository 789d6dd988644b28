namespace MiniKubelet.Runtime;

/// <summary>What went wrong at the runtime. Code decides on this, never on a message's text.</summary>
public enum RuntimeErrorKind
{
    /// <summary>The socket is gone, refuses, or the runtime is shutting down. Trying again later makes sense.</summary>
    Unavailable,

    /// <summary>The runtime did not answer in time, or a command ran over its time.</summary>
    Timeout,

    /// <summary>The container or sandbox does not exist.</summary>
    NotFound,

    /// <summary>The name or port is taken.</summary>
    AlreadyExists,

    /// <summary>The image is not there (at create), or no registry has it (at pull).</summary>
    ImageNotFound,

    /// <summary>The image's name cannot be parsed.</summary>
    InvalidImageName,

    /// <summary>The registry refused us.</summary>
    Unauthorized,

    /// <summary>The registry could not be reached.</summary>
    RegistryUnavailable,

    /// <summary>The process could not be started: no such command, not executable, no such user or working directory.</summary>
    CannotRun,

    /// <summary>The container is not in a state that allows the call, such as exec in a container that has ended.</summary>
    InvalidState,

    /// <summary>The runtime refused the request's content.</summary>
    InvalidArgument,

    /// <summary>The runtime does not know the call.</summary>
    Unimplemented,

    /// <summary>Anything else the runtime reports.</summary>
    Internal,
}

/// <summary>A failed runtime call.</summary>
public sealed class RuntimeException : Exception
{
    /// <summary>A failed call on <paramref name="id"/> (a container, sandbox, image or socket).</summary>
    public RuntimeException(RuntimeErrorKind kind, string id, string message, Exception? inner = null)
        : base(message, inner)
    {
        Kind = kind;
        Id = id;
    }

    /// <summary>What went wrong.</summary>
    public RuntimeErrorKind Kind { get; }

    /// <summary>The container, sandbox, image or socket it happened to.</summary>
    public string Id { get; }
}
