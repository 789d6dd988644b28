using MiniKubelet.Linux;

namespace MiniKubelet.Agent.Tests.Linux;

public sealed class DirectoryWatchTests : IDisposable
{
    private readonly TempDirectory _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task ANewFileWakes()
    {
        using DirectoryWatch watch = WatchOf(MakeDirectory("d"));
        File.WriteAllText(_temp["d/a.yaml"], "x");
        await WakeAsync(watch);
    }

    [Fact]
    public async Task AWriteInPlaceWakes()
    {
        MakeDirectory("d");
        File.WriteAllText(_temp["d/a.yaml"], "x");
        using DirectoryWatch watch = WatchOf("d");
        File.AppendAllText(_temp["d/a.yaml"], "y");
        await WakeAsync(watch);
    }

    [Fact]
    public async Task ADeletionWakes()
    {
        MakeDirectory("d");
        File.WriteAllText(_temp["d/a.yaml"], "x");
        using DirectoryWatch watch = WatchOf("d");
        File.Delete(_temp["d/a.yaml"]);
        await WakeAsync(watch);
    }

    [Fact]
    public async Task ARenameIntoPlaceWakes()
    {
        MakeDirectory("d");
        File.WriteAllText(_temp["a.yaml"], "x");
        using DirectoryWatch watch = WatchOf("d");
        UnixFiles.Rename(_temp["a.yaml"], _temp["d/a.yaml"]);
        await WakeAsync(watch);
    }

    [Fact]
    public async Task ADirectoryThatAppearsLaterIsWatchedFromThenOn()
    {
        using DirectoryWatch watch = WatchOf("a/b/c");
        MakeDirectory("a");
        await WakeAsync(watch);
        MakeDirectory("a/b/c");
        await ContentIsSeenAsync(watch, "a/b/c");
    }

    [Fact]
    public async Task ADirectoryMadeAtOnceWithItsParentsIsWatched()
    {
        using DirectoryWatch watch = WatchOf("a/b/c");
        MakeDirectory("a/b/c");
        await ContentIsSeenAsync(watch, "a/b/c");
    }

    [Fact]
    public async Task ADirectoryDeletedAndMadeAgainIsWatched()
    {
        MakeDirectory("d");
        using DirectoryWatch watch = WatchOf("d");
        Directory.Delete(_temp["d"]);
        await WakeAsync(watch);
        MakeDirectory("d");
        await ContentIsSeenAsync(watch, "d");
    }

    [Fact]
    public async Task ADirectoryReplacedByRenameIsWatched()
    {
        MakeDirectory("d");
        MakeDirectory("new");
        using DirectoryWatch watch = WatchOf("d");
        UnixFiles.Rename(_temp["d"], _temp["old"]);
        UnixFiles.Rename(_temp["new"], _temp["d"]);
        await ContentIsSeenAsync(watch, "d");
        await NothingIsSeenAsync(watch, "old");
    }

    [Fact]
    public async Task AParentReplacedByRenameIsFollowed()
    {
        MakeDirectory("p/d");
        MakeDirectory("new/d");
        using DirectoryWatch watch = WatchOf("p/d");
        UnixFiles.Rename(_temp["p"], _temp["old"]);
        UnixFiles.Rename(_temp["new"], _temp["p"]);
        await ContentIsSeenAsync(watch, "p/d");
        await NothingIsSeenAsync(watch, "old/d");
    }

    [Fact]
    public async Task ALinkToTheDirectoryThatIsRepointedIsFollowed()
    {
        MakeDirectory("one");
        MakeDirectory("two");
        File.CreateSymbolicLink(_temp["d"], _temp["one"]);
        using DirectoryWatch watch = WatchOf("d");
        await ContentIsSeenAsync(watch, "one");
        Repoint("d", "two"); // relative this time
        await ContentIsSeenAsync(watch, "two");
        await NothingIsSeenAsync(watch, "one");
    }

