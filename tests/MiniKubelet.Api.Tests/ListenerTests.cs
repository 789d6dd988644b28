using System.Net;
using System.Text.Json;

namespace MiniKubelet.Api.Tests;

public sealed class ListenerTests : IAsyncLifetime
{
    private readonly RunningApi _api = new();

    public Task InitializeAsync() => _api.InitializeAsync();

    public Task DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task TheHealthPortAnswersHealthAndNothingElse()
    {
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{_api.Options.HealthzPort}") };

        Assert.Equal("ok", await client.GetStringAsync(new Uri("/healthz", UriKind.Relative)));
        foreach (var path in new[] { "/pods", "/metrics", "/api/v1/pods", "/version" })
        {
            using var response = await client.GetAsync(new Uri(path, UriKind.Relative));
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        }
    }

    [Fact]
    public async Task TheReadOnlyPortServesPodsMetricsAndHealthToRead()
    {
        _api.Status.Pods.Put(Samples.Pod("web"));
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{_api.Options.ReadOnlyPort}") };

        using var pods = JsonDocument.Parse(await client.GetStringAsync(new Uri("/pods", UriKind.Relative)));
        Assert.Equal("PodList", pods.RootElement.GetProperty("kind").GetString());
        Assert.Equal("web", pods.RootElement.GetProperty("items")[0].GetProperty("metadata").GetProperty("name").GetString());
        Assert.Contains(
            "kubelet_node_name{node=\"node1\"} 1",
            await client.GetStringAsync(new Uri("/metrics", UriKind.Relative)),
            StringComparison.Ordinal);
        Assert.Equal("ok", await client.GetStringAsync(new Uri("/healthz", UriKind.Relative)));

        using var post = await client.PostAsync(new Uri("/pods", UriKind.Relative), new StringContent("{}"));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, post.StatusCode);
        using var api = await client.GetAsync(new Uri("/api/v1/secrets", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, api.StatusCode);
    }

    [Fact]
    public async Task AFailingCheckIsToldByName()
    {
        _api.Unwell = "no sync for 2m0s";
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{_api.Options.HealthzPort}") };

        using var response = await client.GetAsync(new Uri("/healthz", UriKind.Relative));

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Contains("[-]syncloop failed: no sync for 2m0s", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ATakenPortIsNamed()
    {
        await using var second = _api.NewServer();

        var error = await Assert.ThrowsAsync<ApiServerException>(() => second.StartAsync(CancellationToken.None));

        Assert.Contains($":{_api.Options.HealthzPort}", error.Message, StringComparison.Ordinal);
        Assert.Contains("address already in use", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StoppingEndsAWatchCleanly()
    {
        using var client = _api.Client();
        using var response = await client.GetAsync(
            new Uri("/api/v1/pods?watch=true", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        var reading = response.Content.ReadAsStringAsync();

        await _api.StopAsync();

        Assert.Equal("", await reading.WaitAsync(Testing.Eventually.Patience));
    }
}
