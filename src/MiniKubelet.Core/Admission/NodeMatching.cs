using System.Globalization;
using MiniKubelet.Kubernetes;
using MiniKubelet.Runtime.Configuration;

namespace MiniKubelet.Admission;

/// <summary>Whether a pod's nodeSelector and required node affinity choose this node (component-helpers/scheduling/corev1/nodeaffinity).</summary>
internal static class NodeMatching
{
    private const string NameField = "metadata.name";

    public static bool Matches(PodSpec spec, NodeSettings node) =>
        spec.NodeSelector.All(wanted => node.Labels.TryGetValue(wanted.Key, out var value) && value == wanted.Value)
        && (spec.Affinity?.NodeAffinity?.RequiredDuringSchedulingIgnoredDuringExecution is not { } required
            || required.NodeSelectorTerms.Any(term => Matches(term, node)));

    // A term without a requirement chooses nothing.
    private static bool Matches(NodeSelectorTerm term, NodeSettings node) =>
        term.MatchExpressions.Count + term.MatchFields.Count > 0
        && term.MatchExpressions.All(requirement => Holds(requirement, node.Labels.GetValueOrDefault(requirement.Key)))
        && term.MatchFields.All(requirement => Holds(requirement, requirement.Key == NameField ? node.NodeName : null));

    private static bool Holds(NodeSelectorRequirement requirement, string? value) => requirement.Operator switch
    {
        NodeSelectorOperator.In => value is not null && requirement.Values.Contains(value),
        NodeSelectorOperator.NotIn => value is null || !requirement.Values.Contains(value),
        NodeSelectorOperator.Exists => value is not null,
        NodeSelectorOperator.DoesNotExist => value is null,
        NodeSelectorOperator.Gt => requirement.Values is [var least] && Number(value) > Number(least),
        NodeSelectorOperator.Lt => requirement.Values is [var most] && Number(value) < Number(most),
        null => false,
    };

    // A comparison with null does not hold.
    private static long? Number(string? text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
}
