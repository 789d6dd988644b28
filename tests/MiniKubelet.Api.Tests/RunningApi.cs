using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using MiniKubelet.Agent.Events;
using MiniKubelet.Agent.Metrics;
using MiniKubelet.Agent.Status;
using MiniKubelet.Api.Health;

namespace MiniKubelet.Api.Tests;

/// <summary>The real server on free loopback ports, with stores for the test to fill. One for each test.</summary>
public sealed class RunningApi : IAsyncLifetime
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("minikubelet-api-");
    private ApiServer? _server;

    internal StatusStore Status { get; } = new(TimeProvider.System);

    internal LogRuntime Runtime { get; } = new();

    internal KubeletMetrics Metrics { get; } = new("node1");

    internal EventRecorder Events => field ??= new EventRecorder(Status, "node1", TimeProvider.System);

    internal string? Unwell { get; set; }

    internal ApiServerOptions Options => field ??= new ApiServerOptions
    {
        NodeName = "node1",
        CertDirectory = Path.Combine(_directory.FullName, "pki"),
        Address = IPAddress.Loopback,
        Port = 0,
        HealthzPort = FreePort(),
        ReadOnlyPort = FreePort(),
    };

    internal Uri Address => _server!.Address!;

    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    internal ApiServer NewServer() => new(
        Options, Status, Runtime, Metrics, [new HealthCheck("syncloop", () => Unwell)], TimeProvider.System, NullLoggerFactory.Instance);

    public async Task InitializeAsync()
    {
        _server = NewServer();
        await _server.StartAsync(CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        await _server!.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    internal Task StopAsync() => _server!.StopAsync(CancellationToken.None);

    /// <summary>A client that trusts our authority and, unless told otherwise, shows our client certificate.</summary>
    internal HttpClient Client(X509Certificate2? certificate = null, bool anonymous = false)
    {
        var pki = Options.CertDirectory;
        var tls = new SslClientAuthenticationOptions
        {
            CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
                CustomTrustStore = { X509CertificateLoader.LoadCertificateFromFile(Path.Combine(pki, "ca.crt")) },
            },
        };
        if (!anonymous)
        {
            tls.ClientCertificates =
            [
                certificate ?? X509Certificate2.CreateFromPemFile(Path.Combine(pki, "client.crt"), Path.Combine(pki, "client.key")),
            ];
        }

        return new HttpClient(new SocketsHttpHandler { SslOptions = tls }) { BaseAddress = Address };
    }

    internal async Task<JsonElement> GetJsonAsync(string path, HttpStatusCode expected = HttpStatusCode.OK, string? accept = null)
    {
        using var client = Client();
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (accept is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept", accept);
        }

        using var response = await client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(expected == response.StatusCode, $"{path}: {(int)response.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }
}
