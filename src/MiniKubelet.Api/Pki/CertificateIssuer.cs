using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MiniKubelet.Api.Pki;

/// <summary>Makes our authority and the certificates it signs: ECDSA P-256, no state.</summary>
internal static class CertificateIssuer
{
    /// <summary>How long an authority lives.</summary>
    internal static readonly TimeSpan AuthorityLifetime = TimeSpan.FromDays(3650);

    /// <summary>How long a serving or client certificate lives (a year, as kubeadm's).</summary>
    internal static readonly TimeSpan LeafLifetime = TimeSpan.FromDays(365);

    // A client whose clock is a little behind must not refuse a fresh certificate.
    private static readonly TimeSpan Skew = TimeSpan.FromHours(1);

    private const string ServerAuth = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuth = "1.3.6.1.5.5.7.3.2";

    /// <summary>A new self-signed authority.</summary>
    internal static X509Certificate2 CreateAuthority(string name, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = Request($"CN={Escape(name)}", key);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(
            certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(
            X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign | X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return request.CreateSelfSigned(now - Skew, now + AuthorityLifetime);
    }

    /// <summary>A certificate to serve with under the given names and addresses.</summary>
    internal static X509Certificate2 IssueServer(
        X509Certificate2 authority, string commonName, IEnumerable<string> names, IEnumerable<IPAddress> addresses, DateTimeOffset now)
    {
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            alternatives.AddDnsName(name);
        }

        foreach (var address in addresses)
        {
            alternatives.AddIpAddress(address);
        }

        return Issue(authority, $"CN={Escape(commonName)}", ServerAuth, alternatives.Build(), now);
    }

    /// <summary>A certificate for a client: the user is the common name, the group the organisation (Kubernetes' x509 rule).</summary>
    internal static X509Certificate2 IssueClient(X509Certificate2 authority, string user, string group, DateTimeOffset now) =>
        Issue(authority, $"O={Escape(group)}, CN={Escape(user)}", ClientAuth, null, now);

    private static X509Certificate2 Issue(
        X509Certificate2 authority, string subject, string usage, X509Extension? alternatives, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = Request(subject, key);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(
            authority, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        if (alternatives is not null)
        {
            request.CertificateExtensions.Add(alternatives);
        }

        // A leaf must not outlive its authority.
        var end = now + LeafLifetime;
        var authorityEnd = new DateTimeOffset(authority.NotAfter);
        Span<byte> serial = stackalloc byte[16];
        RandomNumberGenerator.Fill(serial);
        serial[0] &= 0x7f;
        using var bare = request.Create(authority, now - Skew, end < authorityEnd ? end : authorityEnd, serial);
        return bare.CopyWithPrivateKey(key);
    }

    private static CertificateRequest Request(string subject, ECDsa key) =>
        new(new X500DistinguishedName(subject), key, HashAlgorithmName.SHA256);

    private static string Escape(string value) => "\"" + value.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
}
