using MiniKubelet.Kubernetes;

namespace MiniKubelet.Manifests;

/// <summary>What makes an object one and the same: kind, name and, where the kind has one, namespace.</summary>
internal readonly record struct ObjectKey(string Kind, string Namespace, string Name)
{
    /// <summary>The key of an object.</summary>
    public static ObjectKey Of(IKubernetesObject value) => new(value.Kind, value.Metadata.Namespace ?? "", value.Metadata.Name);

    /// <summary>Pod default/web.</summary>
    public override string ToString() => Namespace.Length == 0 ? $"{Kind} {Name}" : $"{Kind} {Namespace}/{Name}";
}
