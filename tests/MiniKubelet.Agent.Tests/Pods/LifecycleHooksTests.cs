using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using MiniKubelet.Agent.Pods;
using MiniKubelet.Kubernetes;
using MiniKubelet.Testing;

namespace MiniKubelet.Agent.Tests.Pods;

/// <summary>httpGet hooks against a real server on loopback.</summary>
public sealed class LifecycleHooksTests : IAsyncLifetime
{
    private readonly List<string> _seen = [];
    private WebApplication _server = null!;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _server = builder.Build();
        _server.Run(context =>
        {
            _seen.Add($"{context.Request.Path}{context.Request.QueryString} {context.Request.Host.Host} {context.Request.Headers.UserAgent}");
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            return Task.CompletedTask;
        });
        await _server.StartAsync();
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task TheQueryArrivesAndAnyAnswerCounts()
    {
        await RunAsync(new HTTPGetAction { Path = "/stop?why=%20going", HttpHeaders = [new() { Name = "Host", Value = "app.example" }] });
        Assert.Equal(["/stop?why=%20going app.example kube-lifecycle/1.35"], _seen);
    }

    [Fact]
    public async Task NobodyListeningIsAFailure()
    {
        await _server.StopAsync();
        await Assert.ThrowsAsync<LifecycleHookException>(() => RunAsync(new HTTPGetAction { Path = "/" }));
    }

    private async Task RunAsync(HTTPGetAction get)
    {
        var time = new VirtualTime();
        await using var runtime = new FakeRuntime(time);
        var hook = new LifecycleHandler { HttpGet = get with { Port = new Uri(_server.Urls.First()).Port } };
        await new LifecycleHooks(runtime, time).RunAsync(
            hook, new Container { Name = "app" }, "id", "127.0.0.1", Timeout.InfiniteTimeSpan, CancellationToken.None);
    }
}
