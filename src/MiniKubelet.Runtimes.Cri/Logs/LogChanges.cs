using System.Threading.Channels;

namespace MiniKubelet.Runtimes.Cri.Logs;

/// <summary>Wakes a reader when a log may have grown. A hint: it also wakes now and then for nothing.</summary>
internal sealed class LogChanges(string path, TimeProvider time) : IDisposable
{
    // Watching fails before the directory is there and where inotify's instances are used up; without it, look more often.
    private static readonly TimeSpan _tickWatched = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _tickUnwatched = TimeSpan.FromMilliseconds(200);

    // Capacity 1: several changes are one reason to look.
    private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private FileSystemWatcher? _watcher;

    /// <summary>Starts watching, if it can. What changes before is seen by a look at the file after.</summary>
    public void TryWatch()
    {
        if (_watcher is not null)
        {
            return;
        }

        FileSystemWatcher? watcher = null;
        try
        {
            watcher = new FileSystemWatcher(Path.GetDirectoryName(path)!)
            {
                NotifyFilter = NotifyFilters.FileName | NotifyFilters.LastWrite | NotifyFilters.Size,
            };
            watcher.Changed += Wake;
            watcher.Created += Wake;
            watcher.Renamed += Wake;
            watcher.EnableRaisingEvents = true;
            _watcher = watcher;
        }
        catch (Exception e) when (e is ArgumentException or IOException)
        {
            watcher?.Dispose();
        }
    }

    /// <summary>Waits for a change; false when none came for a while.</summary>
    public async Task<bool> WaitAsync(CancellationToken cancellationToken)
    {
        using var tick = new CancellationTokenSource(_watcher is null ? _tickUnwatched : _tickWatched, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(tick.Token, cancellationToken);
        try
        {
            return await _changes.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    public void Dispose() => _watcher?.Dispose();

    private void Wake(object sender, FileSystemEventArgs e) => _changes.Writer.TryWrite(true);
}
