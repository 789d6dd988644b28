using MiniKubelet.Agent.Status;
using MiniKubelet.Kubernetes;
using MiniKubelet.Testing;

namespace MiniKubelet.Agent.Tests.Status;

public sealed class ResourceStoreTests
{
    private readonly VirtualTime _time = new();
    private readonly StatusStore _status;

    public ResourceStoreTests() => _status = new StatusStore(_time);

    [Fact]
    public void EveryChangeGetsAHigherVersion()
    {
        var first = _status.Pods.Put(Pod("a", PodPhase.Pending));
        var second = _status.Pods.Put(Pod("a", PodPhase.Running));

        Assert.True(Version(second) > Version(first));
        Assert.Same(second, _status.Pods.Get("default", "a"));
        Assert.True(_status.Pods.List().Version >= Version(second));
    }

    [Fact]
    public void AnEqualObjectIsNoChange()
    {
        var first = _status.Pods.Put(Pod("a", PodPhase.Running));
        var before = _status.Clock.Current;

        Assert.Same(first, _status.Pods.Put(Pod("a", PodPhase.Running)));
        Assert.Equal(before, _status.Clock.Current);
    }

    [Fact]
    public void VersionsOfALaterStartAreAboveThoseOfAnEarlierOne()
    {
        var before = Version(_status.Pods.Put(Pod("a", PodPhase.Running)));
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.True(Version(new StatusStore(_time).Pods.Put(Pod("a", PodPhase.Running))) > before);
    }

    [Fact]
    public async Task AWatchFromAListMissesNothing()
    {
        _status.Pods.Put(Pod("old", PodPhase.Running));
        var list = _status.Pods.List();
        await using var watch = _status.Pods.Watch(list.Version).GetAsyncEnumerator();

        _status.Pods.Put(Pod("new", PodPhase.Pending));
        _status.Pods.Put(Pod("new", PodPhase.Running));
        _status.Pods.Remove("default", "new");

        Assert.Equal((WatchEventType.Added, "new", PodPhase.Pending), await NextAsync(watch));
        Assert.Equal((WatchEventType.Modified, "new", PodPhase.Running), await NextAsync(watch));
        Assert.Equal(PodPhase.Pending, watch.Current.Previous?.Status.Phase);
        Assert.Equal((WatchEventType.Deleted, "new", PodPhase.Running), await NextAsync(watch));
        Assert.Equal(Version(watch.Current.Object), watch.Current.Version);
    }

    [Fact]
    public async Task AWatchFromNowhereBeginsWithWhatIsThere()
    {
        _status.Pods.Put(Pod("b", PodPhase.Running));
        _status.Pods.Put(Pod("a", PodPhase.Running));
        await using var watch = _status.Pods.Watch(null).GetAsyncEnumerator();

        Assert.Equal((WatchEventType.Added, "a", PodPhase.Running), await NextAsync(watch));
        Assert.Equal((WatchEventType.Added, "b", PodPhase.Running), await NextAsync(watch));
        _status.Pods.Put(Pod("c", PodPhase.Running));
        Assert.Equal((WatchEventType.Added, "c", PodPhase.Running), await NextAsync(watch));
    }

    [Fact]
    public async Task AWatcherThatFallsTooFarBehindMustListAgain()
    {
        var start = _status.Pods.List().Version;
        for (var i = 0; i < 2000; i++)
        {
            _status.Pods.Put(Pod("a", i % 2 == 0 ? PodPhase.Pending : PodPhase.Running));
        }

        await using var watch = _status.Pods.Watch(start).GetAsyncEnumerator();

        await Assert.ThrowsAsync<ResourceVersionExpiredException>(async () => await watch.MoveNextAsync());
    }

    [Fact]
    public async Task AVersionOfAnotherLifeIsExpired()
    {
        await using var watch = _status.Pods.Watch(_status.Clock.Current + 1_000_000).GetAsyncEnumerator();

        await Assert.ThrowsAsync<ResourceVersionExpiredException>(async () => await watch.MoveNextAsync());
    }

    [Fact]
    public async Task ConcurrentWritersLeaveEveryWatcherWithTheSameEnd()
    {
        var list = _status.Pods.List();
        await using var watch = _status.Pods.Watch(list.Version).GetAsyncEnumerator();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(w => Task.Run(() =>
        {
            for (var i = 0; i < 100; i++)
            {
                _status.Pods.Put(Pod($"p{(w * 31 + i) % 17}", (PodPhase)(i % 3)));
            }
        })));

        var end = _status.Pods.List();
        var seen = new Dictionary<string, Pod>();
        var version = list.Version;
        while (version < end.Items.Max(Version))
        {
            Assert.True(await watch.MoveNextAsync().AsTask().WaitAsync(Eventually.Patience));
            Assert.True(watch.Current.Version > version);
            version = watch.Current.Version;
            seen[watch.Current.Object.Metadata.Name] = watch.Current.Object;
        }

        Assert.Equal(end.Items, seen.Values.OrderBy(p => p.Metadata.Name, StringComparer.Ordinal));
    }

    [Fact]
    public void NamespacesComeAndGoWithWhatIsInThem()
    {
        Assert.Equal(["default", "kube-system"], Namespaces());

        _status.Pods.Put(Pod("a", PodPhase.Running, "team"));
        _status.ConfigMaps.Put(new ConfigMap { Metadata = new() { Name = "c", Namespace = "team" } });
        Assert.Equal(["default", "kube-system", "team"], Namespaces());

        _status.Pods.Remove("team", "a");
        Assert.Equal(["default", "kube-system", "team"], Namespaces());
        _status.ConfigMaps.Remove("team", "c");
        Assert.Equal(["default", "kube-system"], Namespaces());
    }

    [Fact]
    public void ADeclaredNamespaceStaysWithoutContent()
    {
        _status.Pods.Put(Pod("a", PodPhase.Running, "team"));
        _status.Namespaces.Put(new Namespace
        {
            Metadata = new() { Name = "team", Labels = EquatableMap<string>.Empty.With("owner", "me") },
        });

        _status.Pods.Remove("team", "a");
        Assert.Equal("me", _status.Namespaces.Get(null, "team")?.Metadata.Labels["owner"]);

        _status.Namespaces.Remove(null, "team");
        _status.Namespaces.Remove(null, "default");
        Assert.Equal(["default", "kube-system"], Namespaces());
    }

    private IEnumerable<string> Namespaces() => _status.Namespaces.List().Items.Select(n => n.Metadata.Name);

    private static async Task<(WatchEventType, string, PodPhase?)> NextAsync(IAsyncEnumerator<WatchEvent<Pod>> watch)
    {
        Assert.True(await watch.MoveNextAsync().AsTask().WaitAsync(Eventually.Patience));
        return (watch.Current.Type, watch.Current.Object.Metadata.Name, watch.Current.Object.Status.Phase);
    }

    private static long Version(Pod pod) =>
        long.Parse(pod.Metadata.ResourceVersion!, System.Globalization.CultureInfo.InvariantCulture);

    private static Pod Pod(string name, PodPhase phase, string ns = "default") => new()
    {
        Metadata = new ObjectMeta { Name = name, Namespace = ns },
        Status = new PodStatus { Phase = phase },
    };
}
