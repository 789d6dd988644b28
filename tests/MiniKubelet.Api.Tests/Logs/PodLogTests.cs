using System.Net;
using System.Text;
using MiniKubelet.Observation;
using MiniKubelet.Testing;

namespace MiniKubelet.Api.Tests.Logs;

public sealed class PodLogTests : IAsyncLifetime
{
    private readonly RunningApi _api = new();

    public async Task InitializeAsync()
    {
        await _api.InitializeAsync();
        _api.Status.Pods.Put(Samples.Pod("web"));
        _api.Status.Pods.Put(Samples.Pod("two", containers: ["a", "b"]));
    }

    public Task DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task TheBytesComeAsTheyWereWritten()
    {
        _api.Runtime.Add("uid-web", "main", RunState.Running, "one\n", "\u00ff\u00fe no text\n", "no newline");
        using var client = _api.Client();

        var bytes = await client.GetByteArrayAsync(new Uri("/api/v1/namespaces/default/pods/web/log", UriKind.Relative));

        Assert.Equal("one\n\u00ff\u00fe no text\nno newline", Encoding.Latin1.GetString(bytes));
    }

    [Fact]
    public async Task TimestampsStandAtTheBeginningOfLinesOnly()
    {
        _api.Runtime.Add("uid-web", "main", RunState.Running, "one\n", "be", "gun\n");

        Assert.Equal(
            "2026-01-02T03:04:05.000000000Z one\n2026-01-02T03:04:05.000000000Z begun\n", await LogAsync("web/log?timestamps=true"));
    }

    [Fact]
    public async Task LimitBytesCutsInTheMiddleOfALine()
    {
        _api.Runtime.Add("uid-web", "main", RunState.Running, "one\n", "two\n");

        Assert.Equal("one\ntw", await LogAsync("web/log?limitBytes=6"));
    }

    [Fact]
    public async Task TailAndSinceAreTheRuntimesToServe()
    {
        _api.Runtime.Add("uid-web", "main", RunState.Running);

        await LogAsync("web/log?tailLines=7&sinceTime=2026-01-01T00:00:00Z");

        Assert.Equal(
            new Runtime.LogOptions(Follow: false, Tail: 7, new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)),
            _api.Runtime.LastOptions);
    }

    [Fact]
    public async Task PreviousIsTheInstanceBefore()
    {
        _api.Runtime.Add("uid-web", "main", RunState.Exited, "first\n");
        _api.Runtime.Add("uid-web", "main", RunState.Running, "second\n");

        Assert.Equal("first\n", await LogAsync("web/log?previous=true"));
        Assert.Equal("second\n", await LogAsync("web/log"));
    }

    [Fact]
    public async Task WhileTheNextInstanceIsMadeTheLogOfTheLastIsShown()
    {
        _api.Runtime.Add("uid-web", "main", RunState.Exited, "last words\n");
        _api.Runtime.Add("uid-web", "main", RunState.Created);

        Assert.Equal("last words\n", await LogAsync("web/log"));
    }

    [Fact]
    public async Task AFollowedLogComesLineByLine()
    {
        var id = _api.Runtime.Add("uid-web", "main", RunState.Running);
        using var client = _api.Client();
        using var response = await client.GetAsync(
            new Uri("/api/v1/namespaces/default/pods/web/log?follow=true", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());

        foreach (var line in new[] { "one", "two" })
        {
            _api.Runtime.Write(id, line + "\n");
            Assert.Equal(line, await reader.ReadLineAsync().WaitAsync(Eventually.Patience));
        }
    }

    [Theory]
    [InlineData("web/log", "container \"main\" in pod \"web\" is waiting to start: ContainerCreating")]
    [InlineData("web/log?previous=true", "previous terminated container \"main\" in pod \"web\" not found")]
    [InlineData("two/log", "a container name must be specified for pod two, choose one of: [a b]")]
    [InlineData("two/log?container=c", "container c is not valid for pod two")]
    public async Task ErrorsAreInTheKubeletsWords(string path, string message)
    {
        var status = await _api.GetJsonAsync("/api/v1/namespaces/default/pods/" + path, HttpStatusCode.BadRequest);

        Assert.Equal(message, status.GetProperty("message").GetString());
        Assert.Equal("BadRequest", status.GetProperty("reason").GetString());
    }

    [Theory]
    [InlineData("tailLines=-1", 422)]
    [InlineData("limitBytes=0", 422)]
    [InlineData("sinceSeconds=5&sinceTime=2026-01-01T00:00:00Z", 422)]
    [InlineData("sinceTime=yesterday", 400)]
    [InlineData("tailLines=many", 400)]
    public async Task BadOptionsAreRefused(string query, int code) =>
        await _api.GetJsonAsync("/api/v1/namespaces/default/pods/web/log?" + query, (HttpStatusCode)code);

    [Fact]
    public async Task TheKubeletsOwnEndpointsServeTheSame()
    {
        _api.Runtime.Add("uid-two", "b", RunState.Running, "hello\n");
        using var client = _api.Client();

        Assert.Equal("hello\n", await client.GetStringAsync(new Uri("/containerLogs/default/two/b", UriKind.Relative)));
        var running = await _api.GetJsonAsync("/runningpods/");
        Assert.Equal("two", running.GetProperty("items")[0].GetProperty("metadata").GetProperty("name").GetString());
        Assert.Equal(2, (await _api.GetJsonAsync("/pods")).GetProperty("items").GetArrayLength());
    }

    private async Task<string> LogAsync(string path)
    {
        using var client = _api.Client();
        return await client.GetStringAsync(new Uri("/api/v1/namespaces/default/pods/" + path, UriKind.Relative));
    }
}
