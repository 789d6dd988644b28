using System.Text;
using MiniKubelet.Kubernetes;

namespace MiniKubelet.Agent.Metrics;

/// <summary>What <c>/metrics</c> shows, under the kubelet's names (kubernetes/pkg/kubelet/metrics). The loops write, the API renders.</summary>
public sealed class KubeletMetrics
{
    private static readonly double[] Seconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
    private static readonly double[] PodStartSeconds = [0.5, 1, 2, 3, 4, 5, 6, 8, 10, 20, 30, 45, 60, 120, 180, 300, 600, 1800, 3600];

    private readonly ProcessMetrics _process = new();
    private readonly Metric[] _all;

    /// <summary>All counts at zero.</summary>
    public KubeletMetrics(string nodeName)
    {
        NodeName.Set(1, nodeName);
        StartedPods.Add(0);
        _all =
        [
            NodeName, RunningPods, RunningContainers, DesiredPods, ActivePods, StartedPods, StartedPodsErrors, StartedContainers,
            StartedContainersErrors, PodStartDuration, PodWorkerDuration, PodWorkerStartDuration, PlegRelistDuration,
            RuntimeOperations, RuntimeOperationErrors, RuntimeOperationDuration, ProbeTotal, ProbeDuration, Evictions,
        ];
    }

    /// <summary>Always 1; the label is the node's name.</summary>
    public Gauge NodeName { get; } = Value("kubelet_node_name", "The node's name.", "node");

    /// <summary>Pods with a running sandbox.</summary>
    public Gauge RunningPods { get; } = Value("kubelet_running_pods", "Number of pods that have a running pod sandbox");

    /// <summary>Containers by state: created, running, exited, unknown.</summary>
    public Gauge RunningContainers { get; } =
        Value("kubelet_running_containers", "Number of containers currently running", "container_state");

    /// <summary>Pods that should run; the label is <c>true</c> for those of the folder.</summary>
    public Gauge DesiredPods { get; } = Value("kubelet_desired_pods", "The number of pods the kubelet is being instructed to run", "static");

    /// <summary>Pods with containers that run or may start.</summary>
    public Gauge ActivePods { get; } = Value("kubelet_active_pods", "The number of pods the kubelet considers active", "static");

    /// <summary>Pods started since the daemon began.</summary>
    public Gauge StartedPods { get; } = Total("kubelet_started_pods_total", "Cumulative number of pods started");

    /// <summary>Pods that could not be started.</summary>
    public Gauge StartedPodsErrors { get; } =
        Total("kubelet_started_pods_errors_total", "Cumulative number of errors when starting pods");

    /// <summary>Containers started, by type: container, init_container, ephemeral_container.</summary>
    public Gauge StartedContainers { get; } =
        Total("kubelet_started_containers_total", "Cumulative number of containers started", "container_type");

    /// <summary>Containers that could not be started, by type and error code.</summary>
    public Gauge StartedContainersErrors { get; } = Total(
        "kubelet_started_containers_errors_total", "Cumulative number of errors when starting containers", "container_type", "code");

    /// <summary>From seeing a pod first until all its containers ran.</summary>
    public Histogram PodStartDuration { get; } = new(
        "kubelet_pod_start_duration_seconds",
        "Duration in seconds from kubelet seeing a pod for the first time to the pod starting to run",
        PodStartSeconds);

    /// <summary>One turn of a pod worker: sync, terminate or create.</summary>
    public Histogram PodWorkerDuration { get; } = new(
        "kubelet_pod_worker_duration_seconds", "Duration in seconds to sync a single pod", Seconds, "operation_type");

    /// <summary>From seeing a pod until its worker starts.</summary>
    public Histogram PodWorkerStartDuration { get; } = new(
        "kubelet_pod_worker_start_duration_seconds", "Duration in seconds from kubelet seeing a pod to starting a worker.", Seconds);

    /// <summary>One listing of the runtime.</summary>
    public Histogram PlegRelistDuration { get; } = new(
        "kubelet_pleg_relist_duration_seconds", "Duration in seconds for relisting pods in PLEG.", Seconds);

    /// <summary>Calls to the runtime, by operation such as create_container.</summary>
    public Gauge RuntimeOperations { get; } = Total(
        "kubelet_runtime_operations_total", "Cumulative number of runtime operations by operation type.", "operation_type");

    /// <summary>Those that failed.</summary>
    public Gauge RuntimeOperationErrors { get; } = Total(
        "kubelet_runtime_operations_errors_total", "Cumulative number of runtime operation errors by operation type.", "operation_type");

    /// <summary>How long they took.</summary>
    public Histogram RuntimeOperationDuration { get; } = new(
        "kubelet_runtime_operations_duration_seconds", "Duration in seconds of runtime operations.", Seconds, "operation_type");

    /// <summary>Probes by type (Liveness, Readiness, Startup) and result (successful, failed, unknown).</summary>
    public Gauge ProbeTotal { get; } = Total(
        "prober_probe_total",
        "Cumulative number of a liveness, readiness or startup probe for a container by result.",
        "probe_type", "result", "container", "pod", "namespace", "pod_uid");

    /// <summary>How long they took.</summary>
    public Histogram ProbeDuration { get; } = new(
        "prober_probe_duration_seconds", "Duration in seconds for a probe response.", Seconds, "probe_type", "container", "pod", "namespace");

    /// <summary>Pods evicted, by the signal that ran out.</summary>
    public Gauge Evictions { get; } = Total("kubelet_evictions", "Cumulative number of pod evictions by eviction signal", "eviction_signal");

    /// <summary>All of it as text; what counts pods is counted now.</summary>
    public string Render(IEnumerable<Pod> pods)
    {
        Count([.. pods]);
        var text = new StringBuilder();
        foreach (var metric in _all)
        {
            metric.Render(text);
        }

        _process.Render(text);
        return text.ToString();
    }

    private void Count(IReadOnlyCollection<Pod> pods)
    {
        var containers = pods.SelectMany(p => p.Status.InitContainerStatuses.Concat(p.Status.ContainerStatuses)).ToList();
        DesiredPods.Set(pods.Count(p => p.Metadata.DeletionTimestamp is null), "true");
        ActivePods.Set(pods.Count(p => p.Status.Phase is not (PodPhase.Succeeded or PodPhase.Failed)), "true");
        RunningPods.Set(pods.Count(p => p.Status.ContainerStatuses.Any(c => c.State.Running is not null)));
        RunningContainers.Set(containers.Count(c => c.State.Running is not null), "running");
        RunningContainers.Set(containers.Count(c => c.State.Terminated is not null), "exited");
    }

    private static Gauge Value(string name, string help, params string[] labels) => new("gauge", name, help, labels);

    private static Gauge Total(string name, string help, params string[] labels) => new("counter", name, help, labels);
}