    [Fact]
    public async Task ALinkToAParentThatIsRepointedIsFollowed()
    {
        MakeDirectory("releases/1/manifests");
        MakeDirectory("releases/2/manifests");
        File.CreateSymbolicLink(_temp["current"], "releases/../releases/1");
        using DirectoryWatch watch = WatchOf("current/manifests");
        await ContentIsSeenAsync(watch, "releases/1/manifests");
        Repoint("current", "releases/2");
        await ContentIsSeenAsync(watch, "releases/2/manifests");
        await NothingIsSeenAsync(watch, "releases/1/manifests");
    }

    [Fact]
    public async Task ADanglingLinkIsWatchedOnceItsTargetAppears()
    {
        File.CreateSymbolicLink(_temp["d"], _temp["later/d"]);
        using DirectoryWatch watch = WatchOf("d");
        MakeDirectory("later/d");
        await ContentIsSeenAsync(watch, "later/d");
    }

    [Fact]
    public async Task ALoopOfLinksIsWatchedOnceItIsMended()
    {
        File.CreateSymbolicLink(_temp["d"], "e");
        File.CreateSymbolicLink(_temp["e"], "d");
        using DirectoryWatch watch = WatchOf("d");
        MakeDirectory("real");
        Repoint("e", "real");
        await ContentIsSeenAsync(watch, "real");
    }

    [Fact]
    public async Task AFileThatBecomesADirectoryIsWatched()
    {
        File.WriteAllText(_temp["d"], "not a directory");
        using DirectoryWatch watch = WatchOf("d/sub");
        File.Delete(_temp["d"]);
        MakeDirectory("d/sub");
        await ContentIsSeenAsync(watch, "d/sub");
    }

