using System.Runtime.CompilerServices;
using System.Threading.Channels;
using MiniKubelet.Runtime;
using MiniKubelet.Runtimes.Cri.Events;

namespace MiniKubelet.Runtimes.Cri;

public sealed partial class CriRuntime
{
    private const int UnreadEvents = 1024;

    /// <inheritdoc/>
    public async IAsyncEnumerable<RuntimeEvent> WatchEventsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Bounded with waiting: a slow reader slows the stream down, and the runtime keeps the rest.
        var events = Channel.CreateBounded<RuntimeEvent>(new BoundedChannelOptions(UnreadEvents) { SingleReader = true });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var pump = PumpEventsAsync(events.Writer, stop.Token);
        try
        {
            await foreach (var runtimeEvent in events.Reader.ReadAllAsync(cancellationToken))
            {
                yield return runtimeEvent;
            }
        }
        finally
        {
            await stop.CancelAsync();
            await pump;
        }
    }

    // Never throws: the reader gets the failure at the end of the channel.
    private async Task PumpEventsAsync(ChannelWriter<RuntimeEvent> events, CancellationToken cancellationToken)
    {
        try
        {
            try
            {
                await new ContainerdEvents(_calls, _time, _podUids).PumpAsync(events, cancellationToken);
            }
            catch (RuntimeException e) when (e.Kind == RuntimeErrorKind.Unimplemented)
            {
                await new CriEvents(_calls, _time).PumpAsync(events, cancellationToken);
            }

            events.Complete(new RuntimeException(RuntimeErrorKind.Unavailable, _calls.SocketPath, "the event stream ended"));
        }
        catch (Exception e)
        {
            events.Complete(e);
        }
    }
}
