using MiniKubelet.Kubernetes;
using MiniKubelet.Planning;

namespace MiniKubelet.Runtime.Configuration;

/// <summary>The host name a pod sees (kubernetes/pkg/kubelet GeneratePodHostNameAndDomain).</summary>
/// <param name="Host">The short name, at most 63 characters.</param>
/// <param name="Domain">The domain; empty without <c>spec.subdomain</c>.</param>
/// <param name="Kernel">What the kernel is told: <paramref name="Host"/>, or the FQDN with <c>setHostnameAsFQDN</c>.</param>
public sealed record PodHostname(string Host, string Domain, string Kernel)
{
    private const int MaxHost = 63;
    private const int MaxKernel = 64;

    /// <summary>The names of a pod; throws <see cref="ContainerConfigException"/> when the kernel cannot hold the FQDN.</summary>
    public static PodHostname Of(Pod pod, string clusterDomain)
    {
        if (pod.Spec.HostnameOverride is { Length: > 0 } name)
        {
            return new PodHostname(name, "", name);
        }

        var host = Cut(pod.Spec.Hostname is { Length: > 0 } hostname ? hostname : pod.Metadata.Name);
        var domain = pod.Spec.Subdomain is { Length: > 0 } subdomain
            ? $"{subdomain}.{pod.NamespaceOrDefault()}.svc.{clusterDomain}".TrimEnd('.')
            : "";
        if (pod.Spec.SetHostnameAsFQDN != true || domain.Length == 0)
        {
            return new PodHostname(host, domain, host);
        }

        var fqdn = $"{host}.{domain}";
        return fqdn.Length <= MaxKernel
            ? new PodHostname(host, domain, fqdn)
            : throw new ContainerConfigException(
                ContainerConfigException.SandboxReason,
                $"failed to construct FQDN from pod hostname and cluster domain, FQDN {fqdn} is too long ({MaxKernel} characters is the max, {fqdn.Length} characters requested)");
    }

    private static string Cut(string name) => name.Length <= MaxHost ? name : name[..MaxHost].TrimEnd('-', '.');
}