    [Fact]
    public async Task AnUnmountedDirectoryIsWatchedOnceItIsMountedAgainAndRefreshed()
    {
        MakeDirectory("d");
        Mounts.Tmpfs(_temp["d"], 1 << 20, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        using DirectoryWatch watch = WatchOf("d");
        Mounts.Unmount(_temp["d"]);
        await WakeAsync(watch);
        Mounts.Tmpfs(_temp["d"], 1 << 20, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        watch.Refresh();
        await ContentIsSeenAsync(watch, "d");
    }

    [Fact]
    public async Task AnOverflowOfTheKernelsQueueWakesAndTheWatchGoesOn()
    {
        MakeDirectory("p/d");
        var inotify = new Inotify();
        using var watch = new DirectoryWatch(_temp["p/d"], inotify);
        int limit = int.Parse(File.ReadAllText("/proc/sys/fs/inotify/max_queued_events"));
        for (int i = 0; i <= limit / 3; i++)
        {
            // Create, close after writing, delete: three events that the kernel cannot merge.
            File.WriteAllBytes(_temp["p/d/x"], []);
            File.Delete(_temp["p/d/x"]);
        }

        // This change is lost: the queue is full and nobody reads it.
        UnixFiles.Rename(_temp["p"], _temp["old"]);
        MakeDirectory("p/d");
        watch.Start();
        await ContentIsSeenAsync(watch, "p/d");
    }

    [Fact]
    public void TheKernelReportsAnOverflow()
    {
        MakeDirectory("d");
        using var inotify = new Inotify();
        var chain = new WatchChain(inotify, _temp["d"]);
        Assert.Null(chain.Walk());
        int limit = int.Parse(File.ReadAllText("/proc/sys/fs/inotify/max_queued_events"));
        for (int i = 0; i <= limit / 2; i++)
        {
            File.WriteAllBytes(_temp["d/x"], []);
            File.Delete(_temp["d/x"]);
        }

        var effects = new List<WatchEffect>();
        while (inotify.Read() is { Count: > 0 } events)
        {
            effects.AddRange(events.Where(e => e.Mask.HasFlag(InotifyMask.Overflow)).Select(chain.EffectOf));
        }

        Assert.Equal([WatchEffect.Route], effects);
    }

    [Fact]
    public async Task WakesThatNobodyTookMergeIntoOne()
    {
        MakeDirectory("d");
        var inotify = new Inotify();
        using var watch = new DirectoryWatch(_temp["d"], inotify);
        for (int i = 0; i < 100; i++)
        {
            File.WriteAllText(_temp[$"d/{i}.yaml"], "x");
        }

        watch.Start();
        await WakeAsync(watch);
        using var silence = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watch.WaitAsync(silence.Token).AsTask());
    }

    [Fact]
    public async Task DisposingEndsTheWait()
    {
        DirectoryWatch watch = WatchOf(MakeDirectory("d"));
        Task wait = watch.WaitAsync(CancellationToken.None).AsTask();
        watch.Dispose();
        await Assert.ThrowsAsync<System.Threading.Channels.ChannelClosedException>(() => wait.WaitAsync(TimeSpan.FromSeconds(10)));
        watch.Dispose();
    }

    [Fact]
    public void DisposingReleasesTheDescriptors()
    {
        MakeDirectory("d");
        int before = OpenDescriptors();
        for (int i = 0; i < 20; i++)
        {
            using DirectoryWatch watch = WatchOf("d");
        }

        Assert.InRange(OpenDescriptors(), 0, before + 20); // other tests run beside this one

        static int OpenDescriptors() => Directory.GetFiles("/proc/self/fd").Length;
    }

    [Fact]
    public async Task TheLimitOfWatchesIsReportedAndRetried()
    {
        const string Limit = "/proc/sys/fs/inotify/max_user_watches";
        MakeDirectory("d");
        string before = File.ReadAllText(Limit);
        DirectoryWatch watch;
        try
        {
            File.WriteAllText(Limit, "0");
            watch = WatchOf("d");
        }
        finally
        {
            File.WriteAllText(Limit, before);
        }

        using (watch)
        {
            Assert.Equal(Errno.ENOSPC, watch.Error?.Errno);
            Assert.Contains("ENOSPC", watch.Error!.Message, StringComparison.Ordinal);
            watch.Refresh();
            await WakeAsync(watch);
            Assert.Null(watch.Error);
            await ContentIsSeenAsync(watch, "d");
        }
    }

    private string MakeDirectory(string name)
    {
        Directory.CreateDirectory(_temp[name]);
        return name;
    }

    private DirectoryWatch WatchOf(string name) => new(_temp[name]);

    private void Repoint(string link, string target)
    {
        File.CreateSymbolicLink(_temp["link.new"], target);
        UnixFiles.Rename(_temp["link.new"], _temp[link]);
    }

    private static async Task WakeAsync(DirectoryWatch watch)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await watch.WaitAsync(deadline.Token);
    }

    /// <summary>The watch has settled on the directory when each further change in it, alone, wakes.</summary>
    private async Task ContentIsSeenAsync(DirectoryWatch watch, string directory)
    {
        await QuietAsync(watch);
        File.WriteAllText(_temp[$"{directory}/{Guid.NewGuid()}.yaml"], "x");
        await WakeAsync(watch);
    }

    /// <summary>Changes there stop waking: a wake of an earlier change may come late, one for each change may not.</summary>
    private async Task NothingIsSeenAsync(DirectoryWatch watch, string directory)
    {
        for (int attempt = 0; attempt < 20; attempt++)
        {
            await QuietAsync(watch);
            File.WriteAllText(_temp[$"{directory}/{Guid.NewGuid()}.yaml"], "x");
            using var silence = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
            try
            {
                await watch.WaitAsync(silence.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }

        Assert.Fail($"changes in {directory} still wake");
    }

    /// <summary>Takes the wakes that are under way.</summary>
    private static async Task QuietAsync(DirectoryWatch watch)
    {
        while (true)
        {
            using var silence = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
            try
            {
                await watch.WaitAsync(silence.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}
