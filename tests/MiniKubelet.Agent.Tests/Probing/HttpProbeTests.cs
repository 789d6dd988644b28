using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using MiniKubelet.Agent.Probing;
using MiniKubelet.Kubernetes;
using MiniKubelet.Probing;
using MiniKubelet.Testing;

namespace MiniKubelet.Agent.Tests.Probing;

/// <summary>HTTP probes against a real server on loopback.</summary>
public sealed class HttpProbeTests : IAsyncLifetime, IDisposable
{
    private readonly VirtualTime time = new();
    private readonly CancellationTokenSource hangs = new();
    private WebApplication server = null!;
    private int port;
    private int tlsPort;
    private int port6;
    private Seen? seen;
    private int requests;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var certificate = new CertificateRequest("CN=nobody", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(1));
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate));
            if (Socket.OSSupportsIPv6)
            {
                kestrel.Listen(IPAddress.IPv6Loopback, 0);
            }
        });
        server = builder.Build();
        server.Run(AnswerAsync);
        await server.StartAsync();
        var urls = server.Urls.Select(url => new Uri(url)).ToList();
        port = urls.Single(url => url is { Scheme: "http", HostNameType: UriHostNameType.IPv4 }).Port;
        tlsPort = urls.Single(url => url.Scheme == "https").Port;
        port6 = urls.FirstOrDefault(url => url.HostNameType == UriHostNameType.IPv6)?.Port ?? 0;
    }

    public async Task DisposeAsync()
    {
        await hangs.CancelAsync();
        await server.DisposeAsync();
    }

    public void Dispose() => hangs.Dispose();

    [Theory]
    [InlineData(200, ProbeOutcome.Success, "")]
    [InlineData(204, ProbeOutcome.Success, "")]
    [InlineData(304, ProbeOutcome.Warning, "Probe terminated redirects, Response body: ")]
    [InlineData(399, ProbeOutcome.Warning, "Probe terminated redirects, Response body: see elsewhere")]
    [InlineData(400, ProbeOutcome.Failure, "HTTP probe failed with statuscode: 400")]
    [InlineData(503, ProbeOutcome.Failure, "HTTP probe failed with statuscode: 503")]
    public async Task From200To399IsSuccess(int status, ProbeOutcome outcome, string message) =>
        Assert.Equal(new ProbeReport(outcome, message), await ProbeAsync($"/status?{status}"));

    [Fact]
    public async Task TheCertificateIsNotVerified() =>
        Assert.Equal(ProbeReport.Success, await ProbeAsync("/", scheme: UriScheme.HTTPS, to: tlsPort));

    [Fact]
    public async Task PlainHttpToATlsPortFails() =>
        Assert.Equal(ProbeOutcome.Failure, (await ProbeAsync("/", to: tlsPort)).Outcome);

    [Fact]
    public async Task OurHeadersAreSentAndTheConnectionIsClosed()
    {
        await ProbeAsync("healthz?deep=1");

        Assert.Equal("/healthz?deep=1", seen!.Target);
        Assert.Equal("kube-probe/1.35", seen.Headers.UserAgent);
        Assert.Equal("*/*", seen.Headers.Accept);
        Assert.Equal("close", seen.Headers.Connection);
        Assert.Equal($"127.0.0.1:{port}", seen.Headers.Host);
        Assert.False(seen.Headers.ContainsKey("traceparent"));
    }

    [Fact]
    public async Task HeadersOfTheManifestReplaceOurs()
    {
        await ProbeAsync("/", headers:
        [
            Header("Host", "shop.example"), Header("user-agent", "me"), Header("Accept", ""), Header("X-Twice", "1"),
            Header("X-Twice", "2"), Header("Content-Type", "text/plain"),
            // These are the request's own.
            Header("Content-Length", "17"), Header("Transfer-Encoding", "chunked"),
        ]);

        Assert.Equal("shop.example", seen!.Headers.Host);
        Assert.Equal("me", seen.Headers.UserAgent);
        Assert.False(seen.Headers.ContainsKey("Accept"));
        Assert.Equal(["1", "2"], seen.Headers["X-Twice"].SelectMany(value => value!.Split(", ")));
        Assert.Equal("text/plain", seen.Headers.ContentType);
        Assert.Equal(0, seen.Headers.ContentLength);
        Assert.False(seen.Headers.ContainsKey("Transfer-Encoding"));
    }

    [Fact]
    public async Task ARedirectOnTheSameHostIsFollowedEvenToTls()
    {
        Assert.Equal(ProbeReport.Success, await ProbeAsync("/redirect?/status"));
        Assert.Equal(ProbeReport.Success, await ProbeAsync($"/redirect?https://127.0.0.1:{tlsPort}/"));
        Assert.Equal("HTTP probe failed with statuscode: 500", (await ProbeAsync("/redirect?/status%3F500")).Message);
        Assert.Equal(6, requests);
    }

    [Fact]
    public async Task ARedirectToAnotherHostIsNotFollowedAndAWarning()
    {
        Assert.Equal(ProbeOutcome.Warning, (await ProbeAsync($"/redirect?http://localhost:{port}/status%3F500")).Outcome);
        Assert.Equal(1, requests);
    }

    [Fact]
    public async Task ARedirectThatLeadsNowhereIsAWarningOrAFailure()
    {
        Assert.Equal(ProbeOutcome.Warning, (await ProbeAsync("/status?302")).Outcome);
        Assert.Equal(
            ProbeReport.Failure($"Get \"http://127.0.0.1:{port}/redirect?http://[nowhere/\": failed to parse Location header \"http://[nowhere/\""),
            await ProbeAsync("/redirect?http://[nowhere/"));
    }

    [Fact]
    public async Task TheHostHeaderStaysOnARelativeRedirect()
    {
        await ProbeAsync("/redirect?/", headers: [Header("Host", "shop.example")]);
        Assert.Equal("shop.example", seen!.Headers.Host);

        await ProbeAsync($"/redirect?http://127.0.0.1:{port}/", headers: [Header("Host", "shop.example")]);
        Assert.Equal($"127.0.0.1:{port}", seen!.Headers.Host);
    }

    [Fact]
    public async Task AfterTenRequestsRedirectsEndInFailure()
    {
        var report = await ProbeAsync("/loop");

        Assert.Equal(ProbeReport.Failure("Get \"/loop\": stopped after 10 redirects"), report);
        Assert.Equal(10, requests);
    }

    [Fact]
    public async Task AnEndlessBodyIsReadOnlySoFar() => Assert.Equal(ProbeReport.Success, await ProbeAsync("/endless"));

    [Fact]
    public async Task NoAnswerInTimeIsAFailure() => Assert.Equal(
        ProbeReport.Failure(
            $"Get \"http://127.0.0.1:{port}/hang\": context deadline exceeded (Client.Timeout exceeded while awaiting headers)"),
        await RunOverTimeAsync("/hang"));

    [Fact]
    public async Task NoAnswerOfTheNextHopInTimeIsAFailureThatNamesIt() => Assert.Equal(
        ProbeReport.Failure(
            $"Get \"http://127.0.0.1:{port}/hang\": context deadline exceeded (Client.Timeout exceeded while awaiting headers)"),
        await RunOverTimeAsync("/redirect?/hang"));

    /// <summary>
    /// As in the kubelet: what has begun to answer is not called dead. On the real clock: nobody can see from outside when the client
    /// has read the headers, so the time must be long enough for that, whatever the load.
    /// </summary>
    [Fact]
    public async Task AnAnswerThatDoesNotEndInTimeIsAnError() => Assert.Equal(
        ProbeReport.BrokenOff("context deadline exceeded (Client.Timeout or context cancellation while reading body)"),
        await ProbeAsync("/hangs-in-body", timeout: 10, clock: TimeProvider.System));

    [Theory]
    [InlineData("", "EOF")]
    [InlineData("no HTTP at all\r\n\r\n", "Received an invalid status line: 'no HTTP at all'.")]
    public async Task AServerThatDoesNotSpeakHttpIsAFailure(string answer, string cause)
    {
        using var raw = new RawServer(answer);
        Assert.Equal(ProbeReport.Failure($"Get \"http://127.0.0.1:{raw.Port}/\": {cause}"), await ProbeAsync("/", to: raw.Port));
    }

    [Fact]
    public async Task AnAnswerThatIsCutOffIsAnError()
    {
        using var raw = new RawServer("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nbegins");
        Assert.Equal(ProbeReport.BrokenOff("unexpected EOF"), await ProbeAsync("/", to: raw.Port));
    }

    [Fact]
    public async Task AHostThatIsNoneIsAFailure()
    {
        var report = await HttpProbe.RunAsync(
            new Uri("http://no-such-host.invalid:81/"), [], "test", TimeSpan.FromSeconds(60), TimeProvider.System, CancellationToken.None);
        Assert.Equal(ProbeOutcome.Failure, report.Outcome);
        Assert.StartsWith("Get \"http://no-such-host.invalid:81/\": dial tcp", report.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ACallerThatStopsIsNoFailure()
    {
        using var stop = new CancellationTokenSource();
        var probe = ProbeAsync("/hang", cancellationToken: stop.Token);
        await Eventually.TrueAsync(() => seen is not null);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => probe);
    }

    [Fact]
    public async Task ARefusedConnectionIsAFailure()
    {
        var free = FreePort();

        Assert.Equal(
            ProbeReport.Failure($"Get \"http://127.0.0.1:{free}/\": dial tcp 127.0.0.1:{free}: connect: connection refused"),
            await ProbeAsync("/", to: free));
    }

    [Fact]
    public async Task AnIPv6AddressIsReached()
    {
        if (Socket.OSSupportsIPv6)
        {
            Assert.Equal(ProbeReport.Success, await ProbeAsync("/", to: port6, host: "::1"));
            Assert.Equal($"[::1]:{port6}", seen!.Headers.Host);
        }
    }

    [Fact]
    public async Task AProxyIsNotUsed()
    {
        Environment.SetEnvironmentVariable("http_proxy", $"http://127.0.0.1:{FreePort()}");
        try
        {
            Assert.Equal(ProbeReport.Success, await ProbeAsync("/"));
        }
        finally
        {
            Environment.SetEnvironmentVariable("http_proxy", null);
        }
    }

    [Theory]
    [InlineData("10.0.0.1", null, "http://10.0.0.1:80/")]
    [InlineData("fd00::1", "/a?b=c", "http://[fd00::1]:80/a?b=c")]
    [InlineData("h", "a", "http://h:80/a")]
    public void TheUrlIsMadeOfHostPortAndPath(string host, string? path, string url) =>
        Assert.Equal(new Uri(url), HttpProbe.Url(new HTTPGetAction { Path = path }, host, 80));

    [Theory]
    [InlineData("http://10.0.0.1:80/a?b", null, "http://10.0.0.1:80/a?b", "10.0.0.1:80")]
    [InlineData("https://[fd00::1]:443/", null, "https://[fd00::1]:443/", "[fd00::1]:443")]
    [InlineData("http://10.0.0.1:80/", "", "http://10.0.0.1:80/", "10.0.0.1:80")]
    [InlineData("http://10.0.0.1:80/", "shop", "http://10.0.0.1:80/", "shop")]
    [InlineData("http://10.0.0.1:81/", null, "http://10.0.0.1:81/", null)]
    public void ThePortIsAlwaysNamed(string url, string? header, string text, string? host)
    {
        var first = HttpProbeHop.First(new Uri(url), header is null ? [] : [Header("host", header)]);
        Assert.Equal((text, host), (first.Text, first.Host));
    }

    private static HTTPHeader Header(string name, string value) => new() { Name = name, Value = value };

    private static int FreePort()
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private Task<ProbeReport> ProbeAsync(
        string path,
        UriScheme scheme = UriScheme.HTTP,
        int? to = null,
        EquatableArray<HTTPHeader>? headers = null,
        int timeout = 1,
        string host = "127.0.0.1",
        TimeProvider? clock = null,
        CancellationToken cancellationToken = default) => HttpProbe.RunAsync(
        HttpProbe.Url(new HTTPGetAction { Path = path, Scheme = scheme }, host, to ?? port),
        headers ?? [], "kube-probe/1.35", TimeSpan.FromSeconds(timeout), clock ?? time, cancellationToken);

    private async Task<ProbeReport> RunOverTimeAsync(string path)
    {
        var probe = ProbeAsync(path, timeout: 3);
        await Eventually.TrueAsync(() => seen?.Target.StartsWith("/hang", StringComparison.Ordinal) == true);
        time.Advance(TimeSpan.FromSeconds(2.9));
        Assert.False(probe.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.1));
        return await probe;
    }

    private async Task AnswerAsync(HttpContext context)
    {
        Interlocked.Increment(ref requests);
        // A copy: the server uses the request's objects again.
        seen = new Seen(
            context.Request.Path + context.Request.QueryString.Value,
            new HeaderDictionary(context.Request.Headers.ToDictionary(StringComparer.OrdinalIgnoreCase)));
        var query = Uri.UnescapeDataString(context.Request.QueryString.Value!.TrimStart('?'));
        switch (context.Request.Path)
        {
            case "/status":
                context.Response.StatusCode = query == "" ? 200 : int.Parse(query, null);
                if (query == "399")
                {
                    await context.Response.WriteAsync("see elsewhere");
                }

                break;
            case "/redirect":
                context.Response.Redirect(query);
                break;
            case "/loop":
                context.Response.Redirect("/loop");
                break;
            case "/endless":
                while (!context.RequestAborted.IsCancellationRequested)
                {
                    await context.Response.Body.WriteAsync(new byte[4096], context.RequestAborted);
                }

                break;
            case "/hang":
                await Task.Delay(Timeout.Infinite, hangs.Token);
                break;
            case "/hangs-in-body":
                await context.Response.WriteAsync("begins", hangs.Token);
                await Task.Delay(Timeout.Infinite, hangs.Token);
                break;
            default:
                await context.Response.WriteAsync("ok");
                break;
        }
    }

    private sealed record Seen(string Target, IHeaderDictionary Headers);
}
