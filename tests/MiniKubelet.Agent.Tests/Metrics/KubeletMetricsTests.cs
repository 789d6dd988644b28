using MiniKubelet.Agent.Metrics;
using MiniKubelet.Kubernetes;

namespace MiniKubelet.Agent.Tests.Metrics;

public sealed class KubeletMetricsTests
{
    private readonly KubeletMetrics _metrics = new("node1");

    [Fact]
    public void GaugesAndCountersAreRenderedWithTheirLabels()
    {
        ContainerStatus running = new() { Name = "a", State = new ContainerState { Running = new ContainerStateRunning() } };
        ContainerStatus exited = new() { Name = "b", State = new ContainerState { Terminated = new ContainerStateTerminated() } };
        var pod = new Pod { Status = new PodStatus { ContainerStatuses = [running, running, running, exited] } };
        _metrics.StartedPods.Increment();
        _metrics.StartedPods.Increment();

        var text = _metrics.Render([pod]);

        Assert.Contains(
            "# TYPE kubelet_running_containers gauge\nkubelet_running_containers{container_state=\"exited\"} 1\n"
            + "kubelet_running_containers{container_state=\"running\"} 3\n",
            text,
            StringComparison.Ordinal);
        Assert.Contains("# TYPE kubelet_started_pods_total counter\nkubelet_started_pods_total 2\n", text, StringComparison.Ordinal);
        Assert.Matches("process_resident_memory_bytes [1-9]", text);
    }

    [Fact]
    public void HistogramsCountUpwards()
    {
        _metrics.PlegRelistDuration.Observe(TimeSpan.FromMilliseconds(20));
        _metrics.PlegRelistDuration.Observe(TimeSpan.FromSeconds(3));
        _metrics.PlegRelistDuration.Observe(TimeSpan.FromSeconds(60));

        var text = _metrics.Render([]);

        Assert.Contains("kubelet_pleg_relist_duration_seconds_bucket{le=\"0.01\"} 0\n", text, StringComparison.Ordinal);
        Assert.Contains("kubelet_pleg_relist_duration_seconds_bucket{le=\"0.025\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("kubelet_pleg_relist_duration_seconds_bucket{le=\"5\"} 2\n", text, StringComparison.Ordinal);
        Assert.Contains("kubelet_pleg_relist_duration_seconds_bucket{le=\"+Inf\"} 3\n", text, StringComparison.Ordinal);
        Assert.Contains("kubelet_pleg_relist_duration_seconds_sum 63.02\n", text, StringComparison.Ordinal);
        Assert.Contains("kubelet_pleg_relist_duration_seconds_count 3\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void LabelValuesAreEscaped()
    {
        _metrics.RuntimeOperations.Increment("a\"b\\c\nd");

        Assert.Contains("{operation_type=\"a\\\"b\\\\c\\nd\"} 1", _metrics.Render([]), StringComparison.Ordinal);
    }

    [Fact]
    public void ARemovedPodsSeriesAreForgotten()
    {
        _metrics.ProbeTotal.Increment("Liveness", "successful", "main", "web", "default", "u1");
        _metrics.ProbeTotal.Increment("Liveness", "successful", "main", "web", "default", "u2");

        _metrics.ProbeTotal.Forget("pod_uid", "u1");

        Assert.DoesNotContain("u1", _metrics.Render([]), StringComparison.Ordinal);
        Assert.Contains("u2", _metrics.Render([]), StringComparison.Ordinal);
    }

    [Fact]
    public void AWrongNumberOfLabelsIsAnError() =>
        Assert.Throws<ArgumentException>(() => _metrics.RunningContainers.Set(1));
}
