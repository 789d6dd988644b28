using System.Text;
using MiniKubelet.Kubernetes;

namespace MiniKubelet.Runtime.Configuration;

/// <summary>The text of a pod's /etc/hosts (kubernetes/pkg/kubelet managedHostsFileContent).</summary>
public static class HostsFile
{
    private const string Localhost =
        "127.0.0.1\tlocalhost\n"
        + "::1\tlocalhost ip6-localhost ip6-loopback\n"
        + "fe00::0\tip6-localnet\n"
        + "fe00::0\tip6-mcastprefix\n"
        + "fe00::1\tip6-allnodes\n"
        + "fe00::2\tip6-allrouters\n";

    /// <summary>The file of a pod. With the host's network it is the node's own hosts file, given as text, plus the aliases.</summary>
    public static string Render(Pod pod, EquatableArray<string> podIps, string clusterDomain, string nodeHostsFile)
    {
        var text = new StringBuilder();
        if (pod.Spec.HostNetwork)
        {
            text.Append("# Kubernetes-managed hosts file (host network).\n").Append(nodeHostsFile);
        }
        else
        {
            var (host, domain, _) = PodHostname.Of(pod, clusterDomain);
            var names = domain.Length > 0 ? $"{host}.{domain}\t{host}" : host;
            text.Append("# Kubernetes-managed hosts file.\n").Append(Localhost);
            foreach (var ip in podIps)
            {
                text.Append(ip).Append('\t').Append(names).Append('\n');
            }
        }

        if (pod.Spec.HostAliases.Count > 0)
        {
            text.Append("\n# Entries added by HostAliases.\n");
            foreach (var alias in pod.Spec.HostAliases)
            {
                text.Append(alias.Ip).Append('\t').AppendJoin('\t', alias.Hostnames).Append('\n');
            }
        }

        return text.ToString();
    }
}
