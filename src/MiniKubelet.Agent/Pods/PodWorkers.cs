using System.Threading.Channels;
using MiniKubelet.Manifests;
using MiniKubelet.Observation;
using MiniKubelet.Planning;
using MiniKubelet.Runtime.Configuration;

namespace MiniKubelet.Agent.Pods;

/// <summary>
/// Keeps one <see cref="PodWorker"/> per pod UID: for each desired pod, and for each pod that is still there and no longer desired.
/// A pod whose name another incarnation still holds waits until that one is gone: the old is fully terminated, then the new starts.
/// A pod that is not admitted has no worker; it is tried again whenever a place may have come free.
/// <para>Reads: the desired pods it is given. Alone writes: the set of workers, and the status of rejected pods. All of it happens in
/// one loop.</para>
/// </summary>
public sealed partial class PodWorkers
{
    private static readonly TimeSpan LongestHandling = TimeSpan.FromSeconds(15);

    private readonly PodServices _services;
    private readonly Dictionary<string, Running> _workers = [];

    // When the message that is being handled was taken; 0 between messages.
    private long _handlingSince;

    // Unbounded: what comes in are whole snapshots and single facts, each handled at once and never waited for.
    private readonly Channel<Message> _inbox = Channel.CreateUnbounded<Message>(new UnboundedChannelOptions { SingleReader = true });
    // Null until the first word of what is desired: before that, no pod can be said to be unwanted.
    private IReadOnlyDictionary<string, PodManifest>? _desired;

    /// <summary>Workers that work with <paramref name="services"/>.</summary>
    public PodWorkers(PodServices services)
    {
        ArgumentNullException.ThrowIfNull(services);
        _services = services;
        services.Pleg.PodChanged += uid => _inbox.Writer.TryWrite(new Message.Changed(uid));
        services.Pleg.UnknownPod += pod => _inbox.Writer.TryWrite(new Message.Found(pod));
    }

    /// <summary>The pods that shall run, each with the manifest it comes from; replaces what was desired before.</summary>
    public void SetDesired(IEnumerable<PodManifest> pods) =>
        _inbox.Writer.TryWrite(new Message.Desired(pods.ToDictionary(p => p.Pod.Metadata.Uid)));

    /// <summary>Looks at one pod again.</summary>
    public void Wake(string podUid) => _inbox.Writer.TryWrite(new Message.Changed(podUid));

    /// <summary>Null while the loop answers, else what is wrong: it handles one thing for far too long.</summary>
    public string? Problem()
    {
        var since = Volatile.Read(ref _handlingSince);
        return since == 0 || _services.Time.GetElapsedTime(since) < LongestHandling
            ? null
            : $"the sync loop has not answered for {GoDuration.Format(_services.Time.GetElapsedTime(since))}";
    }

