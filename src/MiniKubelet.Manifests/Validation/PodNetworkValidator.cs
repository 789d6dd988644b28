using MiniKubelet.Kubernetes;

namespace MiniKubelet.Manifests;

/// <summary>Rules for a pod's names, hosts file and resolver.</summary>
internal static class PodNetworkValidator
{
    private const int Nameservers = 3;
    private const int Searches = 32;
    private const int SearchCharacters = 2048;

    /// <summary>Checks hostname, subdomain, hostAliases, dnsPolicy and dnsConfig.</summary>
    public static void Validate(PodSpec spec, FieldPath path, FieldErrors errors)
    {
        Rule.Name(spec.Hostname, NameRules.Label, path.Child("hostname"), errors);
        Rule.Name(spec.Subdomain, NameRules.Label, path.Child("subdomain"), errors);
        foreach (var (alias, at) in spec.HostAliases.Each(path.Child("hostAliases")))
        {
            Rule.Address(alias.Ip, at.Child("ip"), errors);
            foreach (var (name, nameAt) in alias.Hostnames.Each(at.Child("hostnames")))
            {
                Rule.RequiredName(name, NameRules.Subdomain, nameAt, errors);
            }
        }

        var dns = path.Child("dnsConfig");
        if (spec.DnsConfig is { } config)
        {
            Validate(config, dns, errors);
        }

        if (spec.DnsPolicy == DnsPolicy.None && spec.DnsConfig is not { Nameservers.Count: > 0 })
        {
            errors.Add(dns.Child("nameservers"), "dnsPolicy None needs at least one");
        }
    }

    private static void Validate(PodDNSConfig config, FieldPath path, FieldErrors errors)
    {
        AtMost(config.Nameservers.Count, Nameservers, path.Child("nameservers"), errors);
        foreach (var (server, at) in config.Nameservers.Each(path.Child("nameservers")))
        {
            Rule.Address(server, at, errors);
        }

        AtMost(config.Searches.Count, Searches, path.Child("searches"), errors);
        if (string.Join(' ', config.Searches).Length > SearchCharacters)
        {
            errors.Add(path.Child("searches"), $"must have at most {SearchCharacters} characters in all");
        }

        foreach (var (domain, at) in config.Searches.Each(path.Child("searches")).Where(static search => search.Item != "."))
        {
            // A trailing dot, and underscores as in SRV names, are fine in a resolver's search list.
            var plain = (domain.EndsWith('.') ? domain[..^1] : domain).Replace('_', '-');
            Rule.RequiredName(plain.TrimStart('-'), NameRules.Subdomain, at, errors);
        }

        foreach (var (option, at) in config.Options.Each(path.Child("options")))
        {
            Rule.Required(option.Name, at.Child("name"), errors);
        }
    }

    private static void AtMost(int count, int most, FieldPath path, FieldErrors errors)
    {
        if (count > most)
        {
            errors.Add(path, $"must have at most {most} entries, found {count}");
        }
    }
}
