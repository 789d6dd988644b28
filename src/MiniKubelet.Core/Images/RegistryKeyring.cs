using MiniKubelet.Runtime;

namespace MiniKubelet.Images;

/// <summary>
/// Finds the credentials for an image, as the kubelet does (kubernetes/pkg/credentialprovider/keyring.go): an entry fits when its
/// host fits part by part, with <c>*</c> and <c>[…]</c> in a part, its port is the same and its path begins the image's.
/// Of several that fit all are candidates, the more particular path first.
/// </summary>
public static class RegistryKeyring
{
    private const string DefaultRegistry = "index.docker.io";

    /// <summary>The candidates for a repository such as <c>docker.io/library/busybox</c>, to be tried in turn; none: ask anonymously.</summary>
    public static EquatableArray<RegistryCredentials> Lookup(IEnumerable<DockerConfig> configs, string repository)
    {
        var entries = configs.SelectMany(config => config.Entries)
            .Select(entry => (Key: KeyOf(entry.Registry), entry.Credentials))
            .ToList();

        // Backwards in the order of bytes: what goes on longer comes before what it begins with.
        var found = entries
            .Where(entry => Fits(entry.Key, repository))
            .OrderByDescending(entry => entry.Key, StringComparer.Ordinal)
            .Select(entry => entry.Credentials)
            .ToList();
        if (found.Count == 0 && IsOfDefaultRegistry(repository))
        {
            found = [.. entries.Where(entry => entry.Key == DefaultRegistry).Select(entry => entry.Credentials)];
        }

        return found.Distinct().ToEquatableArray();
    }

    /// <summary>Host, port and path of an entry, without scheme; <c>/v1/</c> and <c>/v2/</c> say nothing.</summary>
    private static string KeyOf(string registry)
    {
        var text = registry;
        foreach (var scheme in (ReadOnlySpan<string>)["https://", "http://"])
        {
            text = text.StartsWith(scheme, StringComparison.Ordinal) ? text[scheme.Length..] : text;
        }

        var (host, path) = Split(text.Split('?', '#')[0]);
        if (path.StartsWith("/v1/", StringComparison.Ordinal) || path.StartsWith("/v2/", StringComparison.Ordinal))
        {
            path = path[3..];
        }

        return path == "/" ? host : host + path;
    }

    private static bool Fits(string key, string repository)
    {
        var (keyHost, keyPath) = Split(key);
        var (host, path) = Split(repository);
        var (keyParts, keyPort) = SplitHost(keyHost);
        var (parts, port) = SplitHost(host);
        return keyPort == port
            && keyParts.Length == parts.Length
            && path.StartsWith(keyPath, StringComparison.Ordinal)
            && keyParts.Zip(parts).All(pair => pair.First == pair.Second || Glob.Matches(pair.First, pair.Second));
    }

    private static (string Host, string Path) Split(string text) =>
        text.IndexOf('/', StringComparison.Ordinal) is >= 0 and var slash ? (text[..slash], text[slash..]) : (text, "");

    private static (string[] Parts, string Port) SplitHost(string host)
    {
        var colon = host.LastIndexOf(':');
        var hasPort = colon >= 0 && !host.EndsWith(']');
        return hasPort ? (host[..colon].Split('.'), host[(colon + 1)..]) : (host.Split('.'), "");
    }

    private static bool IsOfDefaultRegistry(string repository)
    {
        var (first, rest) = Split(repository);
        return first.Length > 0
            && (rest.Length == 0 || first is "docker.io" or DefaultRegistry || !first.AsSpan().ContainsAny('.', ':'));
    }
}
