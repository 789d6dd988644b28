using MiniKubelet.Kubernetes;

namespace MiniKubelet.Manifests;

/// <summary>Fills in what the author of a ConfigMap or Secret left out.</summary>
internal static class ConfigMapDefaults
{
    /// <summary>The map with its namespace.</summary>
    public static ConfigMap Apply(ConfigMap map) => map with { Metadata = Namespaced(map.Metadata) };

    /// <summary>The secret with its namespace and type; stringData, which is for writing only, moves into data.</summary>
    public static Secret Apply(Secret secret) => secret with
    {
        Metadata = Namespaced(secret.Metadata),
        Type = PodDefaults.OrElse(secret.Type, "Opaque"),
        Data = secret.Data
            .Concat(secret.StringData.Select(static entry => KeyValuePair.Create(entry.Key, Bytes.FromText(entry.Value))))
            .ToEquatableMap(),
        StringData = [],
    };

    private static ObjectMeta Namespaced(ObjectMeta metadata) =>
        metadata with { Namespace = PodDefaults.OrElse(metadata.Namespace, "default") };
}
