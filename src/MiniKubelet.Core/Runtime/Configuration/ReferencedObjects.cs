using MiniKubelet.Kubernetes;

namespace MiniKubelet.Runtime.Configuration;

/// <summary>The objects of the pod's namespace that its containers take variables from.</summary>
/// <param name="ConfigMaps">ConfigMaps by name.</param>
/// <param name="Secrets">Secrets by name.</param>
public sealed record ReferencedObjects(EquatableMap<ConfigMap> ConfigMaps, EquatableMap<Secret> Secrets)
{
    /// <summary>No objects.</summary>
    public static ReferencedObjects None { get; } = new([], []);

    /// <summary>A ConfigMap's variables; null when there is no such ConfigMap.</summary>
    internal EquatableMap<string>? ConfigMapData(string name) => ConfigMaps.TryGetValue(name, out var map) ? map.Data : null;

    /// <summary>A Secret's variables, <c>stringData</c> over <c>data</c>; null when there is no such Secret.</summary>
    internal EquatableMap<string>? SecretData(string name) => Secrets.TryGetValue(name, out var secret)
        ? secret.Data.Select(entry => KeyValuePair.Create(entry.Key, entry.Value.ToText())).Concat(secret.StringData).ToEquatableMap()
        : null;
}
