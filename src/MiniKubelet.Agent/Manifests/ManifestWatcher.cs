using Microsoft.Extensions.Logging;
using MiniKubelet.Agent.Events;
using MiniKubelet.Agent.Pods;
using MiniKubelet.Agent.Status;
using MiniKubelet.Kubernetes;
using MiniKubelet.Linux;
using MiniKubelet.Manifests;

namespace MiniKubelet.Agent.Manifests;

/// <summary>
/// Keeps the desired pods what the manifest folder says. A change in the folder wakes it, a scan decides; a slow scan finds what a
/// wake may have missed.
/// <para>Reads: the folder. Alone writes: the desired pods, and the folder's other objects in the status store.</para>
/// </summary>
public sealed class ManifestWatcher(
    string folder, ManifestStore store, PodWorkers workers, StatusStore status, EventRecorder events, ObjectReference node,
    TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan ScanPeriod = TimeSpan.FromSeconds(20);

    // A file that is being written is broken for a moment: an error must last this long before it is reported.
    private static readonly TimeSpan ErrorDelay = TimeSpan.FromMilliseconds(300);

    private readonly TaskCompletionSource _firstScan = new();
    private readonly HashSet<ManifestError> _reported = [];
    private readonly HashSet<string> _ignored = [];
    private ManifestSnapshot _last = new();
    private bool _missingReported;

    /// <summary>Completes after the first scan.</summary>
    public Task FirstScan => _firstScan.Task;

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var watch = new DirectoryWatch(folder);
        ReportWatchError(watch.Error);
        var wake = watch.WaitAsync(cancellationToken).AsTask();
        var reportAt = (DateTimeOffset?)null;
        while (true)
        {
            var unreported = Scan();
            reportAt = !unreported ? null : reportAt ?? time.GetUtcNow() + ErrorDelay;
            if (reportAt <= time.GetUtcNow())
            {
                Report();
                reportAt = null;
            }

            _firstScan.TrySetResult();
            using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var pause = reportAt is null ? ScanPeriod : ErrorDelay;
            var next = await Task.WhenAny(wake, Task.Delay(pause, time, timer.Token)).ConfigureAwait(false);
            await timer.CancelAsync().ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            if (next == wake)
            {
                await wake.ConfigureAwait(false);
                wake = watch.WaitAsync(cancellationToken).AsTask();
            }
            else if (reportAt is null)
            {
                watch.Refresh();
            }
        }
    }

    /// <summary>True when there are errors that were not reported yet.</summary>
    private bool Scan()
    {
        _last = store.Scan();
        if (_last.FolderMissing)
        {
            // These are the pods of the last scan that found the folder, or those accepted before a restart: they stay.
            workers.SetDesired(_last.Pods);
            if (!_missingReported)
            {
                Log.FolderMissing(logger, folder);
            }

            _missingReported = true;
            return false;
        }

        _missingReported = false;
        // First what pods refer to.
        Show(status.ConfigMaps, _last.ConfigMaps);
        var secrets = Show(status.Secrets, _last.Secrets);
        Show(status.Namespaces, _last.Namespaces);
        workers.SetDesired(_last.Pods);
        TellCredentials(secrets);
        foreach (var file in _last.Ignored.Where(_ignored.Add))
        {
            Log.FileIgnored(logger, file);
        }

        _reported.IntersectWith(_last.Errors);
        return _last.Errors.Any(e => !_reported.Contains(e));
    }

    private void Report()
    {
        foreach (var error in _last.Errors.Where(_reported.Add))
        {
            Log.ManifestInvalid(logger, error.ToString());
            foreach (var pod in _last.Pods.Where(p => p.File == error.File))
            {
                events.Record(pod.Pod, EventType.Warning, "FailedValidation", error.ToString());
            }

            events.Record(node, EventType.Warning, "FailedValidation", error.ToString());
        }
    }

    private void ReportWatchError(LinuxException? error)
    {
        if (error is not null)
        {
            Log.CannotWatch(logger, folder, ScanPeriod, error.Message);
        }
    }

    /// <summary>Pods that wait for an image try again when a Secret they would show the registry has come or changed.</summary>
    private void TellCredentials(HashSet<(string? Namespace, string Name)> changed)
    {
        foreach (var pod in _last.Pods.Select(p => p.Pod)
            .Where(p => p.Spec.ImagePullSecrets.Any(secret => changed.Contains((p.Metadata.Namespace, secret.Name)))))
        {
            workers.CredentialsChanged(pod.Metadata.Uid);
        }
    }

    /// <summary>Makes a store hold these objects; which of them were added, changed or removed.</summary>
    private static HashSet<(string? Namespace, string Name)> Show<T>(ResourceStore<T> store, IEnumerable<T> objects)
        where T : class, IKubernetesObject
    {
        var wanted = objects.ToList();
        var names = wanted.Select(o => (o.Metadata.Namespace, o.Metadata.Name)).ToHashSet();
        var changed = new HashSet<(string?, string)>();
        foreach (var item in store.List().Items.Where(o => !names.Contains((o.Metadata.Namespace, o.Metadata.Name))))
        {
            store.Remove(item.Metadata.Namespace, item.Metadata.Name);
            changed.Add((item.Metadata.Namespace, item.Metadata.Name));
        }

        foreach (var item in wanted)
        {
            var before = store.Get(item.Metadata.Namespace, item.Metadata.Name);
            if (store.Put(item) != before)
            {
                changed.Add((item.Metadata.Namespace, item.Metadata.Name));
            }
        }

        return changed;
    }
}
