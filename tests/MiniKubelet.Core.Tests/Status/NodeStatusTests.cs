using MiniKubelet.Kubernetes;
using MiniKubelet.Status;
using static MiniKubelet.Testing.Builders;

namespace MiniKubelet.Core.Tests.Status;

public class NodeStatusTests
{
    private static readonly NodeFactsInput Facts = new()
    {
        NodeName = "box",
        Hostname = "box.local",
        NodeIps = ["192.0.2.1"],
        Architecture = "amd64",
        Labels = [new("disk", "ssd")],
        Capacity = [new("cpu", new Quantity(2)), new("pods", new Quantity(110))],
        Allocatable = [new("cpu", Quantity.Parse("1500m")), new("pods", new Quantity(110))],
        RuntimeName = "containerd",
        RuntimeVersion = "1.6.20",
        Version = "0.1.0",
        Port = 10250,
        Now = At(0),
    };

    [Fact]
    public void TheNodeIsDescribed()
    {
        var node = NodeStatusBuilder.Build(Facts);
        Assert.Equal("box", node.Metadata.Name);
        Assert.Equal([new("disk", "ssd")], node.Metadata.Labels);
        Assert.Equal("cpu=2 pods=110", Text(node.Status.Capacity));
        Assert.Equal("cpu=1500m pods=110", Text(node.Status.Allocatable));
        Assert.Equal(["InternalIP 192.0.2.1", "Hostname box.local"], node.Status.Addresses.Select(a => $"{a.Type} {a.Address}"));
        Assert.Equal(
            ("containerd://1.6.20", "v0.1.0"),
            (node.Status.NodeInfo?.ContainerRuntimeVersion, node.Status.NodeInfo?.KubeletVersion));
        Assert.Equal(10250, node.Status.DaemonEndpoints?.KubeletEndpoint?.Port);
    }

    [Fact]
    public void AHealthyNodeSaysSo() =>
        Assert.Equal(
            [
                "MemoryPressure=False KubeletHasSufficientMemory: kubelet has sufficient memory available",
                "DiskPressure=False KubeletHasNoDiskPressure: kubelet has no disk pressure",
                "PIDPressure=False KubeletHasSufficientPID: kubelet has sufficient PID available",
                "Ready=True KubeletReady: kubelet is posting ready status",
            ],
            Conditions(Facts));

    [Fact]
    public void ANodeInTroubleSaysSo() =>
        Assert.Equal(
            [
                "MemoryPressure=True KubeletHasInsufficientMemory: kubelet has insufficient memory available",
                "DiskPressure=True KubeletHasDiskPressure: kubelet has disk pressure",
                "PIDPressure=True KubeletHasInsufficientPID: kubelet has insufficient PID available",
                "Ready=False KubeletNotReady: no network",
            ],
            Conditions(Facts with { MemoryPressure = true, DiskPressure = true, PidPressure = true, NotReadyMessage = "no network" }));

    [Fact]
    public void ConditionsKeepTheTimeOfTheirLastTurn()
    {
        var before = NodeStatusBuilder.Build(Facts).Status.Conditions;
        var after = NodeStatusBuilder.Build(Facts with { PreviousConditions = before, DiskPressure = true, Now = At(10) }).Status.Conditions;
        Assert.Equal([At(0), At(10), At(0), At(0)], after.Select(c => c.LastTransitionTime!.Value));
        Assert.All(after, c => Assert.Equal(At(10), c.LastHeartbeatTime));
    }

    private static IEnumerable<string> Conditions(NodeFactsInput input) =>
        NodeStatusBuilder.Build(input).Status.Conditions.Select(c => $"{c.Type}={c.Status} {c.Reason}: {c.Message}");

    private static string Text(EquatableMap<Quantity> resources) => string.Join(' ', resources.Select(entry => $"{entry.Key}={entry.Value}"));
}
