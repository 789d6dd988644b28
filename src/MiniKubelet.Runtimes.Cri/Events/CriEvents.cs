using System.Threading.Channels;
using MiniKubelet.Runtime;
using MiniKubelet.Runtimes.Cri.V1;

namespace MiniKubelet.Runtimes.Cri.Events;

/// <summary>CRI's GetContainerEvents (evented PLEG), for runtimes that are not containerd.</summary>
internal sealed class CriEvents(CriCalls calls, TimeProvider time)
{
    // A refusal comes at once; a subscription that stands says nothing.
    private static readonly TimeSpan _refusalTime = TimeSpan.FromSeconds(1);

    /// <summary>Writes events until the stream ends.</summary>
    public async Task PumpAsync(ChannelWriter<RuntimeEvent> events, CancellationToken cancellationToken)
    {
        await using var stream = new EventStream<ContainerEventResponse>(
            token => calls.StreamAsync(CriMethods.GetContainerEvents, new GetEventsRequest(), token), cancellationToken);
        var resync = new RuntimeEvent(RuntimeEventKind.Resync, "", PodUid: null);
        if (await Task.WhenAny(stream.First, Task.Delay(_refusalTime, time, cancellationToken)) != stream.First)
        {
            await events.WriteAsync(resync, cancellationToken);
        }

        // Silence does not prove that the subscription stood when that resync was written; a first event does.
        if (!await FirstAsync(stream.First))
        {
            return;
        }

        await events.WriteAsync(resync, cancellationToken);
        do
        {
            await events.WriteAsync(ToEvent(stream.Current), cancellationToken);
        }
        while (await stream.MoveNextAsync());
    }

    // CRI-O refuses with an error of its own when its configuration turns events off.
    private async Task<bool> FirstAsync(Task<bool> first)
    {
        try
        {
            return await first;
        }
        catch (RuntimeException e) when (e.Kind == RuntimeErrorKind.Internal)
        {
            throw new RuntimeException(RuntimeErrorKind.Unimplemented, calls.SocketPath, e.Message, e);
        }
    }

    private static RuntimeEvent ToEvent(ContainerEventResponse response) => new(
        response.ContainerEventType switch
        {
            ContainerEventType.ContainerCreatedEvent => RuntimeEventKind.Created,
            ContainerEventType.ContainerStartedEvent => RuntimeEventKind.Started,
            ContainerEventType.ContainerStoppedEvent => RuntimeEventKind.Stopped,
            ContainerEventType.ContainerDeletedEvent => RuntimeEventKind.Deleted,

            // An open enum: an event this project has no name for still says that something happened.
            _ => RuntimeEventKind.Resync,
        },
        response.ContainerId,
        response.PodSandboxStatus?.Metadata?.Uid);
}
