namespace MiniKubelet.Admission;

/// <summary>The labels that every node has (kubernetes/pkg/kubelet/kubelet_node_status.go).</summary>
public static class NodeLabels
{
    /// <summary>The standard labels, and over them those that were given.</summary>
    /// <param name="nodeName">The node's name.</param>
    /// <param name="architecture">As Go names it: <c>amd64</c>, <c>arm64</c>.</param>
    /// <param name="given">The labels of <c>--node-labels</c>.</param>
    public static EquatableMap<string> Of(string nodeName, string architecture, EquatableMap<string> given) =>
        new KeyValuePair<string, string>[]
        {
            new("kubernetes.io/hostname", nodeName),
            new("kubernetes.io/os", "linux"),
            new("kubernetes.io/arch", architecture),
            new("beta.kubernetes.io/os", "linux"),
            new("beta.kubernetes.io/arch", architecture),
        }.Concat(given).ToEquatableMap();
}
