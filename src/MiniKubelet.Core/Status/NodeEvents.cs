using MiniKubelet.Kubernetes;

namespace MiniKubelet.Status;

/// <summary>What is told of a node whose conditions turn (kubernetes/pkg/kubelet/nodestatus/setters.go).</summary>
public static class NodeEvents
{
    /// <summary>The events' reasons: one for each condition that holds now and did not, or the other way round, or was not known.</summary>
    public static IEnumerable<string> Between(EquatableArray<NodeCondition> before, EquatableArray<NodeCondition> after) => after
        .Where(condition => before.FirstOrDefault(old => old.Type == condition.Type)?.Status != condition.Status)
        .Select(condition => (condition.Type, condition.Status) switch
        {
            ("Ready", ConditionStatus.True) => "NodeReady",
            ("Ready", _) => "NodeNotReady",
            ("MemoryPressure", ConditionStatus.True) => "NodeHasInsufficientMemory",
            ("MemoryPressure", _) => "NodeHasSufficientMemory",
            ("DiskPressure", ConditionStatus.True) => "NodeHasDiskPressure",
            ("DiskPressure", _) => "NodeHasNoDiskPressure",
            ("PIDPressure", ConditionStatus.True) => "NodeHasInsufficientPID",
            ("PIDPressure", _) => "NodeHasSufficientPID",
            _ => "",
        })
        .Where(reason => reason.Length > 0);
}
