using System.Collections.Concurrent;
using System.Threading.Channels;
using Google.Protobuf.WellKnownTypes;
using MiniKubelet.Runtime;
using MiniKubelet.Runtimes.Cri.Containerd;

namespace MiniKubelet.Runtimes.Cri.Events;

/// <summary>
/// containerd's own events. Preferred to CRI's GetContainerEvents: containerd 1.6 does not know that one, 1.7 shares its events
/// out among the readers, and only here can we know when the subscription stands.
/// </summary>
internal sealed class ContainerdEvents(CriCalls calls, TimeProvider time, PodUids podUids)
{
    private const int SettlingAtOnce = 32;

    private static readonly TimeSpan _markerInterval = TimeSpan.FromMilliseconds(20);

    // containerd sends nothing at all before the first event. So we publish one of our own, in a namespace of our own, until
    // something comes back: from then on the subscription misses nothing.
    private readonly string _marker = $"/minikubelet/subscribed/{Guid.NewGuid():N}";
    private readonly StateSettler _settler = new(calls, time);

    // Bounded: when so many wait for CRI's books, the stream waits too, and containerd keeps the rest.
    private readonly Channel<Unsettled> _unsettled = Channel.CreateBounded<Unsettled>(SettlingAtOnce);

    // The last event of each id that waits, so that one id's events stay in their order.
    private readonly ConcurrentDictionary<string, Task> _lastOf = new(StringComparer.Ordinal);

    /// <summary>Writes events until the stream ends.</summary>
    public async Task PumpAsync(ChannelWriter<RuntimeEvent> events, CancellationToken cancellationToken)
    {
        var settling = SettleAllAsync(events, cancellationToken);
        try
        {
            await ReadStreamAsync(events, cancellationToken);
        }
        finally
        {
            _unsettled.Writer.Complete();
            await settling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ReadStreamAsync(ChannelWriter<RuntimeEvent> events, CancellationToken cancellationToken)
    {
        var request = new SubscribeRequest
        {
            Filters =
            {
                $"namespace=={ContainerdMethods.KubernetesNamespace},"
                    + "topic~=\"^/(tasks/(start|exit|oom)|containers/(create|delete))$\"",
                $"namespace=={ContainerdMethods.OwnNamespace},topic==\"{_marker}\"",
            },
        };
        await using var stream = new EventStream<Envelope>(
            token => calls.StreamAsync(ContainerdMethods.Subscribe, request, token), cancellationToken);
        while (!stream.First.IsCompleted)
        {
            await PublishMarkerAsync(cancellationToken);
            await Task.WhenAny(stream.First, Task.Delay(_markerInterval, time, cancellationToken));
        }

        if (!await stream.First)
        {
            return;
        }

        await events.WriteAsync(new RuntimeEvent(RuntimeEventKind.Resync, "", PodUid: null), cancellationToken);
        do
        {
            await HandleAsync(stream.Current, events, cancellationToken);
        }
        while (await stream.MoveNextAsync());
    }

    private Task<PublishResponse> PublishMarkerAsync(CancellationToken cancellationToken) => calls.CallAsync(
        ContainerdMethods.Publish,
        new PublishRequest { Topic = _marker, Event = new Any { TypeUrl = "minikubelet/Subscribed" } },
        calls.SocketPath,
        cancellationToken);

    private async Task HandleAsync(Envelope envelope, ChannelWriter<RuntimeEvent> events, CancellationToken cancellationToken)
    {
        var payload = envelope.Event.Value;
        switch (envelope.Topic)
        {
            case "/containers/create":
                await WriteAsync(RuntimeEventKind.Created, ContainerCreate.Parser.ParseFrom(payload).Id);
                break;

            case "/tasks/start":
                await WriteAsync(RuntimeEventKind.Started, TaskStart.Parser.ParseFrom(payload).ContainerId);
                break;

            // The end of an exec has an id of its own.
            case "/tasks/exit" when TaskExit.Parser.ParseFrom(payload) is var exit && exit.Id == exit.ContainerId:
                await SettleAsync(RuntimeEventKind.Stopped, exit.Id, _settler.HasEndedAsync);
                break;

            case "/tasks/oom":
                var killed = TaskOOM.Parser.ParseFrom(payload).ContainerId;
                await SettleAsync(RuntimeEventKind.Stopped, killed, _settler.HasOomReasonAsync);
                break;

            case "/containers/delete":
                var deleted = ContainerDelete.Parser.ParseFrom(payload).Id;
                await SettleAsync(RuntimeEventKind.Deleted, deleted, _settler.IsGoneAsync);
                break;
        }

        ValueTask WriteAsync(RuntimeEventKind kind, string id) =>
            events.WriteAsync(new RuntimeEvent(kind, id, podUids.Find(id)), cancellationToken);

        ValueTask SettleAsync(RuntimeEventKind kind, string id, Func<string, CancellationToken, Task<bool>> settled)
        {
            var before = _lastOf.GetValueOrDefault(id, Task.CompletedTask);
            var unsettled = new Unsettled(new RuntimeEvent(kind, id, podUids.Find(id)), settled, before, new TaskCompletionSource());
            _lastOf[id] = unsettled.Done.Task;
            return _unsettled.Writer.WriteAsync(unsettled, cancellationToken);
        }
    }

    // CRI's own books are written after containerd has told the world. An observation made at once could still see the old
    // state, and nothing would wake us again; so the event waits until CRI says the same.
    private Task SettleAllAsync(ChannelWriter<RuntimeEvent> events, CancellationToken cancellationToken) => Parallel.ForEachAsync(
        _unsettled.Reader.ReadAllAsync(cancellationToken),
        new ParallelOptions { MaxDegreeOfParallelism = SettlingAtOnce, CancellationToken = cancellationToken },
        async (unsettled, token) =>
        {
            await unsettled.Before.WaitAsync(token);
            await _settler.WaitAsync(unsettled.Event.Id, unsettled.Settled, token);
            await events.WriteAsync(unsettled.Event, token);
            _lastOf.TryRemove(new(unsettled.Event.Id, unsettled.Done.Task));
            unsettled.Done.SetResult();
        });

    private sealed record Unsettled(
        RuntimeEvent Event, Func<string, CancellationToken, Task<bool>> Settled, Task Before, TaskCompletionSource Done);
}
