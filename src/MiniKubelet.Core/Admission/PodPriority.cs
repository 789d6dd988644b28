using MiniKubelet.Kubernetes;

namespace MiniKubelet.Admission;

/// <summary>A pod's priority (kubernetes/pkg/apis/scheduling).</summary>
public static class PodPriority
{
    private const int SystemCritical = 2_000_000_000;

    /// <summary>
    /// <c>spec.priority</c>; without one that of the class, of which only the two that every cluster has are known here; else 0.
    /// </summary>
    public static int Of(PodSpec spec) => spec.Priority ?? spec.PriorityClassName switch
    {
        "system-node-critical" => SystemCritical + 1000,
        "system-cluster-critical" => SystemCritical,
        _ => 0,
    };

    /// <summary>Whether the pod matters more than the node's limits. Unlike the kubelet's, not every pod of a manifest does.</summary>
    public static bool IsCritical(PodSpec spec) => Of(spec) >= SystemCritical;
}
