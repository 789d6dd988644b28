using MiniKubelet.Runtime;
using MiniKubelet.Testing;
using Xunit;

namespace MiniKubelet.Runtimes.ContractTests.Contract;

public abstract partial class ContainerRuntimeContract
{
    [RuntimeFact]
    public async Task TheFirstEventIsAResync()
    {
        await using var events = new EventLog(Runtime);

        Assert.Equal(new RuntimeEvent(RuntimeEventKind.Resync, "", null), await events.NextAsync(_ => true));
    }

    [RuntimeFact]
    public async Task TheLifeOfAContainerIsTold()
    {
        await using var events = new EventLog(Runtime);
        await events.NextAsync(next => next.Kind == RuntimeEventKind.Resync);
        var pod = await Pods.RunAsync();
        var id = await pod.StartIdleAsync();
        await Runtime.StopContainerAsync(id, TimeSpan.Zero, CancellationToken.None);
        await Runtime.RemoveContainerAsync(id, CancellationToken.None);

        foreach (var kind in new[] { RuntimeEventKind.Created, RuntimeEventKind.Started, RuntimeEventKind.Stopped, RuntimeEventKind.Deleted })
        {
            var told = await events.NextAsync(next => next.Kind == kind && next.Id == id);
            Assert.True(told.PodUid is null || told.PodUid == pod.Uid, told.ToString());
        }
    }

    [RuntimeFact]
    public async Task ADeathIsToldAndThenObserved()
    {
        var pod = await Pods.RunAsync();
        var id = await pod.StartAsync(pod.Container("main", "while [ ! -e /tmp/end ]; do usleep 10000; done; exit 9"));
        await using var events = new EventLog(Runtime);
        await events.NextAsync(next => next.Kind == RuntimeEventKind.Resync);

        await pod.EndAsync(id);
        await events.NextAsync(next => next.Kind == RuntimeEventKind.Stopped && next.Id == id);

        // An observation made because of the event must see what the event told.
        var observed = await pod.ObserveAsync(id);
        Assert.True(observed is { State: Observation.RunState.Exited, ExitCode: 9 }, observed.ToString());
    }

    [RuntimeFact]
    public async Task NothingHappensBetweenTheResyncAndTheListing()
    {
        var pod = await Pods.RunAsync();
        for (var i = 0; i < 5; i++)
        {
            var id = await pod.StartIdleAsync($"c{i}");
            await using var events = new EventLog(Runtime);
            await events.NextAsync(next => next.Kind == RuntimeEventKind.Resync);
            await Runtime.StopContainerAsync(id, TimeSpan.Zero, CancellationToken.None);
            await events.NextAsync(next => next.Kind == RuntimeEventKind.Stopped && next.Id == id);
        }
    }

    [RuntimeFact]
    public async Task WatchingEndsWhenCancelled()
    {
        using var cancellation = new CancellationTokenSource();
        await using var events = Runtime.WatchEventsAsync(cancellation.Token).GetAsyncEnumerator(CancellationToken.None);
        Assert.True(await events.MoveNextAsync());
        var next = events.MoveNextAsync().AsTask();

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            // Others' pods may have given an event before the cancellation.
            while (await next)
            {
                next = events.MoveNextAsync().AsTask();
            }
        });
    }
}
