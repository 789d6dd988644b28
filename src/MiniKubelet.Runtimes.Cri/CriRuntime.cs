using MiniKubelet.Runtime;
using MiniKubelet.Runtimes.Cri.Observing;

namespace MiniKubelet.Runtimes.Cri;

/// <summary>A runtime that speaks CRI v1: containerd or CRI-O. One verb per file.</summary>
public sealed partial class CriRuntime : IContainerRuntime
{
    private readonly CriCalls _calls;
    private readonly TimeProvider _time;
    private readonly PodUids _podUids = new();
    private readonly CriObserver _observer;

    private CriRuntime(CriCalls calls, TimeProvider time)
    {
        _calls = calls;
        _time = time;
        _observer = new CriObserver(calls, time, _podUids);
    }

    /// <summary>
    /// Connects to the runtime behind a unix socket. Throws a <see cref="RuntimeException"/> that says why it cannot: nobody is
    /// there (<see cref="RuntimeErrorKind.Unavailable"/>), or it speaks no CRI v1 (<see cref="RuntimeErrorKind.Unimplemented"/>). Once
    /// connected, a broken connection is made again by the next call.
    /// </summary>
    public static async Task<CriRuntime> ConnectAsync(string socketPath, TimeProvider time, CancellationToken cancellationToken)
    {
        var calls = new CriCalls(socketPath, time);
        try
        {
            await CriEndpoint.RequireAsync(calls, cancellationToken);
            return new CriRuntime(calls, time);
        }
        catch
        {
            calls.Dispose();
            throw;
        }
    }

    /// <summary>Closes the connection. What runs keeps running.</summary>
    public ValueTask DisposeAsync()
    {
        _calls.Dispose();
        return ValueTask.CompletedTask;
    }
}
