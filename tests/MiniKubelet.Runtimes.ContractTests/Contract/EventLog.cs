using MiniKubelet.Runtime;

namespace MiniKubelet.Runtimes.ContractTests.Contract;

/// <summary>Watches a runtime's events and waits for those a test expects.</summary>
internal sealed class EventLog : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly IAsyncEnumerator<RuntimeEvent> _events;
    private readonly List<RuntimeEvent> _seen = [];

    public EventLog(IContainerRuntime runtime) =>
        _events = runtime.WatchEventsAsync(_end.Token).GetAsyncEnumerator(CancellationToken.None);

    /// <summary>The first event from here on that is wanted; those before it are dropped.</summary>
    public async Task<RuntimeEvent> NextAsync(Func<RuntimeEvent, bool> wanted)
    {
        _end.CancelAfter(TimeSpan.FromMinutes(1));
        try
        {
            while (await _events.MoveNextAsync())
            {
                _seen.Add(_events.Current);
                if (wanted(_events.Current))
                {
                    return _events.Current;
                }
            }
        }
        catch (OperationCanceledException)
        {
        }

        throw new TimeoutException($"the event did not come; these did: {string.Join(", ", _seen)}");
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _events.DisposeAsync();
        _end.Dispose();
    }
}
