using MiniKubelet.Kubernetes;
using MiniKubelet.Runtime.Configuration;

namespace MiniKubelet.Admission;

/// <summary>
/// Whether a pod may run on this node: the kubelet's rules in the kubelet's order, of which the first that fails gives the reason
/// (kubernetes/pkg/kubelet/lifecycle/predicate.go with the scheduler's noderesources, nodeaffinity, nodename and nodeports).
/// <code>
///   label kubernetes.io/os, spec.os     PodOSSelectorNodeLabelDoesNotMatch, PodOSNotSupported
///   pods, cpu, memory, storage          OutOfpods, OutOfcpu, OutOfmemory, OutOfephemeral-storage   (not for critical pods)
///   nodeSelector, required affinity     NodeAffinity
///   nodeName                            NodeName
///   hostPort                            NodePorts
/// </code>
/// Pure. Nobody is evicted to make room: a critical pod is let in over the limits instead.
/// </summary>
public static class PodAdmission
{
    private const string OsLabel = "kubernetes.io/os";
    private const string Linux = "linux";

    /// <summary>Null when the pod may run, else why not.</summary>
    /// <param name="pod">The pod, with all defaults set.</param>
    /// <param name="holding">The other pods that hold their place: admitted, and not over.</param>
    /// <param name="node">This node.</param>
    public static PodRejection? Check(Pod pod, IReadOnlyCollection<Pod> holding, NodeSettings node) =>
        OperatingSystem(pod)
        ?? (PodPriority.IsCritical(pod.Spec) ? null : Resources(pod, holding, node.Allocatable))
        ?? (NodeMatching.Matches(pod.Spec, node) ? null : Predicate("NodeAffinity", "node(s) didn't match Pod's node affinity/selector"))
        ?? (NamesAnother(pod.Spec, node) ? Predicate("NodeName", "node(s) didn't match the requested node name") : null)
        ?? (HostPorts.Conflict(pod, holding) ? Predicate("NodePorts", "node(s) didn't have free ports for the requested pod ports") : null);

    private static PodRejection? OperatingSystem(Pod pod)
    {
        if (pod.Metadata.Labels.TryGetValue(OsLabel, out var label) && label != Linux)
        {
            return new PodRejection(
                "PodOSSelectorNodeLabelDoesNotMatch", "Failed to admit pod as the `kubernetes.io/os` label doesn't match node label");
        }

        return pod.Spec.Os is { Name: not Linux }
            ? new PodRejection("PodOSNotSupported", "Failed to admit pod as the OS field doesn't match node OS")
            : null;
    }

    private static PodRejection? Resources(Pod pod, IReadOnlyCollection<Pod> holding, EquatableMap<Quantity> allocatable)
    {
        if (allocatable.TryGetValue("pods", out var pods) && holding.Count + 1 > pods.RoundUp())
        {
            return OutOf("pods", 1, holding.Count, pods.RoundUp());
        }

        var requests = PodRequests.Of(pod.Spec);
        foreach (var resource in (string[])["cpu", "memory", "ephemeral-storage"])
        {
            // What is not asked for is not checked: on a node that is full already, such a pod still fits.
            if (requests.TryGetValue(resource, out var requested) && requested.Value > 0
                && allocatable.TryGetValue(resource, out var capacity))
            {
                var used = holding.Select(other => PodRequests.Of(other.Spec).GetValueOrDefault(resource)).Aggregate(default(Quantity), (sum, one) => sum + one);
                if (requested > capacity - used)
                {
                    return OutOf(resource, Units(resource, requested), Units(resource, used), Units(resource, capacity));
                }
            }
        }

        return null;
    }

    // The kubelet counts processors in thousandths.
    private static long Units(string resource, Quantity amount) => resource == "cpu" ? amount.MilliValue() : amount.RoundUp();

    private static bool NamesAnother(PodSpec spec, NodeSettings node) => spec.NodeName is { Length: > 0 } name && name != node.NodeName;

    private static PodRejection OutOf(string resource, long requested, long used, long capacity) => new(
        $"OutOf{resource}", $"Node didn't have enough resource: {resource}, requested: {requested}, used: {used}, capacity: {capacity}");

    private static PodRejection Predicate(string name, string description) => new(name, $"Predicate {name} failed: {description}");
}
