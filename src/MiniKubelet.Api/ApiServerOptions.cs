using System.Net;

namespace MiniKubelet.Api;

/// <summary>Where and as whom the API server listens. Names and defaults are those of KubeletConfiguration where it has them.</summary>
public sealed record ApiServerOptions
{
    /// <summary>The node's name: in the serving certificate and the kubeconfig.</summary>
    public required string NodeName { get; init; }

    /// <summary>Where the certificates and the kubeconfig are kept; made with mode 0700.</summary>
    public required string CertDirectory { get; init; }

    /// <summary>Address of the TLS port.</summary>
    public IPAddress Address { get; init; } = IPAddress.Any;

    /// <summary>The TLS port: Kubernetes API and the kubelet's endpoints. 0 takes a free one.</summary>
    public int Port { get; init; } = 10250;

    /// <summary>The node's address, one of the names in the serving certificate; null when not known.</summary>
    public IPAddress? NodeIp { get; init; }

    /// <summary>Plain port on loopback that answers only <c>/healthz</c>; 0 for none.</summary>
    public int HealthzPort { get; init; } = 10248;

    /// <summary>Plain read-only port on loopback; 0 for none.</summary>
    public int ReadOnlyPort { get; init; }

    /// <summary>A certificate to serve with instead of our own (PEM, leaf first); needs <see cref="TlsPrivateKeyFile"/>.</summary>
    public string? TlsCertFile { get; init; }

    /// <summary>The key of <see cref="TlsCertFile"/>.</summary>
    public string? TlsPrivateKeyFile { get; init; }

    /// <summary>Authorities (PEM) whose clients are let in besides those of our own.</summary>
    public string? ClientCaFile { get; init; }

    /// <summary>The kubelet's version as <c>/version</c> and <c>/metrics</c> give it: the Kubernetes release whose behaviour is kept.</summary>
    public string KubernetesVersion { get; init; } = "v1.35.0";

    /// <summary>Where the kubeconfig is written.</summary>
    public string KubeconfigPath => Path.Combine(CertDirectory, "kubeconfig");
}
