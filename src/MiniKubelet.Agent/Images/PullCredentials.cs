using MiniKubelet.Agent.Status;
using MiniKubelet.Images;
using MiniKubelet.Kubernetes;
using MiniKubelet.Runtime;

namespace MiniKubelet.Agent.Images;

/// <summary>
/// What a pod may show a registry: first its imagePullSecrets, Secrets of its namespace, then what the node knows.
/// </summary>
public sealed class PullCredentials(StatusStore status, NodeDockerConfig node)
{
    /// <summary>The candidates for an image, to be tried in turn; none: ask anonymously.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="image">The image's name; a valid one.</param>
    /// <param name="unusable">Names of the pod's imagePullSecrets that are missing, of another type or broken: they do not count.</param>
    public EquatableArray<RegistryCredentials> For(Pod pod, string image, out EquatableArray<string> unusable)
    {
        ArgumentNullException.ThrowIfNull(pod);
        var names = pod.Spec.ImagePullSecrets.Select(reference => reference.Name).Where(name => name.Length > 0).ToList();
        var secrets = names.Select(name => (Name: name, Config: ConfigOf(status.Secrets.Get(pod.Metadata.Namespace, name)))).ToList();
        unusable = secrets.Where(secret => secret.Config is null).Select(secret => secret.Name).ToEquatableArray();
        var repository = ImageReference.Parse(image, out _)?.Repository ?? image;
        return RegistryKeyring.Lookup(secrets.Select(secret => secret.Config).OfType<DockerConfig>(), repository)
            .Concat(RegistryKeyring.Lookup([node.Read()], repository))
            .Distinct()
            .ToEquatableArray();
    }

    private static DockerConfig? ConfigOf(Secret? secret)
    {
        try
        {
            return secret switch
            {
                { Type: "kubernetes.io/dockerconfigjson" } when secret.Data.TryGetValue(".dockerconfigjson", out var json) =>
                    DockerConfig.ParseConfigJson(json.Memory),
                { Type: "kubernetes.io/dockercfg" } when secret.Data.TryGetValue(".dockercfg", out var json) =>
                    DockerConfig.ParseDockercfg(json.Memory),
                _ => null,
            };
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
