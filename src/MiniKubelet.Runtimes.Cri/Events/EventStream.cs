namespace MiniKubelet.Runtimes.Cri.Events;

/// <summary>
/// A stream of answers whose first step, which may stay open for ever, is under way: it says whether the call was refused. One
/// that is left early is cancelled first, since an enumeration cannot be ended while a step is under way.
/// </summary>
internal sealed class EventStream<T> : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop;
    private readonly IAsyncEnumerator<T> _stream;

    public EventStream(Func<CancellationToken, IAsyncEnumerable<T>> call, CancellationToken cancellationToken)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _stream = call(_stop.Token).GetAsyncEnumerator(_stop.Token);
        First = _stream.MoveNextAsync().AsTask();
    }

    /// <summary>The first step: true when there is an answer, false when the stream ended without one.</summary>
    public Task<bool> First { get; }

    /// <summary>The answer of the last step.</summary>
    public T Current => _stream.Current;

    /// <summary>Goes on to the next answer; after the first step.</summary>
    public ValueTask<bool> MoveNextAsync() => _stream.MoveNextAsync();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await ((Task)First).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _stream.DisposeAsync();
        _stop.Dispose();
    }
}
