using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using MiniKubelet.Kubernetes;

namespace MiniKubelet.EndToEnd.Tests.Harness;

/// <summary>The daemon's API, reached with the client certificate that it made; quicker than a kubectl each time.</summary>
public sealed class ApiClient : IDisposable
{
    private readonly HttpClient _client;

    /// <param name="folder">Where the certificates are.</param>
    /// <param name="identified">Whether to show the client certificate.</param>
    public ApiClient(DaemonFolder folder, bool identified = true)
    {
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trust.CustomTrustStore.Add(X509CertificateLoader.LoadCertificateFromFile(Path.Join(folder.Certificates, "ca.crt")));
        var handler = new SocketsHttpHandler { UseProxy = false };
        handler.SslOptions.CertificateChainPolicy = trust;
        if (identified)
        {
            handler.SslOptions.ClientCertificates =
            [
                X509Certificate2.CreateFromPemFile(
                    Path.Join(folder.Certificates, "client.crt"), Path.Join(folder.Certificates, "client.key")),
            ];
        }

        _client = new HttpClient(handler) { BaseAddress = new Uri($"https://127.0.0.1:{folder.Port}"), Timeout = Until.Patience };
    }

    public async Task<Pod?> PodAsync(string name)
    {
        using var response = await GetAsync($"/api/v1/namespaces/default/pods/{name}");
        return response.StatusCode == HttpStatusCode.NotFound
            ? null
            : KubernetesJson.Deserialize<Pod>(await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync());
    }

    public async Task<IReadOnlyList<Event>> EventsAsync() =>
        KubernetesJson.Deserialize<EventList>(await _client.GetByteArrayAsync(new Uri("/api/v1/events", UriKind.Relative))).Items;

    public Task<HttpResponseMessage> GetAsync(string path) => _client.GetAsync(new Uri(path, UriKind.Relative));

    public Task<string> TextAsync(string path) => _client.GetStringAsync(new Uri(path, UriKind.Relative));

    /// <summary>The pods of a watch from its start, until the daemon ends or the caller has seen enough.</summary>
    public async IAsyncEnumerable<Pod> WatchPodsAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stream = await _client.GetStreamAsync(new Uri("/api/v1/pods?watch=true", UriKind.Relative), cancellationToken);
        using var reader = new StreamReader(stream);
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            using var change = JsonDocument.Parse(line);
            yield return change.RootElement.GetProperty("object").Deserialize(KubernetesJson.TypeInfo<Pod>())!;
        }
    }

    public void Dispose() => _client.Dispose();
}
