using MiniKubelet.Kubernetes;

namespace MiniKubelet.EndToEnd.Tests.Harness;

/// <summary>Short questions about a pod's status.</summary>
public static class PodExtensions
{
    public static bool IsReady(this Pod pod) => pod.ReadyCondition() == ConditionStatus.True;

    public static ConditionStatus? ReadyCondition(this Pod pod) =>
        pod.Status.Conditions.FirstOrDefault(c => c.Type == "Ready")?.Status;

    public static ContainerStatus Container(this Pod pod, string name) =>
        pod.Status.ContainerStatuses.Concat(pod.Status.InitContainerStatuses).Single(c => c.Name == name);

    /// <summary>A container's id as the runtime knows it.</summary>
    public static string ContainerId(this Pod pod, string name)
    {
        var id = pod.Container(name).ContainerID ?? throw new InvalidOperationException($"container {name} has no id");
        return id[(id.IndexOf("://", StringComparison.Ordinal) + 3)..];
    }

    /// <summary>What must be the same while nothing happens to a container.</summary>
    public static (string? Id, DateTimeOffset? StartedAt, int Restarts, bool Ready) Identity(this Pod pod, string container) =>
        pod.Container(container) is var status
            ? (status.ContainerID, status.State.Running?.StartedAt, status.RestartCount, status.Ready)
            : default;
}
