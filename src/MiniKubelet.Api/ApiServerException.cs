namespace MiniKubelet.Api;

/// <summary>The API server cannot start: a port is taken, or a certificate cannot be used. The message says which.</summary>
public sealed class ApiServerException : Exception
{
    /// <summary>Says in <paramref name="message"/> what must be changed.</summary>
    public ApiServerException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
