using System.Globalization;
using MiniKubelet.Kubernetes;

namespace MiniKubelet.Api.Tables;

/// <summary>Pods as kubectl prints them.</summary>
internal static class PodTable
{
    internal static Table<Pod> Table { get; } = new(
        [
            new("Name", Format: "name"),
            new("Ready"),
            new("Status"),
            new("Restarts"),
            new("Age"),
            new("IP", Wide: true),
            new("Node", Wide: true),
            new("Nominated Node", Wide: true),
            new("Readiness Gates", Wide: true),
        ],
        Row);

    private static string[] Row(Pod pod, DateTimeOffset now)
    {
        var summary = PodSummary.Of(pod);
        var restarts = summary.Restarts.ToString(CultureInfo.InvariantCulture);
        if (summary.Restarts != 0 && summary.LastRestart is { } last)
        {
            restarts += $" ({HumanDuration.Since(last, now)} ago)";
        }

        return
        [
            pod.Metadata.Name,
            $"{summary.ReadyContainers}/{summary.TotalContainers}",
            summary.Status,
            restarts,
            HumanDuration.Since(pod.Metadata.CreationTimestamp, now),
            OrNone(pod.Status.PodIPs.Count > 0 ? pod.Status.PodIPs[0].Ip : pod.Status.PodIP),
            OrNone(pod.Spec.NodeName),
            OrNone(pod.Status.NominatedNodeName),
            ReadinessGates(pod),
        ];
    }

    private static string ReadinessGates(Pod pod)
    {
        var gates = pod.Spec.ReadinessGates;
        if (gates.Count == 0)
        {
            return "<none>";
        }

        var open = gates.Count(g => pod.Status.Conditions.Any(
            c => c.Type == g.ConditionType && c.Status == ConditionStatus.True));
        return $"{open}/{gates.Count}";
    }

    private static string OrNone(string? text) => string.IsNullOrEmpty(text) ? "<none>" : text;
}
