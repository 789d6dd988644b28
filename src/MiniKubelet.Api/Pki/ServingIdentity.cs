using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace MiniKubelet.Api.Pki;

/// <summary>
/// The certificates in use, kept fresh while the daemon runs: what TLS serves with, whom it trusts, and the kubeconfig.
/// <see cref="Refresh"/> alone writes; connections read.
/// </summary>
internal sealed class ServingIdentity
{
    private readonly CertificateDirectory _directory;
    private readonly ApiServerOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private volatile Current? _current;
    private string? _server;

    internal ServingIdentity(ApiServerOptions options, TimeProvider time, ILogger logger)
    {
        _options = options;
        _time = time;
        _logger = logger;
        _directory = new CertificateDirectory(options.CertDirectory, options.NodeName, [options.NodeIp, options.Address], time);
        Refresh();
    }

    private Current Now => _current ?? throw new InvalidOperationException("no certificate yet");

    /// <summary>The user behind a client's certificate; null for none.</summary>
    internal string? Authenticate(X509Certificate2? certificate) => Now.Authenticator.Authenticate(certificate);

    /// <summary>TLS settings for a new connection. Who has no certificate, or a strange one, is told so by a 401, which kubectl
    /// words better than a broken handshake.</summary>
    [SuppressMessage("Security", "CA5359", Justification = "Authenticate judges it, after the handshake and before the first request.")]
    internal SslServerAuthenticationOptions TlsOptions() => new()
    {
        ServerCertificateContext = Now.Tls,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        ClientCertificateRequired = true,
        RemoteCertificateValidationCallback = static (_, _, _, _) => true,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
        AllowTlsResume = false,
    };

    /// <summary>Writes the kubeconfig for the address that is really served; again whenever the certificates change.</summary>
    internal void PublishKubeconfig(string server)
    {
        _server = server;
        WriteKubeconfig(Now);
    }

    /// <summary>Renews what is due, again and again until cancelled.</summary>
    internal async Task KeepFreshAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromHours(1), _time);
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
        {
            try
            {
                if (Refresh())
                {
                    ApiLog.CertificatesRenewed(_logger);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ApiServerException)
            {
                ApiLog.RenewalFailed(_logger, e);
            }
        }
    }

    private bool Refresh()
    {
        var certificates = _directory.Ensure();
        var thumbprints = $"{certificates.Server.Thumbprint} {certificates.Client.Thumbprint}";
        if (_current?.Thumbprints == thumbprints)
        {
            return false;
        }

        var (serving, chain, trustedByClients) = LoadServing(certificates);
        var trusted = new X509Certificate2Collection(X509CertificateLoader.LoadCertificate(certificates.Authority.RawData));
        if (_options.ClientCaFile is { } file)
        {
            Import(trusted, file);
        }

        _current = new Current(
            thumbprints,
            SslStreamCertificateContext.Create(serving, chain, offline: true),
            new ClientAuthenticator(trusted, _time),
            trustedByClients,
            certificates.Client);
        if (_server is not null)
        {
            WriteKubeconfig(_current);
        }

        return true;
    }

    private (X509Certificate2 Serving, X509Certificate2Collection Chain, string TrustedByClients) LoadServing(Certificates certificates)
    {
        if (_options.TlsCertFile is not { } file)
        {
            return (certificates.Server, [], certificates.Authority.ExportCertificatePem());
        }

        try
        {
            var serving = X509Certificate2.CreateFromPemFile(file, _options.TlsPrivateKeyFile ?? file);
            X509Certificate2Collection chain = [];
            Import(chain, file);
            return (serving, chain, chain.ExportCertificatePems());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new ApiServerException($"tlsCertFile {file}: {e.Message}", e);
        }
    }

    private static void Import(X509Certificate2Collection certificates, string file)
    {
        try
        {
            certificates.ImportFromPemFile(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new ApiServerException($"certificate file {file}: {e.Message}", e);
        }
    }

    private void WriteKubeconfig(Current current) =>
        PrivateFile.Write(_options.KubeconfigPath, Kubeconfig.Render(_server!, current.TrustedByClients, current.Client));

    private sealed record Current(
        string Thumbprints,
        SslStreamCertificateContext Tls,
        ClientAuthenticator Authenticator,
        string TrustedByClients,
        X509Certificate2 Client);
}