    /// <summary>
    /// Runs until cancelled; pods stay as they are then. Starts with what an earlier run of the daemon left: checkpoints of pods that
    /// are no longer desired are terminated.
    /// </summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var message in _inbox.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                _handlingSince = _services.Time.GetTimestamp();
                Handle(message, cancellationToken);
                _handlingSince = 0;
            }
        }
        finally
        {
            await Task.WhenAll(_workers.Values.Select(w => w.Task)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            foreach (var running in _workers.Values)
            {
                running.Worker.Dispose();
            }
        }
    }

    private void Handle(Message message, CancellationToken cancellationToken)
    {
        switch (message)
        {
            case Message.Desired desired:
                _desired = desired.Pods;
                Settle(_desired, cancellationToken);
                break;
            case Message.Ended ended when _desired is { } desired:
                _workers.Remove(ended.Uid, out var worker);
                worker?.Worker.Dispose();
                Settle(desired, cancellationToken);
                break;
            case Message.PlaceFree when _desired is { } desired && _rejected.Count > 0:
                Settle(desired, cancellationToken);
                break;
            case Message.Found found when _desired?.ContainsKey(found.Pod.Uid) == false && !_workers.ContainsKey(found.Pod.Uid):
                Log.OrphanFound(_services.Logger, $"{found.Pod.Namespace}/{found.Pod.Name}", found.Pod.Uid);
                Terminate(Start(_services.Checkpoints.Load(found.Pod.Uid) ?? OrphanOf(found.Pod), cancellationToken));
                break;
            case Message.Found found when _desired is { } desired && _rejected.ContainsKey(found.Pod.Uid):
                AdmitRunning(found.Pod.Uid, desired, cancellationToken);
                break;
            case Message.Changed { Uid: null }:
                foreach (var running in _workers.Values)
                {
                    running.Worker.Wake();
                }

                break;
            case Message.Changed { Uid: { } uid } when _workers.TryGetValue(uid, out var changed):
                changed.Worker.Wake();
                break;
            default:
                break;
        }
    }

    /// <summary>Ends the workers of pods that are not desired, updates those that are, starts those that are missing.</summary>
    private void Settle(IReadOnlyDictionary<string, PodManifest> desired, CancellationToken cancellationToken)
    {
        foreach (var uid in _services.Checkpoints.Uids().Where(uid => !_workers.ContainsKey(uid) && !desired.ContainsKey(uid)))
        {
            // Without its checkpoint there is only a directory left of it, and the worker that removes that.
            Start(_services.Checkpoints.Load(uid) ?? OrphanOf(PodObservation.Nothing(uid)), cancellationToken);
        }

        foreach (var (uid, running) in _workers)
        {
            if (!desired.TryGetValue(uid, out var wanted))
            {
                Terminate(running.Worker);
            }
            else if (!running.Worker.IsRemoving && !running.Worker.Given.Equals(wanted.Pod))
            {
                running.Worker.Update(wanted);
            }
        }

        var taken = _workers.Values.Select(w => w.Worker.Pod.FullName()).ToHashSet();
        var missing = desired.Values.Where(w => !_workers.ContainsKey(w.Pod.Metadata.Uid) && taken.Add(w.Pod.FullName())).ToList();
        foreach (var admitted in Admit(missing, desired))
        {
            Start(admitted, cancellationToken);
        }
    }

    private PodWorker Start(PodManifest manifest, CancellationToken cancellationToken)
    {
        var uid = manifest.Pod.Metadata.Uid;
        var history = _services.Checkpoints.LoadHistory(uid) ?? new PodHistory { StartTime = _services.Time.GetUtcNow() };

        // What it was before this run of the daemon, if there was one: what has changed since is an edit like any other.
        var worker = new PodWorker(_services.Checkpoints.Load(uid) ?? manifest, history, _services);
        worker.Update(manifest);
        worker.PlaceFreed += () => _inbox.Writer.TryWrite(new Message.PlaceFree());
        _workers[uid] = new Running(worker, RunAsync(worker, cancellationToken));
        return worker;
    }

    private async Task RunAsync(PodWorker worker, CancellationToken cancellationToken)
    {
        await Task.Yield();
        await worker.RunAsync(cancellationToken).ConfigureAwait(false);
        _inbox.Writer.TryWrite(new Message.Ended(worker.Pod.Metadata.Uid));
    }

    private void Terminate(PodWorker worker)
    {
        if (!worker.IsRemoving)
        {
            var grace = Math.Max(1, worker.Pod.Spec.GracePeriodSeconds());
            worker.Terminate(new PodTermination(_services.Time.GetUtcNow(), grace, Remove: true));
        }
    }

    /// <summary>A pod that the runtime holds and of which nothing else is known: enough of it to be ended gracefully.</summary>
    private static PodManifest OrphanOf(PodObservation observed) => new(RestoredPod.Of(observed), File: "");

    private sealed record Running(PodWorker Worker, Task Task);

    private abstract record Message
    {
        private Message()
        {
        }

        public sealed record Desired(IReadOnlyDictionary<string, PodManifest> Pods) : Message;

        public sealed record Ended(string Uid) : Message;

        public sealed record PlaceFree : Message;

        public sealed record Found(PodObservation Pod) : Message;

        public sealed record Changed(string? Uid) : Message;
    }
}
