using System.Net;
using System.Net.Sockets;
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
    private readonly List<string> _fallbacks = [];
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
            if (context.Request.Path == "/to/to")
            {
                context.Response.Redirect("/to/to");
            }
            else if (context.Request.Path.StartsWithSegments("/to", out var to))
            {
                context.Response.Redirect(to);
            }

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
    public async Task RedirectsAreFollowedAsFarAsTheyStayOnTheHost()
    {
        await RunAsync(new HTTPGetAction { Path = "/to/stop" });
        Assert.Equal(["/to/stop", "/stop"], _seen.Select(seen => seen.Split(' ')[0]));
        var circle = await Assert.ThrowsAsync<LifecycleHookException>(() => RunAsync(new HTTPGetAction { Path = "/to/to" }));
        Assert.EndsWith("stopped after 10 redirects", circle.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AServerThatWasAskedForHttpsAndSpeaksHttpIsAskedAgainWithoutTheAuthorization()
    {
        await RunAsync(new HTTPGetAction
        {
            Path = "/stop",
            Scheme = UriScheme.HTTPS,
            HttpHeaders = [new() { Name = "Authorization", Value = "secret" }, new() { Name = "User-Agent", Value = "mine" }],
        });
        Assert.Equal(["/stop 127.0.0.1 mine"], _seen);
        Assert.Equal([$"127.0.0.1:{Port}"], _fallbacks);
    }

    [Fact]
    public async Task AServerThatHangsUpOnTlsIsNotAskedAgain()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var hangingUp = Task.Run(async () => (await listener.AcceptSocketAsync()).Dispose());
        await Assert.ThrowsAsync<LifecycleHookException>(
            () => RunAsync(new HTTPGetAction { Scheme = UriScheme.HTTPS, Port = port }));
        await hangingUp;
        Assert.Empty(_fallbacks);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(long.MaxValue)]
    public async Task ASleepTakesItsTime(long seconds)
    {
        var time = new VirtualTime();
        await using var runtime = new FakeRuntime(time);
        var hook = new LifecycleHandler { Sleep = new SleepAction { Seconds = seconds } };
        using var cancellation = new CancellationTokenSource();
        var running = new LifecycleHooks(runtime, time).RunAsync(
            hook, new HookTarget(new Pod(), new Container(), "id", ""), Timeout.InfiniteTimeSpan, _ => { }, cancellation.Token);
        Assert.Equal(seconds == 0, running.IsCompletedSuccessfully);
        if (seconds == 7)
        {
            time.Advance(TimeSpan.FromSeconds(7));
            await running.WaitAsync(Eventually.Patience);
        }

        await cancellation.CancelAsync();
        await running.ContinueWith(_ => { }, TaskScheduler.Default);
        Assert.Equal(seconds > 7, running.IsCanceled);
    }

    [Fact]
    public async Task ANamedPortIsTheContainers()
    {
        await RunAsync(new HTTPGetAction { Path = "/named", Port = "web" });
        Assert.Equal(["/named 127.0.0.1 kube-lifecycle/1.35"], _seen);
        var missing = await Assert.ThrowsAsync<LifecycleHookException>(() => RunAsync(new HTTPGetAction { Path = "/x", Port = "no" }));
        Assert.Equal(
            "HTTP lifecycle hook (/x) for Container \"app\" in Pod \"web_default(uid)\" failed - error: container app has no port named no",
            missing.Message);
    }

    [Fact]
    public async Task NobodyListeningIsAFailure()
    {
        await _server.StopAsync();
        await Assert.ThrowsAsync<LifecycleHookException>(() => RunAsync(new HTTPGetAction { Path = "/" }));
    }

    private int Port => new Uri(_server.Urls.First()).Port;

    private async Task RunAsync(HTTPGetAction get)
    {
        var time = new VirtualTime();
        await using var runtime = new FakeRuntime(time);
        var hook = new LifecycleHandler { HttpGet = get.Port is { Name: null, Number: 0 } ? get with { Port = Port } : get };
        var container = new Container { Name = "app", Ports = [new ContainerPort { Name = "web", Port = Port }] };
        var pod = new Pod { Metadata = new ObjectMeta { Name = "web", Namespace = "default", Uid = "uid" } };
        await new LifecycleHooks(runtime, time).RunAsync(
            hook, new HookTarget(pod, container, "id", "127.0.0.1"), Timeout.InfiniteTimeSpan, _fallbacks.Add, CancellationToken.None);
    }
}
