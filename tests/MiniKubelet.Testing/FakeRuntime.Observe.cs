using System.Runtime.CompilerServices;
using System.Text;
using System.Threading.Channels;
using MiniKubelet.Observation;
using MiniKubelet.Runtime;

namespace MiniKubelet.Testing;

public sealed partial class FakeRuntime
{
    /// <inheritdoc/>
    public Task<PodObservation> ObservePodAsync(string podUid, CancellationToken cancellationToken) =>
        CallAsync(RuntimeVerb.ObservePod, podUid, () => Observe(podUid), cancellationToken);

    /// <inheritdoc/>
    public Task<EquatableArray<PodObservation>> ObservePodsAsync(CancellationToken cancellationToken) => CallAsync(
        RuntimeVerb.ObservePods,
        "",
        () =>
        {
            List<string> uids;
            lock (_lock)
            {
                uids = _sandboxes.Values.Select(s => s.Config.Uid).Distinct().ToList();
            }

            return uids.Select(Observe).ToEquatableArray();
        },
        cancellationToken);

    /// <summary>What it holds of a pod, for the test: no call, no failpoint.</summary>
    public PodObservation Observe(string podUid)
    {
        lock (_lock)
        {
            var sandboxes = _sandboxes.Values.Where(s => s.Config.Uid == podUid).ToList();
            if (sandboxes.Count == 0)
            {
                return PodObservation.Nothing(podUid);
            }

            // Ids count up, so of objects made at the same instant the later one is the newer.
            return new PodObservation(
                podUid,
                sandboxes[0].Config.Name,
                sandboxes[0].Config.Namespace,
                sandboxes.OrderByDescending(s => s.Config.Attempt).Select(s => s.Observe()).ToEquatableArray(),
                _containers.Values.Where(c => c.Sandbox.Config.Uid == podUid)
                    .OrderByDescending(c => c.Id, StringComparer.Ordinal).Select(c => c.Observe()).ToEquatableArray());
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<RuntimeEvent> WatchEventsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Unbounded: a test that does not read its events is small.
        var channel = Channel.CreateUnbounded<RuntimeEvent>();
        await CallAsync(
            RuntimeVerb.WatchEvents,
            "",
            () =>
            {
                lock (_lock)
                {
                    channel.Writer.TryWrite(new RuntimeEvent(RuntimeEventKind.Resync, "", null));
                    _watchers.Add(channel);
                }
            },
            cancellationToken);
        try
        {
            await foreach (var happened in channel.Reader.ReadAllAsync(cancellationToken))
            {
                yield return happened;
            }
        }
        finally
        {
            lock (_lock)
            {
                _watchers.Remove(channel);
            }
        }
    }

    /// <summary>Breaks all event streams, as a restart of the runtime does.</summary>
    public void BreakEvents(RuntimeErrorKind kind = RuntimeErrorKind.Unavailable)
    {
        lock (_lock)
        {
            foreach (var watcher in _watchers)
            {
                watcher.Writer.TryComplete(new RuntimeException(kind, "events", "the event stream broke"));
            }

            _watchers.Clear();
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<LogLine> ReadLogsAsync(
        ContainerObservation container, LogOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(container);
        ArgumentNullException.ThrowIfNull(options);
        var record = Find(container.Id);
        await CallAsync(RuntimeVerb.ReadLogs, record.Name, () => { }, cancellationToken);
        var before = Written(record).ToList();
        var lines = before.Where(line => options.Since is not { } since || line.Time >= since).ToList();
        foreach (var line in options.Tail is { } tail ? lines.TakeLast((int)Math.Min(tail, int.MaxValue)) : lines)
        {
            yield return line;
        }

        if (options.Follow && record.State != RunState.Created)
        {
            await record.Exited.Task.WaitAsync(cancellationToken);
            foreach (var line in Written(record).Skip(before.Count))
            {
                yield return line;
            }
        }
    }

    // A process that was killed has no last words.
    private static IEnumerable<LogLine> Written(FakeContainer container)
    {
        var lines = container.StartedAt is { } started ? container.Script.Log.Select(line => Line(started, line)) : [];
        return container is { FinishedAt: { } finished, StopSignalled: false, ExitCode: not 137 }
            ? lines.Concat(container.Script.LastWords.Select(line => Line(finished, line)))
            : lines;

        static LogLine Line(DateTimeOffset time, string text) => new(time, LogStream.Stdout, Encoding.UTF8.GetBytes(text + "\n"));
    }

    private void Publish(RuntimeEventKind kind, string id, string podUid)
    {
        List<Channel<RuntimeEvent>> watchers;
        lock (_lock)
        {
            if (_loseEvents)
            {
                return;
            }

            watchers = [.. _watchers];
        }

        watchers.ForEach(watcher => watcher.Writer.TryWrite(new RuntimeEvent(kind, id, podUid)));
    }
}
