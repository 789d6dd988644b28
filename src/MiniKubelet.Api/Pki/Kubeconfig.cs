using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace MiniKubelet.Api.Pki;

/// <summary>The kubeconfig that lets kubectl in: one cluster, user and context, all named <c>minikubelet</c>, everything embedded.</summary>
internal static class Kubeconfig
{
    /// <summary>The file's text.</summary>
    /// <param name="server">The API's address, <c>https://host:port</c>.</param>
    /// <param name="authorityPem">What the serving certificate is trusted by.</param>
    /// <param name="client">The client certificate with its key.</param>
    internal static string Render(string server, string authorityPem, X509Certificate2 client)
    {
        using var key = client.GetECDsaPrivateKey() ?? throw new CryptographicException("client certificate has no ECDSA key");
        return $"""
            apiVersion: v1
            kind: Config
            clusters:
            - name: minikubelet
              cluster:
                server: {server}
                certificate-authority-data: {Base64(authorityPem)}
            users:
            - name: minikubelet
              user:
                client-certificate-data: {Base64(client.ExportCertificatePem())}
                client-key-data: {Base64(key.ExportPkcs8PrivateKeyPem())}
            contexts:
            - name: minikubelet
              context:
                cluster: minikubelet
                user: minikubelet
            current-context: minikubelet

            """;
    }

    private static string Base64(string pem) => Convert.ToBase64String(Encoding.ASCII.GetBytes(pem + "\n"));
}
