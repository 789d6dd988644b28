using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MiniKubelet.Api.Pki;

/// <summary>Says who a client is by its certificate (Kubernetes' x509 authentication). There is no anonymous user.</summary>
internal sealed class ClientAuthenticator
{
    private const string ClientAuth = "1.3.6.1.5.5.7.3.2";
    private const string CommonName = "2.5.4.3";

    private readonly X509Certificate2Collection _trusted;
    private readonly TimeProvider _time;

    internal ClientAuthenticator(X509Certificate2Collection trusted, TimeProvider time)
    {
        _trusted = trusted;
        _time = time;
    }

    /// <summary>The user's name, or null when there is no certificate or we don't trust it.</summary>
    internal string? Authenticate(X509Certificate2? certificate)
    {
        if (certificate is null)
        {
            return null;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_trusted);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = _time.GetUtcNow().UtcDateTime;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ClientAuth));
        try
        {
            return chain.Build(certificate) ? UserOf(certificate) : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static string? UserOf(X509Certificate2 certificate)
    {
        foreach (var part in certificate.SubjectName.EnumerateRelativeDistinguishedNames())
        {
            if (!part.HasMultipleElements && part.GetSingleElementType().Value == CommonName)
            {
                return part.GetSingleElementValue();
            }
        }

        return null;
    }
}
