using System.Text.Json;
using MiniKubelet.Kubernetes;
using MiniKubelet.Testing;

namespace MiniKubelet.Api.Tests.Resources;

public sealed class WatchTests : IAsyncLifetime
{
    private readonly RunningApi _api = new();

    public Task InitializeAsync() => _api.InitializeAsync();

    public Task DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task AWatchFromAListSeesEveryLaterChange()
    {
        _api.Status.Pods.Put(Samples.Pod("old"));
        var list = await _api.GetJsonAsync("/api/v1/pods");
        var version = list.GetProperty("metadata").GetProperty("resourceVersion").GetString();
        using var watch = await Watch.OpenAsync(_api, $"/api/v1/pods?watch=true&resourceVersion={version}");

        _api.Status.Pods.Put(Samples.Pod("new"));
        _api.Status.Pods.Put(Samples.Pod("new", phase: PodPhase.Failed));
        _api.Status.Pods.Remove("default", "new");

        Assert.Equal("ADDED new", await watch.NextAsync());
        Assert.Equal("MODIFIED new", await watch.NextAsync());
        Assert.Equal("DELETED new", await watch.NextAsync());
    }

    [Fact]
    public async Task AWatchFromNowhereBeginsWithWhatIsThere()
    {
        _api.Status.Pods.Put(Samples.Pod("a"));
        _api.Status.Pods.Put(Samples.Pod("b", ns: "other"));
        using var watch = await Watch.OpenAsync(_api, "/api/v1/namespaces/default/pods?watch=true");

        _api.Status.Pods.Put(Samples.Pod("c"));

        Assert.Equal("ADDED a", await watch.NextAsync());
        Assert.Equal("ADDED c", await watch.NextAsync());
    }

    [Fact]
    public async Task AnObjectEntersAndLeavesASelection()
    {
        using var watch = await Watch.OpenAsync(_api, "/api/v1/pods?watch=true&labelSelector=app%3Dweb");

        _api.Status.Pods.Put(Samples.Pod("a"));
        _api.Status.Pods.Put(Samples.Pod("a", labels: [("app", "web")]));
        _api.Status.Pods.Put(Samples.Pod("a", labels: [("app", "db")]));
        _api.Status.Pods.Put(Samples.Pod("b", labels: [("app", "web")]));

        Assert.Equal("ADDED a", await watch.NextAsync());
        Assert.Equal("DELETED a", await watch.NextAsync());
        Assert.Equal("ADDED b", await watch.NextAsync());
    }

    [Fact]
    public async Task InitialEventsEndWithABookmark()
    {
        _api.Status.Pods.Put(Samples.Pod("a"));
        using var watch = await Watch.OpenAsync(
            _api, "/api/v1/pods?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true");

        Assert.Equal("ADDED a", await watch.NextAsync());
        var bookmark = await watch.NextRawAsync();
        Assert.Equal("BOOKMARK", bookmark.GetProperty("type").GetString());
        var item = bookmark.GetProperty("object");
        Assert.Equal("Pod", item.GetProperty("kind").GetString());
        var metadata = item.GetProperty("metadata");
        Assert.Equal("true", metadata.GetProperty("annotations").GetProperty("k8s.io/initial-events-end").GetString());
        Assert.True(long.Parse(metadata.GetProperty("resourceVersion").GetString()!) > 0);
    }

    [Fact]
    public async Task AnOldVersionIsToldToListAgain()
    {
        using var watch = await Watch.OpenAsync(_api, "/api/v1/pods?watch=true&resourceVersion=17");

        var error = await watch.NextRawAsync();

        Assert.Equal("ERROR", error.GetProperty("type").GetString());
        Assert.Equal(410, error.GetProperty("object").GetProperty("code").GetInt32());
        Assert.Equal("Expired", error.GetProperty("object").GetProperty("reason").GetString());
    }

    [Fact]
    public async Task TheTimeoutEndsAWatch()
    {
        using var watch = await Watch.OpenAsync(_api, "/api/v1/pods?watch=true&timeoutSeconds=1");

        Assert.Null(await watch.LineAsync());
    }

    [Fact]
    public async Task ATableWatchSendsItsColumnsOnce()
    {
        _api.Status.Pods.Put(Samples.Pod("a"));
        using var watch = await Watch.OpenAsync(
            _api, "/api/v1/pods?watch=true", "application/json;as=Table;v=v1;g=meta.k8s.io,application/json");

        var first = (await watch.NextRawAsync()).GetProperty("object");
        _api.Status.Pods.Put(Samples.Pod("b"));
        var second = (await watch.NextRawAsync()).GetProperty("object");

        Assert.Equal("Table", first.GetProperty("kind").GetString());
        Assert.Equal(9, first.GetProperty("columnDefinitions").GetArrayLength());
        Assert.Equal(0, second.GetProperty("columnDefinitions").GetArrayLength());
        Assert.Equal("b", second.GetProperty("rows")[0].GetProperty("cells")[0].GetString());
    }

    private sealed class Watch(HttpClient client, HttpResponseMessage response, StreamReader reader) : IDisposable
    {
        internal static async Task<Watch> OpenAsync(RunningApi api, string path, string accept = "application/json")
        {
            var client = api.Client();
            client.DefaultRequestHeaders.TryAddWithoutValidation("Accept", accept);
            var response = await client.GetAsync(new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
            return new Watch(client, response, new StreamReader(await response.Content.ReadAsStreamAsync()));
        }

        internal Task<string?> LineAsync() => reader.ReadLineAsync().WaitAsync(Eventually.Patience);

        internal async Task<JsonElement> NextRawAsync()
        {
            var line = await LineAsync();
            Assert.NotNull(line);
            return JsonDocument.Parse(line).RootElement;
        }

        internal async Task<string> NextAsync()
        {
            var next = await NextRawAsync();
            return $"{next.GetProperty("type").GetString()} {next.GetProperty("object").GetProperty("metadata").GetProperty("name").GetString()}";
        }

        public void Dispose()
        {
            reader.Dispose();
            response.Dispose();
            client.Dispose();
        }
    }
}
