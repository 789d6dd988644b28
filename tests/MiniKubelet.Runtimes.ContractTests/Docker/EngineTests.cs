using MiniKubelet.Runtime;
using MiniKubelet.Runtimes.Docker;
using MiniKubelet.Runtimes.Docker.Engine;
using Xunit;

namespace MiniKubelet.Runtimes.ContractTests.Docker;

/// <summary>How the client agrees on a version and what it makes of answers, against a Docker that says what it is told to.</summary>
public sealed class EngineTests
{
    [Theory]
    [InlineData("1.41", "/v1.41/")]
    [InlineData("1.44", "/v1.44/")]
    [InlineData("1.99", "/v1.51/")]
    public async Task TheOlderOfBothVersionsIsSpoken(string theirs, string prefix)
    {
        using var engine = new CannedEngine(theirs, "200 OK", "[]");
        await using var runtime = new DockerRuntime(engine.SocketPath, TimeProvider.System);

        await runtime.ObservePodAsync("any", CancellationToken.None);

        Assert.StartsWith($"GET {prefix}", Assert.Single(engine.Requests), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AVersionThatIsTooOldIsRefused()
    {
        using var engine = new CannedEngine("1.40", "200 OK", "[]");
        await using var runtime = new DockerRuntime(engine.SocketPath, TimeProvider.System);

        var error = await Assert.ThrowsAsync<RuntimeException>(() => runtime.ObservePodAsync("any", CancellationToken.None));

        Assert.Equal(RuntimeErrorKind.Unimplemented, error.Kind);
        Assert.Empty(engine.Requests);
    }

    [Fact]
    public async Task EventsAreTranslatedAndTheirEndIsUnavailable()
    {
        using var engine = new CannedEngine("1.41", "200 OK", """
            {"Type":"container","Action":"start","Actor":{"ID":"1","Attributes":{"name":"k8s_POD_a_b_uid-1_0"}}}
            {"Type":"container","Action":"start","Actor":{"ID":"2","Attributes":{"name":"a-stranger","io.kubernetes.pod.uid":"uid-1"}}}
            {"Type":"container","Action":"die","Actor":{"ID":"1","Attributes":{"name":"k8s_POD_a_b_uid-1_0","io.kubernetes.pod.uid":"forged"}}}

            """);
        await using var runtime = new DockerRuntime(engine.SocketPath, TimeProvider.System);
        var events = new List<RuntimeEvent>();

        var error = await Assert.ThrowsAsync<RuntimeException>(async () =>
        {
            await foreach (var next in runtime.WatchEventsAsync(CancellationToken.None))
            {
                events.Add(next);
            }
        });

        Assert.Equal(RuntimeErrorKind.Unavailable, error.Kind);
        Assert.Equal(
            [
                new(RuntimeEventKind.Resync, "", null),
                new(RuntimeEventKind.Started, "1", "uid-1"),
                new(RuntimeEventKind.Stopped, "1", "uid-1"),
            ],
            events);
    }

    [Fact]
    public async Task AnErrorInsideAPullsAnswerIsAnError()
    {
        using var engine = new CannedEngine("1.41", "200 OK", """
            {"status":"Pulling from library/x","id":"1"}
            {"errorDetail":{"message":"no space left on device"},"error":"no space left on device"}

            """);
        await using var runtime = new DockerRuntime(engine.SocketPath, TimeProvider.System);

        var error = await Assert.ThrowsAsync<RuntimeException>(() => runtime.PullImageAsync("a/b:c", null, CancellationToken.None));

        Assert.Equal((RuntimeErrorKind.Internal, "no space left on device"), (error.Kind, error.Message));
        Assert.Equal("POST /v1.41/images/create?fromImage=a%2Fb&tag=c HTTP/1.1", Assert.Single(engine.Requests));
    }

    [Theory]
    [InlineData("401 Unauthorized", "the reason", RuntimeErrorKind.Unauthorized)]
    [InlineData("404 Not Found", "manifest for a:latest not found: manifest unknown", RuntimeErrorKind.ImageNotFound)]
    [InlineData("500 Internal Server Error", "Head https://r/v2/: no basic auth credentials", RuntimeErrorKind.Unauthorized)]
    [InlineData("500 Internal Server Error", "Head https://r/v2/: unauthorized: authentication required", RuntimeErrorKind.Unauthorized)]
    [InlineData("500 Internal Server Error", "Get https://r/v2/: dial tcp 10.0.0.1:443: connect: connection refused", RuntimeErrorKind.RegistryUnavailable)]
    [InlineData("500 Internal Server Error", "Get https://r/v2/: x509: certificate signed by unknown authority", RuntimeErrorKind.RegistryUnavailable)]
    [InlineData("500 Internal Server Error", "toomanyrequests: You have reached your pull rate limit", RuntimeErrorKind.Internal)]
    public async Task ARefusedPullSaysWhy(string status, string message, RuntimeErrorKind kind)
    {
        using var engine = new CannedEngine("1.41", status, $$"""{"message":"{{message}}"}""");
        await using var runtime = new DockerRuntime(engine.SocketPath, TimeProvider.System);

        var error = await Assert.ThrowsAsync<RuntimeException>(() => runtime.PullImageAsync("a", null, CancellationToken.None));

        Assert.Equal((kind, message), (error.Kind, error.Message));
    }

    [Fact]
    public async Task ADaemonThatDoesNotAnswerTimesOut()
    {
        using var engine = new CannedEngine("1.41", "200 OK", body: null);
        using var client = new EngineClient(engine.SocketPath, TimeSpan.FromSeconds(1), TimeProvider.System);

        var error = await Assert.ThrowsAsync<RuntimeException>(
            () => client.SendAsync(EngineCall.Query, "x", HttpMethod.Get, "/info", CancellationToken.None));

        Assert.Equal(RuntimeErrorKind.Timeout, error.Kind);
    }

    [Fact]
    public async Task ADaemonThatDiesWhileItAnswersIsUnavailable()
    {
        using var engine = new CannedEngine("1.41", "200 OK\r\nContent-Length: 1000", """[{"Id":""");
        await using var runtime = new DockerRuntime(engine.SocketPath, TimeProvider.System);

        var error = await Assert.ThrowsAsync<RuntimeException>(() => runtime.ObservePodAsync("any", CancellationToken.None));

        Assert.Equal(RuntimeErrorKind.Unavailable, error.Kind);
    }
}
