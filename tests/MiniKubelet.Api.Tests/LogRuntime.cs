using System.Runtime.CompilerServices;
using System.Text;
using System.Threading.Channels;
using MiniKubelet.Observation;
using MiniKubelet.Runtime;

namespace MiniKubelet.Api.Tests;

/// <summary>A runtime that only has containers to look at and logs to read.</summary>
internal sealed class LogRuntime : IContainerRuntime
{
    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly List<(string Uid, ContainerObservation Container)> _containers = [];
    private readonly Dictionary<string, Channel<LogLine>> _logs = [];

    /// <summary>The options of the last read.</summary>
    internal LogOptions? LastOptions { get; private set; }

    /// <summary>Adds an instance, newer than those before, with its log.</summary>
    internal string Add(string podUid, string container, RunState state, params string[] lines)
    {
        var id = $"{podUid}-{container}-{_containers.Count}";
        _containers.Insert(0, (podUid, new ContainerObservation
        {
            Id = id,
            Name = container,
            Attempt = _containers.Count(c => c.Uid == podUid && c.Container.Name == container),
            SandboxId = podUid,
            State = state,
            CreatedAt = Start,
            Image = "img:1",
        }));
        _logs[id] = Channel.CreateUnbounded<LogLine>();
        foreach (var line in lines)
        {
            Write(id, line);
        }

        if (state == RunState.Exited)
        {
            _logs[id].Writer.Complete();
        }

        return id;
    }

    /// <summary>Writes to a container's log; the newline is the caller's.</summary>
    internal void Write(string id, string text) =>
        Assert.True(_logs[id].Writer.TryWrite(new LogLine(Start, LogStream.Stdout, Encoding.Latin1.GetBytes(text))));

    public async IAsyncEnumerable<LogLine> ReadLogsAsync(
        ContainerObservation container, LogOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        LastOptions = options;
        var reader = _logs[container.Id].Reader;
        while (options.Follow ? await reader.WaitToReadAsync(cancellationToken) : reader.TryPeek(out _))
        {
            while (reader.TryRead(out var line))
            {
                yield return line;
            }
        }
    }

    public Task<PodObservation> ObservePodAsync(string podUid, CancellationToken cancellationToken) => Task.FromResult(
        PodObservation.Nothing(podUid) with
        {
            Name = podUid.Replace("uid-", "", StringComparison.Ordinal),
            Namespace = "default",
            Containers = _containers.Where(c => c.Uid == podUid).Select(c => c.Container).ToEquatableArray(),
        });

    public async Task<EquatableArray<PodObservation>> ObservePodsAsync(CancellationToken cancellationToken)
    {
        var pods = new List<PodObservation>();
        foreach (var uid in _containers.Select(c => c.Uid).Distinct())
        {
            pods.Add(await ObservePodAsync(uid, cancellationToken));
        }

        return pods.ToEquatableArray();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public Task<RuntimeInfo> GetInfoAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<string> RunSandboxAsync(SandboxConfig config, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task StopSandboxAsync(string sandboxId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task RemoveSandboxAsync(string sandboxId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<string> CreateContainerAsync(
        string sandboxId, ContainerConfig config, SandboxConfig sandbox, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task StartContainerAsync(string containerId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task StopContainerAsync(string containerId, TimeSpan grace, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task RemoveContainerAsync(string containerId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ExecResult> ExecAsync(
        string containerId, EquatableArray<string> command, TimeSpan timeout, int outputLimit, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<ImageInfo?> GetImageAsync(string image, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<string> PullImageAsync(string image, RegistryCredentials? credentials, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public IAsyncEnumerable<RuntimeEvent> WatchEventsAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
}
