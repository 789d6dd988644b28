using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;

namespace MiniKubelet.Testing;

/// <summary>An image that was pushed for one test: no runtime has it.</summary>
/// <param name="Repository">Its name without tag.</param>
/// <param name="Tag">Its tag.</param>
/// <param name="Digest">The digest of its manifest.</param>
public sealed record PushedImage(string Repository, string Tag, string Digest)
{
    /// <summary>Its name with the tag.</summary>
    public string Name => $"{Repository}:{Tag}";
}

/// <summary>
/// The registry of <c>scripts/registry.sh</c>. Images for a test are made of the one that is there with another configuration, so
/// that also their digests are new.
/// </summary>
public sealed class TestRegistry : IDisposable
{
    /// <summary>Who may pull.</summary>
    public const string Username = "puller";

    /// <summary>The password.</summary>
    public const string Password = "pull-me-if-you-can";

    private const string Base = "private/busybox";
    private const string ManifestType = "application/vnd.docker.distribution.manifest.v2+json";

    private readonly HttpClient _client;

    /// <summary>Connects to the registry that the environment names.</summary>
    public TestRegistry()
    {
        var handler = new SocketsHttpHandler { UseProxy = false };
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trust.CustomTrustStore.Add(X509CertificateLoader.LoadCertificateFromFile(Path.Join(Folder, "ca.crt")));
        handler.SslOptions.CertificateChainPolicy = trust;
        _client = new HttpClient(handler) { BaseAddress = new Uri($"https://{Address}/v2/") };
        _client.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("*/*"));
        _client.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue(ManifestType));
        _client.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Username}:{Password}")));
    }

    /// <summary>Host and port.</summary>
    public static string Address => File.ReadAllText(Path.Join(Folder, "address")).Trim();

    private static string Folder => Environment.GetEnvironmentVariable(RequiresRegistryAttribute.Variable) is { Length: > 0 } folder
        ? folder
        : throw new InvalidOperationException($"{RequiresRegistryAttribute.Variable} must name the registry's folder");

    /// <summary>A docker <c>config.json</c> that opens it.</summary>
    public static string ConfigJson(string password = Password) =>
        $$"""{"auths": {"{{Address}}": {"username": "{{Username}}", "password": "{{password}}"} } }""";

    /// <summary>Pushes an image that nobody has.</summary>
    public async Task<PushedImage> PushAsync()
    {
        var tag = Guid.NewGuid().ToString("N");
        var manifest = JsonNode.Parse(await _client.GetStringAsync(new Uri($"{Base}/manifests/1", UriKind.Relative)))!;
        var config = JsonNode.Parse(
            await _client.GetStringAsync(new Uri($"{Base}/blobs/{manifest["config"]!["digest"]}", UriKind.Relative)))!;
        config["author"] = tag;
        var bytes = Encoding.UTF8.GetBytes(config.ToJsonString());
        manifest["config"]!["size"] = bytes.Length;
        manifest["config"]!["digest"] = await PushBlobAsync(bytes);
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(manifest.ToJsonString()));
        content.Headers.ContentType = new MediaTypeHeaderValue(ManifestType);
        using var response = await _client.PutAsync(new Uri($"{Base}/manifests/{tag}", UriKind.Relative), content);
        var digest = response.EnsureSuccessStatusCode().Headers.GetValues("Docker-Content-Digest").Single();
        return new PushedImage($"{Address}/{Base}", tag, digest);
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async Task<string> PushBlobAsync(byte[] blob)
    {
        var digest = $"sha256:{Convert.ToHexStringLower(SHA256.HashData(blob))}";
        using var begun = await _client.PostAsync(new Uri($"{Base}/blobs/uploads/", UriKind.Relative), null);
        var location = begun.EnsureSuccessStatusCode().Headers.Location!;
        using var content = new ByteArrayContent(blob);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        using var done = await _client.PutAsync(new Uri($"{location}&digest={digest}", UriKind.RelativeOrAbsolute), content);
        done.EnsureSuccessStatusCode();
        return digest;
    }
}
