namespace MiniKubelet.Runtime.Configuration;

/// <summary>Reads the text of a resolv.conf(5).</summary>
public static class ResolvConf
{
    /// <summary>Name servers and options add up, of several search lines the last counts; other lines are skipped.</summary>
    public static DnsConfig Parse(string text)
    {
        var servers = new List<string>();
        var options = new List<string>();
        string[] searches = [];
        foreach (var line in text.Split('\n'))
        {
            var fields = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            switch (fields)
            {
                case ["nameserver", var server, ..]:
                    servers.Add(server);
                    break;
                case ["search" or "domain", .. var domains]:
                    searches = [.. domains.Select(domain => domain == "." ? domain : domain.TrimEnd('.'))];
                    break;
                case ["options", .. var more]:
                    options.AddRange(more);
                    break;
                default:
                    break;
            }
        }

        return new DnsConfig(servers.ToEquatableArray(), searches.ToEquatableArray(), options.Distinct().ToEquatableArray());
    }
}
