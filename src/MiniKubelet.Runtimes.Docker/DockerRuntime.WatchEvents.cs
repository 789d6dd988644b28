using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json;
using MiniKubelet.Runtime;
using MiniKubelet.Runtimes.Docker.Engine;

namespace MiniKubelet.Runtimes.Docker;

public sealed partial class DockerRuntime
{
    // An event carries all labels of its container.
    private const int EventLineLimit = 1024 * 1024;

    // Exec probes would be most of the stream: events of exec are not asked for.
    private static readonly string[] _actions = ["create", "start", "die", "destroy", "oom"];

    /// <summary>Containers in which memory ran out, as told by an event.</summary>
    private readonly ConcurrentDictionary<string, bool> _oomKilled = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public async IAsyncEnumerable<RuntimeEvent> WatchEventsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var filters = JsonSerializer.Serialize(
            new Filters { ["type"] = ["container"], ["event"] = _actions, ["label"] = [ObjectRecord.Label] },
            EngineJson.Default.Filters);

        // Docker sends its headers before it subscribes us. With "since", the subscription begins with what is in Docker's
        // memory from that moment on, so nothing falls between the two.
        var since = UnixTime.Format(_time.GetUtcNow());
        var request = EngineClient.Request(HttpMethod.Get, $"/events?since={since}&filters={Uri.EscapeDataString(filters)}");
        using var stream = await _engine.OpenAsync(EngineCall.Query, _socketPath, request, cancellationToken).ConfigureAwait(false);

        // What happened while nobody watched is not known.
        _ended.Clear();
        yield return new RuntimeEvent(RuntimeEventKind.Resync, "", null);

        await foreach (var engineEvent in stream
            .ReadObjectsAsync(EngineJson.Default.EngineEvent, EventLineLimit, cancellationToken).ConfigureAwait(false))
        {
            if (Translate(engineEvent) is { } runtimeEvent)
            {
                yield return runtimeEvent;
            }
        }

        throw new RuntimeException(RuntimeErrorKind.Unavailable, _socketPath, $"docker at {_socketPath} ended its event stream");
    }

    private RuntimeEvent? Translate(EngineEvent engineEvent)
    {
        if (engineEvent is not { Type: "container", Actor: { ID: { } id, Attributes: { } attributes } }
            || ObjectName.TryParse(attributes.GetValueOrDefault("name", "")) is not { } name)
        {
            return null;
        }

        switch (engineEvent.Action)
        {
            case "create":
                return new RuntimeEvent(RuntimeEventKind.Created, id, name.Uid);
            case "start":
                Forget(id);
                return new RuntimeEvent(RuntimeEventKind.Started, id, name.Uid);
            case "oom":
                _oomKilled[id] = true;
                _ended.TryRemove(id, out _);
                return null;
            case "die":
                return new RuntimeEvent(RuntimeEventKind.Stopped, id, name.Uid);
            case "destroy":
                Forget(id);
                return new RuntimeEvent(RuntimeEventKind.Deleted, id, name.Uid);
            default:
                return null;
        }
    }
}
