using MiniKubelet.Kubernetes;

namespace MiniKubelet.Api.Tests;

/// <summary>Objects to fill a store with.</summary>
internal static class Samples
{
    internal static Pod Pod(
        string name,
        string ns = "default",
        (string Key, string Value)[]? labels = null,
        PodPhase phase = PodPhase.Running,
        DateTimeOffset? created = null,
        string[]? containers = null) => new()
        {
            Metadata = new ObjectMeta
            {
                Name = name,
                Namespace = ns,
                Uid = "uid-" + name,
                CreationTimestamp = created ?? TimeProvider.System.GetUtcNow(),
                Labels = (labels ?? []).Select(l => KeyValuePair.Create(l.Key, l.Value)).ToEquatableMap(),
            },
            Spec = new PodSpec
            {
                NodeName = "node1",
                RestartPolicy = RestartPolicy.Always,
                SecurityContext = new(),
                Containers = (containers ?? ["main"]).Select(c => new Container { Name = c, Image = "img:1" }).ToEquatableArray(),
            },
            Status = new PodStatus
            {
                Phase = phase,
                PodIP = "10.1.2.3",
                HostIP = "192.0.2.7",
                QosClass = PodQosClass.BestEffort,
                Conditions = [new PodCondition { Type = "Ready", Status = ConditionStatus.True }],
                ContainerStatuses = (containers ?? ["main"]).Select(c => Running(c)).ToEquatableArray(),
            },
        };

    internal static ContainerStatus Running(string name, bool ready = true, int restarts = 0) => new()
    {
        Name = name,
        Ready = ready,
        Started = true,
        RestartCount = restarts,
        State = new ContainerState { Running = new ContainerStateRunning { StartedAt = TimeProvider.System.GetUtcNow() } },
    };

    internal static ContainerStatus Waiting(string name, string reason, int restarts = 0, DateTimeOffset? lastEnd = null) => new()
    {
        Name = name,
        RestartCount = restarts,
        State = new ContainerState { Waiting = new ContainerStateWaiting { Reason = reason } },
        LastState = lastEnd is null
            ? new ContainerState()
            : new ContainerState { Terminated = new ContainerStateTerminated { ExitCode = 1, FinishedAt = lastEnd } },
    };

    internal static ContainerStatus Ended(string name, int exitCode, string? reason = null, int signal = 0, int restarts = 0) => new()
    {
        Name = name,
        RestartCount = restarts,
        State = new ContainerState
        {
            Terminated = new ContainerStateTerminated { ExitCode = exitCode, Reason = reason, Signal = signal },
        },
    };

    internal static Node Node() => new()
    {
        Metadata = new ObjectMeta
        {
            Name = "node1",
            Uid = "node1",
            CreationTimestamp = TimeProvider.System.GetUtcNow(),
            Labels = EquatableMap<string>.Empty.With("kubernetes.io/hostname", "node1"),
        },
        Status = new NodeStatus
        {
            Addresses = [new NodeAddress { Type = "InternalIP", Address = "192.0.2.7" }],
            Conditions = [new NodeCondition { Type = "Ready", Status = ConditionStatus.True, Reason = "KubeletReady" }],
            NodeInfo = new NodeSystemInfo
            {
                KubeletVersion = "v1.35.0",
                OsImage = "Debian",
                KernelVersion = "6.18.0",
                ContainerRuntimeVersion = "containerd://1.6.20",
            },
        },
    };
}
