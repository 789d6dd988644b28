using MiniKubelet.Runtime;
using MiniKubelet.Runtimes.Cri.V1;

namespace MiniKubelet.Runtimes.Cri;

/// <summary>Finds out whether a socket speaks CRI v1.</summary>
public static class CriEndpoint
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Asks the socket for its CRI version. False: something answers and speaks no CRI v1, such as Docker. Throws a
    /// <see cref="RuntimeException"/> of kind <see cref="RuntimeErrorKind.Unavailable"/> when nobody can be asked (no such file, no permission,
    /// nobody listens) and <see cref="RuntimeErrorKind.Timeout"/> when nobody answers.
    /// </summary>
    public static async Task<bool> AnswersAsync(string socketPath, TimeProvider time, CancellationToken cancellationToken)
    {
        using var calls = new CriCalls(socketPath, time);
        try
        {
            await RequireAsync(calls, cancellationToken);
            return true;
        }
        catch (RuntimeException e) when (e.Kind == RuntimeErrorKind.Unimplemented)
        {
            return false;
        }
    }

    /// <summary>Throws unless the runtime speaks CRI v1.</summary>
    internal static async Task RequireAsync(CriCalls calls, CancellationToken cancellationToken)
    {
        var version = await calls.CallAsync(
            CriMethods.Version, new VersionRequest { Version = "v1" }, calls.SocketPath, cancellationToken, Patience);
        if (version.RuntimeName.Length == 0)
        {
            throw new RuntimeException(
                RuntimeErrorKind.Unimplemented, calls.SocketPath, $"{calls.SocketPath} gives no runtime name: it is no CRI v1 runtime");
        }
    }
}
