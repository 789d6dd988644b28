using MiniKubelet.Api.Tables;
using MiniKubelet.Kubernetes;

namespace MiniKubelet.Api.Tests.Tables;

public sealed class PodSummaryTests
{
    private static readonly DateTimeOffset Then = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static TheoryData<string, PodStatus, string, string> Pods => new()
    {
        { "phase", new() { Phase = PodPhase.Pending }, "Pending", "0/1 0" },
        { "reason over phase", new() { Phase = PodPhase.Failed, Reason = "Evicted" }, "Evicted", "0/1 0" },
        { "running", new() { Phase = PodPhase.Running, ContainerStatuses = [Samples.Running("a")] }, "Running", "1/1 0" },
        { "running, not ready", new() { Phase = PodPhase.Running, ContainerStatuses = [Samples.Running("a", ready: false)] }, "Running", "0/1 0" },
        { "waiting", new() { Phase = PodPhase.Running, ContainerStatuses = [Samples.Waiting("a", "CrashLoopBackOff", 3, Then)] }, "CrashLoopBackOff", "0/1 3" },
        { "completed", new() { Phase = PodPhase.Succeeded, ContainerStatuses = [Samples.Ended("a", 0, "Completed")] }, "Completed", "0/1 0" },
        { "error", new() { Phase = PodPhase.Failed, ContainerStatuses = [Samples.Ended("a", 1, "Error")] }, "Error", "0/1 0" },
        { "exit code", new() { Phase = PodPhase.Failed, ContainerStatuses = [Samples.Ended("a", 7)] }, "ExitCode:7", "0/1 0" },
        { "signal", new() { Phase = PodPhase.Failed, ContainerStatuses = [Samples.Ended("a", 137, signal: 9)] }, "Signal:9", "0/1 0" },
        { "init runs", new() { Phase = PodPhase.Pending, InitContainerStatuses = [Samples.Running("i1", ready: false)] }, "Init:0/2", "0/1 0" },
        { "second init", new() { Phase = PodPhase.Pending, InitContainerStatuses = [Samples.Ended("i1", 0, "Completed"), Samples.Waiting("i2", "PodInitializing")] }, "Init:1/2", "0/1 0" },
        { "init crashes", new() { Phase = PodPhase.Pending, InitContainerStatuses = [Samples.Waiting("i1", "CrashLoopBackOff", 2)] }, "Init:CrashLoopBackOff", "0/1 2" },
        { "init failed", new() { Phase = PodPhase.Failed, InitContainerStatuses = [Samples.Ended("i1", 3)] }, "Init:ExitCode:3", "0/1 0" },
    };

    [Theory]
    [MemberData(nameof(Pods))]
    public void APodIsSummedUpAsKubernetesDoes(string name, PodStatus status, string expected, string counts)
    {
        Container[] init = name.Contains("init", StringComparison.Ordinal) ? [new() { Name = "i1" }, new() { Name = "i2" }] : [];
        var pod = new Pod
        {
            Spec = new PodSpec { Containers = [new Container { Name = "a" }], InitContainers = init.ToEquatableArray() },
            Status = status,
        };

        var summary = PodSummary.Of(pod);

        Assert.Equal((expected, counts), (summary.Status, $"{summary.ReadyContainers}/{summary.TotalContainers} {summary.Restarts}"));
    }

    [Fact]
    public void ASidecarCountsAsAContainerAndItsRestartsStay()
    {
        var pod = new Pod
        {
            Spec = new PodSpec
            {
                InitContainers = [new Container { Name = "side", RestartPolicy = RestartPolicy.Always }, new Container { Name = "once" }],
                Containers = [new Container { Name = "a" }],
            },
            Status = new PodStatus
            {
                Phase = PodPhase.Running,
                InitContainerStatuses = [Samples.Running("side", restarts: 2), Samples.Ended("once", 0, "Completed", restarts: 5)],
                ContainerStatuses = [Samples.Running("a", restarts: 1)],
            },
        };

        Assert.Equal(new PodSummary("Running", 2, 2, 3, null), PodSummary.Of(pod));
    }

    [Fact]
    public void AMixOfCompletedAndRunningIsNotReadyUntilThePodIs()
    {
        var pod = new Pod
        {
            Spec = new PodSpec { Containers = [new Container { Name = "a" }, new Container { Name = "b" }] },
            Status = new PodStatus
            {
                Phase = PodPhase.Running,
                ContainerStatuses = [Samples.Ended("a", 0, "Completed"), Samples.Running("b")],
            },
        };

        Assert.Equal("NotReady", PodSummary.Of(pod).Status);
        var ready = pod with
        {
            Status = pod.Status with { Conditions = [new PodCondition { Type = "Ready", Status = ConditionStatus.True }] },
        };
        Assert.Equal("Running", PodSummary.Of(ready).Status);
    }

    [Fact]
    public void ADeletedPodIsTerminatingUntilItHasEnded()
    {
        var pod = Samples.Pod("web");
        pod = pod with { Metadata = pod.Metadata with { DeletionTimestamp = Then } };

        Assert.Equal("Terminating", PodSummary.Of(pod).Status);
        Assert.Equal(
            "Completed",
            PodSummary.Of(pod with
            {
                Status = new PodStatus { Phase = PodPhase.Succeeded, ContainerStatuses = [Samples.Ended("main", 0, "Completed")] },
            }).Status);
    }

    [Theory]
    [InlineData(-5, "<invalid>")]
    [InlineData(0, "0s")]
    [InlineData(119, "119s")]
    [InlineData(120, "2m")]
    [InlineData(125, "2m5s")]
    [InlineData(600, "10m")]
    [InlineData(3 * 3600, "3h")]
    [InlineData((3 * 3600) + 300, "3h5m")]
    [InlineData(8 * 3600, "8h")]
    [InlineData((47 * 3600) + 3599, "47h")]
    [InlineData(49 * 3600, "2d1h")]
    [InlineData(8 * 86400, "8d")]
    [InlineData(400 * 86400, "400d")]
    [InlineData(731 * 86400, "2y1d")]
    [InlineData(9 * 365 * 86400, "9y")]
    public void AgesAreShortened(int seconds, string expected) =>
        Assert.Equal(expected, HumanDuration.Format(TimeSpan.FromSeconds(seconds)));
}
