using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MiniKubelet.Api.Pki;

/// <summary>A certificate and its key as two PEM files, <c>name.crt</c> and <c>name.key</c>.</summary>
/// <param name="Directory">Where.</param>
/// <param name="Name">The files' name without extension.</param>
internal sealed record CertificateFiles(string Directory, string Name)
{
    private string CertificatePath => Path.Combine(Directory, Name + ".crt");

    private string KeyPath => Path.Combine(Directory, Name + ".key");

    /// <summary>Reads the pair; null when a file is missing, damaged, or (after a crash between the two writes) they don't match.</summary>
    internal X509Certificate2? Load()
    {
        try
        {
            return X509Certificate2.CreateFromPemFile(CertificatePath, KeyPath);
        }
        catch (Exception e) when (e is FileNotFoundException or CryptographicException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Writes the pair, the key first; both only their owner may read.</summary>
    internal void Save(X509Certificate2 certificate)
    {
        using var key = certificate.GetECDsaPrivateKey()
            ?? throw new InvalidOperationException($"certificate {Name} has no ECDSA key");
        PrivateFile.Write(KeyPath, key.ExportPkcs8PrivateKeyPem() + "\n");
        PrivateFile.Write(CertificatePath, certificate.ExportCertificatePem() + "\n");
    }
}
