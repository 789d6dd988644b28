using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using MiniKubelet.Images;

namespace MiniKubelet.Agent.Images;

/// <summary>
/// The registry credentials of the whole node: the first readable file of those where the kubelet looks, <c>config.json</c> before
/// <c>.dockercfg</c> (kubernetes/pkg/credentialprovider/config.go; not the working directory, which says nothing for a daemon).
/// Read at each pull: what an administrator puts there counts from the next one on.
/// </summary>
public sealed class NodeDockerConfig(string rootDirectory, string? home, ILogger logger)
{
    private const int LargestFile = 1 << 20;

    private readonly ConcurrentDictionary<string, bool> _told = new(StringComparer.Ordinal);

    private readonly IReadOnlyList<string> _configJson =
    [
        Path.Join(rootDirectory, "config.json"),
        .. home is { Length: > 0 } ? [Path.Join(home, ".docker", "config.json")] : Array.Empty<string>(),
        "/.docker/config.json",
    ];

    private readonly IReadOnlyList<string> _dockercfg =
    [
        Path.Join(rootDirectory, ".dockercfg"),
        .. home is { Length: > 0 } ? [Path.Join(home, ".dockercfg")] : Array.Empty<string>(),
        "/.dockercfg",
    ];

    /// <summary>What the node knows; nothing when there is no file.</summary>
    public DockerConfig Read() =>
        _configJson.Select(path => Read(path, DockerConfig.ParseConfigJson)).FirstOrDefault(config => config is not null)
        ?? _dockercfg.Select(path => Read(path, DockerConfig.ParseDockercfg)).FirstOrDefault(config => config is not null)
        ?? new DockerConfig([]);

    private DockerConfig? Read(string path, Func<ReadOnlyMemory<byte>, DockerConfig> parse)
    {
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists)
            {
                return null;
            }

            if (file.Length > LargestFile)
            {
                throw new FormatException($"larger than {LargestFile} bytes");
            }

            var config = parse(File.ReadAllBytes(path));
            if (config.Entries.Count > 0 && file.UnixFileMode.HasFlag(UnixFileMode.OtherRead) && _told.TryAdd(path, true))
            {
                Log.CredentialsReadable(logger, path);
            }

            return config;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            if (_told.TryAdd($"{path}: {e.Message}", true))
            {
                Log.DockerConfigUnreadable(logger, path, e.Message);
            }

            return null;
        }
    }
}
