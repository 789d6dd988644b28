using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MiniKubelet.Api.Pki;

/// <summary>
/// Our authority, serving and client certificate under the cert-dir. What is there and still good is used again; the rest is
/// made anew. It may be killed between any two writes: the next <see cref="Ensure"/> repairs what does not fit together.
/// </summary>
internal sealed class CertificateDirectory
{
    /// <summary>The user our own client certificate names, in the group that may do everything.</summary>
    internal const string User = "minikubelet-admin";

    private const string Group = "system:masters";

    private readonly CertificateFiles _authorityFiles;
    private readonly CertificateFiles _serverFiles;
    private readonly CertificateFiles _clientFiles;
    private readonly string _nodeName;
    private readonly IPAddress[] _addresses;
    private readonly TimeProvider _time;

    internal CertificateDirectory(string path, string nodeName, IEnumerable<IPAddress?> addresses, TimeProvider time)
    {
        PrivateFile.EnsureDirectory(path);
        _authorityFiles = new CertificateFiles(path, "ca");
        _serverFiles = new CertificateFiles(path, "server");
        _clientFiles = new CertificateFiles(path, "client");
        _nodeName = nodeName;
        _time = time;
        _addresses = [.. addresses.Append(IPAddress.Loopback).Append(IPAddress.IPv6Loopback)
            .OfType<IPAddress>().Where(a => !a.Equals(IPAddress.Any) && !a.Equals(IPAddress.IPv6Any)).Distinct()];
    }

    /// <summary>Loads the three certificates, and makes those that are missing, don't fit or are past two thirds of their life.</summary>
    internal Certificates Ensure()
    {
        var now = _time.GetUtcNow();
        var authority = _authorityFiles.Load();
        if (authority is null || !IsAuthority(authority) || IsDue(authority, now))
        {
            var stamp = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
            authority = CertificateIssuer.CreateAuthority($"minikubelet-ca@{stamp}", now);
            _authorityFiles.Save(authority);
        }

        var server = _serverFiles.Load();
        if (server is null || IsDue(server, now) || !IsSignedBy(server, authority) || !ServesOurNames(server))
        {
            string[] names = [.. new[] { _nodeName, "localhost" }.Distinct(StringComparer.OrdinalIgnoreCase)];
            server = CertificateIssuer.IssueServer(authority, _nodeName, names, _addresses, now);
            _serverFiles.Save(server);
        }

        var client = _clientFiles.Load();
        if (client is null || IsDue(client, now) || !IsSignedBy(client, authority))
        {
            client = CertificateIssuer.IssueClient(authority, User, Group, now);
            _clientFiles.Save(client);
        }

        return new Certificates(authority, server, client);
    }

    private bool ServesOurNames(X509Certificate2 server) =>
        server.MatchesHostname(_nodeName, allowWildcards: false, allowCommonName: false)
        && server.MatchesHostname("localhost", allowWildcards: false, allowCommonName: false)
        && _addresses.All(a => server.MatchesHostname(a.ToString(), allowWildcards: false, allowCommonName: false));

    private static bool IsDue(X509Certificate2 certificate, DateTimeOffset now)
    {
        DateTimeOffset start = certificate.NotBefore, end = certificate.NotAfter;
        return now < start || now > start + ((end - start) * 2 / 3);
    }

    private static bool IsAuthority(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(e => e.CertificateAuthority);

    private static bool IsSignedBy(X509Certificate2 leaf, X509Certificate2 authority)
    {
        // Time is judged by IsDue, and with our clock: here only the signature counts.
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid;
        try
        {
            return chain.Build(leaf);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}

/// <summary>What <see cref="CertificateDirectory"/> holds; each with its private key.</summary>
/// <param name="Authority">Signs the other two.</param>
/// <param name="Server">We serve with it.</param>
/// <param name="Client">Goes into the kubeconfig.</param>
internal sealed record Certificates(X509Certificate2 Authority, X509Certificate2 Server, X509Certificate2 Client);
