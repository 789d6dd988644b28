using MiniKubelet.Runtime;
using MiniKubelet.Runtimes.Docker.Engine;

namespace MiniKubelet.Runtimes.Docker;

/// <summary>Finds out whether a socket is Docker's.</summary>
public static class DockerEndpoint
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Whether the Docker Engine API answers on a unix socket; false when something else does. Throws a
    /// <see cref="RuntimeException"/> of kind Unavailable when there is no socket, it may not be opened, or nobody listens.
    /// </summary>
    public static async Task<bool> AnswersAsync(string socketPath, TimeProvider time, CancellationToken cancellationToken)
    {
        using var engine = new EngineClient(socketPath, _patience, time);
        try
        {
            await engine.GetVersionAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (RuntimeException e) when (e.Kind is RuntimeErrorKind.Unimplemented or RuntimeErrorKind.Timeout)
        {
            return false;
        }
        catch (RuntimeException e) when (e.InnerException is HttpRequestException { HttpRequestError: not HttpRequestError.ConnectionError })
        {
            // Somebody listens, but hung up or spoke no HTTP.
            return false;
        }
    }
}
