using System.Net;
using MiniKubelet.Api.Pki;

namespace MiniKubelet.Api.Tests;

public sealed class AuthenticationTests : IAsyncLifetime
{
    private readonly RunningApi _api = new();

    public Task InitializeAsync() => _api.InitializeAsync();

    public Task DisposeAsync() => _api.DisposeAsync();

    [Theory]
    [InlineData("/api/v1/pods")]
    [InlineData("/healthz")]
    [InlineData("/metrics")]
    [InlineData("/version")]
    [InlineData("/nowhere")]
    public async Task NobodyIsLetInWithoutACertificate(string path)
    {
        using var client = _api.Client(anonymous: true);

        using var response = await client.GetAsync(new Uri(path, UriKind.Relative));

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        var body = await response.Content.ReadAsStringAsync();
        Assert.Contains("\"reason\":\"Unauthorized\"", body, StringComparison.Ordinal);
        Assert.Contains("\"kind\":\"Status\"", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ACertificateOfAnotherAuthorityIsRefused()
    {
        var now = TimeProvider.System.GetUtcNow();
        using var stranger = CertificateIssuer.CreateAuthority("stranger", now);
        using var certificate = CertificateIssuer.IssueClient(stranger, "minikubelet-admin", "system:masters", now);
        using var client = _api.Client(certificate);

        using var response = await client.GetAsync(new Uri("/api/v1/pods", UriKind.Relative));

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task TheServingCertificateIsNoClientCertificate()
    {
        var pki = _api.Options.CertDirectory;
        using var serving = System.Security.Cryptography.X509Certificates.X509Certificate2.CreateFromPemFile(
            Path.Combine(pki, "server.crt"), Path.Combine(pki, "server.key"));
        using var client = _api.Client(serving);

        using var response = await client.GetAsync(new Uri("/api/v1/pods", UriKind.Relative));

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task OurClientCertificateIsLetIn()
    {
        using var client = _api.Client();

        Assert.Equal("ok", await client.GetStringAsync(new Uri("/healthz", UriKind.Relative)));
    }

    [Fact]
    public async Task BothVersionsOfHttpAreSpoken()
    {
        using var client = _api.Client();
        foreach (var version in new[] { HttpVersion.Version11, HttpVersion.Version20 })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/healthz")
            {
                Version = version,
                VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            };

            using var response = await client.SendAsync(request);

            Assert.Equal(version, response.Version);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }
}
