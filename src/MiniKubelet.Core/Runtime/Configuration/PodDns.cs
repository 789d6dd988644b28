using MiniKubelet.Kubernetes;
using MiniKubelet.Planning;

namespace MiniKubelet.Runtime.Configuration;

/// <summary>What the owner of a pod should hear about its configuration: an event's reason and message.</summary>
/// <param name="Reason">The kubelet's word, such as <c>MissingClusterDNS</c>.</param>
/// <param name="Message">In words.</param>
public sealed record ConfigNotice(string Reason, string Message);

/// <summary>The resolver configuration of a pod (kubernetes/pkg/kubelet/network/dns).</summary>
/// <param name="Config">What its resolv.conf says.</param>
/// <param name="Notices">What was left out or fell back.</param>
public sealed record PodDns(DnsConfig Config, EquatableArray<ConfigNotice> Notices)
{
    private const int MaxServers = 3;
    private const int MaxSearches = 32;
    private const int MaxSearchCharacters = 2048;

    /// <summary>The configuration of a pod on this node.</summary>
    public static PodDns Of(Pod pod, NodeSettings node)
    {
        var notices = new List<ConfigNotice>();
        var config = Append(Base(pod, node, notices), pod.Spec.DnsConfig);
        return new PodDns(Fit(config, notices), notices.ToEquatableArray());
    }

    private static DnsConfig Base(Pod pod, NodeSettings node, List<ConfigNotice> notices)
    {
        var policy = pod.Spec.DnsPolicy ?? DnsPolicy.ClusterFirst;
        if (policy == DnsPolicy.None)
        {
            return new DnsConfig([], [], []);
        }

        var host = node.ResolvConf is { } text ? ResolvConf.Parse(text) : new DnsConfig(["127.0.0.1"], ["."], []);
        var cluster = policy == DnsPolicy.ClusterFirstWithHostNet || (policy == DnsPolicy.ClusterFirst && !pod.Spec.HostNetwork);
        if (!cluster)
        {
            return host;
        }

        if (node.ClusterDns.Count == 0)
        {
            notices.Add(new ConfigNotice("MissingClusterDNS",
                $"pod: \"{pod.Metadata.Name}_{pod.NamespaceOrDefault()}({pod.Metadata.Uid})\". kubelet does not have ClusterDNS IP configured "
                + "and cannot create Pod using \"ClusterFirst\" policy. Falling back to \"Default\" policy."));
            return host;
        }

        var domain = node.ClusterDomain;
        IEnumerable<string> services = domain.Length > 0 ? [$"{pod.NamespaceOrDefault()}.svc.{domain}", $"svc.{domain}", domain] : [];
        return new DnsConfig(node.ClusterDns, services.Concat(host.Searches).Distinct().ToEquatableArray(), ["ndots:5"]);
    }

    private static DnsConfig Append(DnsConfig config, PodDNSConfig? own) => own is null ? config : new DnsConfig(
        config.Servers.Concat(own.Nameservers).Distinct().ToEquatableArray(),
        config.Searches.Concat(own.Searches).Distinct().ToEquatableArray(),
        MergeOptions(config.Options, own.Options));

    private static EquatableArray<string> MergeOptions(EquatableArray<string> options, EquatableArray<PodDNSConfigOption> own)
    {
        var merged = new OrderedDictionary<string, string>();
        foreach (var option in options.Concat(own.Select(o => o.Value is { Length: > 0 } value ? $"{o.Name}:{value}" : o.Name)))
        {
            merged[option.Split(':', 2)[0]] = option;
        }

        return merged.Values.ToEquatableArray();
    }

    private static DnsConfig Fit(DnsConfig config, List<ConfigNotice> notices)
    {
        var servers = config.Servers.Take(MaxServers).ToEquatableArray();
        if (servers.Count < config.Servers.Count)
        {
            notices.Add(new ConfigNotice("DNSConfigForming",
                $"Nameserver limits were exceeded, some nameservers have been omitted, the applied nameserver line is: {string.Join(' ', servers)}"));
        }

        var length = -1;
        var searches = config.Searches.Take(MaxSearches)
            .TakeWhile(search => (length += search.Length + 1) <= MaxSearchCharacters)
            .ToEquatableArray();
        if (searches.Count < config.Searches.Count)
        {
            notices.Add(new ConfigNotice("DNSConfigForming",
                $"Search Line limits were exceeded, some search paths have been omitted, the applied search line is: {string.Join(' ', searches)}"));
        }

        return config with { Servers = servers, Searches = searches };
    }
}
