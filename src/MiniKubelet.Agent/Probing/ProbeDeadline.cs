namespace MiniKubelet.Agent.Probing;

/// <summary>The time one run of a probe has, beside the caller's own wish to stop it.</summary>
internal sealed class ProbeDeadline : IDisposable
{
    private readonly CancellationTokenSource _timeout;
    private readonly CancellationTokenSource _either;
    private readonly CancellationToken _caller;

    public ProbeDeadline(TimeSpan timeout, TimeProvider time, CancellationToken caller)
    {
        _timeout = new CancellationTokenSource(timeout, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_timeout.Token, caller);
        _caller = caller;
    }

    /// <summary>Cancelled when the time is up or the caller stops.</summary>
    public CancellationToken Token => _either.Token;

    /// <summary>The time is up, which is a failure of the container; the caller's stop is none.</summary>
    public bool Passed => _timeout.IsCancellationRequested && !_caller.IsCancellationRequested;

    public void Dispose()
    {
        _either.Dispose();
        _timeout.Dispose();
    }
}
