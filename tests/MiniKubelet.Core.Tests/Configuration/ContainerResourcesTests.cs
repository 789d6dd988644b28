using MiniKubelet.Kubernetes;
using MiniKubelet.Planning;
using MiniKubelet.Runtime;
using MiniKubelet.Runtime.Configuration;
using static MiniKubelet.Core.Tests.Configuration.ContainerConfigTests;
using static MiniKubelet.Testing.Builders;

namespace MiniKubelet.Core.Tests.Configuration;

public class ContainerResourcesTests
{
    private static readonly NodeSettings Node = new() { NodeName = "n", MemoryCapacity = 1000 };

    [Theory]
    [InlineData("", "", 2, 0, 0)]
    [InlineData("", "cpu=100m", 102, 0, 0)]
    [InlineData("cpu=500m", "", 512, 50000, 0)]
    [InlineData("cpu=2", "cpu=1", 1024, 200000, 0)]
    [InlineData("cpu=1m", "", 2, 1000, 0)]
    [InlineData("cpu=5m", "", 5, 1000, 0)]
    [InlineData("cpu=1000", "", 262144, 100000000, 0)]
    [InlineData("memory=64Mi", "", 2, 0, 67108864)]
    public void LimitsAreWhatTheKernelCounts(string limits, string requests, long shares, long quota, long memory)
    {
        var resources = Of(PodOf(App("a") with { Resources = Resources(limits, requests) }));
        Assert.Equal((shares, quota, 100_000L, memory), (resources.CpuShares, resources.CpuQuota, resources.CpuPeriod, resources.MemoryLimit));
    }

    [Fact]
    public void HugepagesAreNamedAsTheKernelDoes()
    {
        var resources = Of(PodOf(App("a") with { Resources = Resources("hugepages-2Mi=4Mi,hugepages-1Gi=1Gi", "") }));
        Assert.Equal([new("2MB", 4 << 20), new("1GB", 1 << 30)], resources.HugepageLimits);
    }

    [Theory]
    [InlineData("", "", 1000)]
    [InlineData("cpu=1,memory=100", "cpu=1,memory=100", -997)]
    [InlineData("", "memory=500", 500)]
    [InlineData("", "memory=1", 999)]
    [InlineData("", "cpu=1", 999)]
    [InlineData("", "memory=999", 3)]
    [InlineData("", "memory=5000", 3)]
    [InlineData("memory=250", "", 750)]
    public void TheOomScoreFollowsQosAndMemoryRequest(string limits, string requests, int score) =>
        Assert.Equal(score, Of(PodOf(App("a") with { Resources = Resources(limits, requests) })).OomScoreAdj);

    [Fact]
    public void TheOomScoreIsNotLoweredWhereItMayNot()
    {
        var pod = PodOf(App("a") with { Resources = Resources("cpu=1,memory=100", "") });
        Assert.Equal(0, Of(pod, Node with { MayLowerOomScore = false }).OomScoreAdj);
    }

    [Fact]
    public void ASidecarDoesNotDieBeforeTheSmallestContainerItServes()
    {
        var sidecar = Sidecar("s");
        var pod = PodOf(
            App("a") with { Resources = Resources("", "memory=500") },
            App("b") with { Resources = Resources("", "memory=200") }).WithInit(sidecar);
        var input = Input(sidecar, Node) with { Pod = pod, Role = ContainerRole.Sidecar };
        Assert.Equal(800, ContainerConfigFactory.Create(input).Resources.OomScoreAdj);
    }

    [Fact]
    public void ANodeCriticalPodIsProtectedAsAGuaranteedOne() =>
        Assert.Equal(-997, Of(PodOf(App("a")).With(spec => spec with { PriorityClassName = "system-node-critical" })).OomScoreAdj);

    [Theory]
    [InlineData("", "", "", "", PodQosClass.BestEffort)]
    [InlineData("cpu=1,memory=1", "", "cpu=1,memory=1", "cpu=1,memory=1", PodQosClass.Guaranteed)]
    [InlineData("cpu=1,memory=1", "", "", "", PodQosClass.Burstable)]
    [InlineData("cpu=1,memory=1", "memory=0.5", "cpu=1,memory=1", "", PodQosClass.Burstable)]
    [InlineData("cpu=1", "", "cpu=1", "", PodQosClass.Burstable)]
    [InlineData("", "cpu=1", "", "", PodQosClass.Burstable)]
    [InlineData("ephemeral-storage=1", "", "cpu=0", "", PodQosClass.BestEffort)]
    public void QosIsDecidedOverAllContainers(string limits, string requests, string initLimits, string initRequests, PodQosClass qos)
    {
        var pod = PodOf(App("a") with { Resources = Resources(limits, requests) })
            .WithInit(App("i") with { Resources = Resources(initLimits, initRequests) });
        Assert.Equal(qos, PodQos.Classify(pod.Spec));
    }

    [Fact]
    public void PodLevelResourcesDecideAlone() =>
        Assert.Equal(PodQosClass.Guaranteed, PodQos.Classify(
            PodOf(App("a")).With(spec => spec with { Resources = Resources("cpu=1,memory=1", "cpu=1,memory=1") }).Spec));

    private static ContainerResources Of(Pod pod, NodeSettings? node = null) =>
        ContainerConfigFactory.Create(Input(pod.Spec.Containers[0], node ?? Node) with { Pod = pod }).Resources;
}
