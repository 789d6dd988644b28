using MiniKubelet.Admission;
using MiniKubelet.Kubernetes;
using MiniKubelet.Runtime.Configuration;
using static MiniKubelet.Testing.Builders;

namespace MiniKubelet.Core.Tests.Admission;

public class PodAdmissionTests
{
    private const string Affinity = "NodeAffinity: Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector";

    private static readonly NodeSettings Node = new()
    {
        NodeName = "box",
        Labels = NodeLabels.Of("box", "amd64", [new("disk", "ssd"), new("slots", "4")]),
        Allocatable =
        [
            new("cpu", Quantity.Parse("2")), new("memory", Quantity.Parse("1Gi")), new("ephemeral-storage", Quantity.Parse("10Gi")),
            new("pods", new Quantity(3)),
        ],
    };

    [Fact]
    public void APodThatAsksForNothingIsAdmittedEvenOnANodeThatIsFull() =>
        Assert.Null(Check(PodOf(App("a")), Asking("cpu", "2"), Asking("memory", "1Gi")));

    [Theory]
    [InlineData("cpu", "1500m", "500m", null)]
    [InlineData("cpu", "1500m", "501m", "OutOfcpu: Node didn't have enough resource: cpu, requested: 501, used: 1500, capacity: 2000")]
    [InlineData("memory", "1Gi", "0", null)]
    [InlineData("memory", "1Gi", "1", "OutOfmemory: Node didn't have enough resource: memory, requested: 1, used: 1073741824, capacity: 1073741824")]
    [InlineData("ephemeral-storage", "4Gi", "6Gi", null)]
    [InlineData(
        "ephemeral-storage", "4Gi", "7Gi",
        "OutOfephemeral-storage: Node didn't have enough resource: ephemeral-storage, requested: 7516192768, used: 4294967296, capacity: 10737418240")]
    [InlineData("example.com/thing", "1", "7", null)]
    public void AResourceFitsUpToTheLastBit(string resource, string used, string requested, string? expected) =>
        Assert.Equal(expected, Text(Check(Asking(resource, requested), Asking(resource, used))));

    [Fact]
    public void AmountsBeyondAllReasonAreJustTooMuch()
    {
        const string most = "70000000000000000000000000000";
        var pod = PodOf(App("a") with { Resources = Requests("memory", most) }, App("b") with { Resources = Requests("memory", most) });
        Assert.Equal("OutOfmemory", Check(pod)?.Reason);
        Assert.Equal("OutOfmemory", Check(Asking("memory", "1"), pod, pod)?.Reason);
    }

    [Fact]
    public void MaxPodsIsTheNumberOfPodsThatHoldTheirPlace()
    {
        var other = PodOf(App("a"));
        Assert.Null(Check(other, other, other));
        Assert.Equal(
            "OutOfpods: Node didn't have enough resource: pods, requested: 1, used: 3, capacity: 3", Text(Check(other, other, other, other)));
    }

    [Theory]
    [InlineData(2_000_000_000, null, true)]
    [InlineData(1_999_999_999, null, false)]
    [InlineData(null, "system-node-critical", true)]
    [InlineData(null, "system-cluster-critical", true)]
    [InlineData(null, "important", false)]
    [InlineData(5, "system-node-critical", false)]
    public void OnlyACriticalPodIsAboveTheLimitsAndOnlyAboveThose(int? priority, string? className, bool admitted)
    {
        Pod Critical(Pod pod) => pod.With(spec => spec with { Priority = priority, PriorityClassName = className });
        var other = PodOf(App("a"));
        Assert.Equal(admitted, Check(Critical(Asking("cpu", "5"))) is null);
        Assert.Equal(admitted, Check(Critical(other), other, other, other) is null);
        Assert.Equal("NodePorts", Check(Critical(Port(80)), Port(80))?.Reason);
    }

    [Theory]
    [InlineData("linux", null)]
    [InlineData("windows", "PodOSNotSupported: Failed to admit pod as the OS field doesn't match node OS")]
    public void ThePodsSystemMustBeLinux(string os, string? expected) =>
        Assert.Equal(expected, Text(Check(PodOf(App("a")).With(spec => spec with { Os = new PodOS { Name = os } }))));

    [Fact]
    public void ALabelThatNamesAnotherSystemIsHeardFirst()
    {
        var pod = Asking("cpu", "5");
        pod = pod with { Metadata = pod.Metadata with { Labels = [new("kubernetes.io/os", "windows")] } };
        Assert.Equal(
            "PodOSSelectorNodeLabelDoesNotMatch: Failed to admit pod as the `kubernetes.io/os` label doesn't match node label",
            Text(Check(pod)));
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData("box", null)]
    [InlineData("other", "NodeName: Predicate NodeName failed: node(s) didn't match the requested node name")]
    public void ANodeNameIsThisNodes(string? name, string? expected) =>
        Assert.Equal(expected, Text(Check(PodOf(App("a")).With(spec => spec with { NodeName = name }))));

    [Theory]
    [InlineData("disk", "ssd", null)]
    [InlineData("disk", "tape", Affinity)]
    [InlineData("rack", "1", Affinity)]
    [InlineData("kubernetes.io/hostname", "box", null)]
    [InlineData("kubernetes.io/os", "windows", Affinity)]
    [InlineData("beta.kubernetes.io/arch", "amd64", null)]
    public void ANodeSelectorNamesLabelsOfTheNode(string key, string value, string? expected) =>
        Assert.Equal(expected, Text(Check(PodOf(App("a")).With(spec => spec with { NodeSelector = [new(key, value)] }))));

    [Theory]
    [InlineData("disk In ssd,hdd", true)]
    [InlineData("disk In hdd", false)]
    [InlineData("rack In 1", false)]
    [InlineData("disk NotIn hdd", true)]
    [InlineData("disk NotIn ssd", false)]
    [InlineData("rack NotIn 1", true)]
    [InlineData("disk Exists", true)]
    [InlineData("rack Exists", false)]
    [InlineData("rack DoesNotExist", true)]
    [InlineData("disk DoesNotExist", false)]
    [InlineData("slots Gt 3", true)]
    [InlineData("slots Gt 4", false)]
    [InlineData("slots Lt 5", true)]
    [InlineData("slots Lt 4", false)]
    [InlineData("disk Gt 1", false)]
    [InlineData("rack Lt 1", false)]
    [InlineData("disk Exists & slots Gt 4", false)]
    [InlineData("disk Exists & slots Gt 3", true)]
    [InlineData("rack Exists | disk Exists", true)]
    [InlineData("", false)]
    [InlineData("field metadata.name In box", true)]
    [InlineData("field metadata.name NotIn box", false)]
    public void RequiredNodeAffinityNeedsOneTermThatHoldsAltogether(string terms, bool matches)
    {
        var affinity = new NodeAffinity
        {
            RequiredDuringSchedulingIgnoredDuringExecution = new NodeSelector { NodeSelectorTerms = [.. terms.Split(" | ").Select(Term)] },
        };
        var pod = PodOf(App("a")).With(spec => spec with { Affinity = new Affinity { NodeAffinity = affinity } });
        Assert.Equal(matches ? null : Affinity, Text(Check(pod)));
    }

    [Theory]
    [InlineData("80", "80", true)]
    [InlineData("80", "81", false)]
    [InlineData("80", "80/UDP", false)]
    [InlineData("127.0.0.1:80", "127.0.0.1:80", true)]
    [InlineData("127.0.0.1:80", "127.0.0.2:80", false)]
    [InlineData("127.0.0.1:80", "80", true)]
    [InlineData("0.0.0.0:80", "127.0.0.1:80", true)]
    [InlineData("127.0.0.1:80", ":::80", true)]
    [InlineData("127.0.0.1:80", "127.0.0.1:80/UDP", false)]
    public void TwoPodsCannotHaveOnePortOfTheHost(string one, string other, bool conflict) => Assert.Equal(
        conflict ? "NodePorts: Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports" : null,
        Text(Check(PodOf(App("a") with { Ports = [Ports(one)] }), PodOf(App("a") with { Ports = [Ports(other)] }))));

    [Fact]
    public void ThePortsOfTheHostsNetworkAndOfSidecarsAreTakenThoseOfInitContainersNot()
    {
        var container = App("a") with { Ports = [new ContainerPort { Port = 80 }] };
        var hostNetwork = PodOf(container).With(spec => spec with { HostNetwork = true });
        Assert.Equal("NodePorts", Check(hostNetwork, Port(80))?.Reason);
        Assert.Null(Check(PodOf(container), Port(80)));
        var withHostPort = container with { Ports = [new ContainerPort { Port = 1, HostPort = 80 }] };
        Assert.Equal("NodePorts", Check(PodOf(App("b")).WithInit(withHostPort with { RestartPolicy = RestartPolicy.Always }), Port(80))?.Reason);
        Assert.Null(Check(PodOf(App("b")).WithInit(withHostPort), Port(80)));
    }

    [Fact]
    public void TheFirstRuleThatFailsIsTold()
    {
        var pod = Asking("cpu", "5").With(spec => spec with
        {
            NodeName = "other",
            NodeSelector = [new("rack", "1")],
            Os = new PodOS { Name = "windows" },
            Containers = [spec.Containers[0] with { Ports = [new ContainerPort { Port = 80, HostPort = 80 }] }],
        });
        var told = new List<string>();
        foreach (var mend in (Func<PodSpec, PodSpec>[])
            [
                spec => spec with { Os = null },
                spec => spec with { Containers = [spec.Containers[0] with { Resources = new() }] },
                spec => spec with { NodeSelector = [] },
                spec => spec with { NodeName = null },
                spec => spec,
            ])
        {
            told.Add(Check(pod, Port(80))!.Reason);
            pod = pod.With(mend);
        }

        Assert.Equal(["PodOSNotSupported", "OutOfcpu", "NodeAffinity", "NodeName", "NodePorts"], told);
    }

    private static PodRejection? Check(Pod pod, params Pod[] others) => PodAdmission.Check(pod, others, Node);

    private static string? Text(PodRejection? rejection) => rejection is null ? null : $"{rejection.Reason}: {rejection.Message}";

    private static ResourceRequirements Requests(string resource, string amount) =>
        new() { Requests = [new(resource, Quantity.Parse(amount))] };

    private static Pod Asking(string resource, string amount) => PodOf(App("a") with { Resources = Requests(resource, amount) });

    private static Pod Port(int port) => PodOf(App("a") with { Ports = [new ContainerPort { Port = port, HostPort = port }] });

    // "127.0.0.1:80/UDP"
    private static ContainerPort Ports(string text)
    {
        var (address, protocol) = (text.Split('/')[0], text.EndsWith("/UDP", StringComparison.Ordinal) ? Protocol.UDP : Protocol.TCP);
        var colon = address.LastIndexOf(':');
        var port = int.Parse(address[(colon + 1)..], System.Globalization.CultureInfo.InvariantCulture);
        return new ContainerPort { Port = 1, HostPort = port, HostIP = colon < 0 ? null : address[..colon], Protocol = protocol };
    }

    // "disk In ssd,hdd & field metadata.name In box"
    private static NodeSelectorTerm Term(string text)
    {
        var requirements = text.Split(" & ", StringSplitOptions.RemoveEmptyEntries).ToLookup(r => r.StartsWith("field ", StringComparison.Ordinal));
        return new NodeSelectorTerm
        {
            MatchExpressions = [.. requirements[false].Select(Requirement)],
            MatchFields = [.. requirements[true].Select(r => Requirement(r["field ".Length..]))],
        };
    }

    private static NodeSelectorRequirement Requirement(string text)
    {
        var words = text.Split(' ');
        return new NodeSelectorRequirement
        {
            Key = words[0],
            Operator = Enum.Parse<NodeSelectorOperator>(words[1]),
            Values = words.Length > 2 ? [.. words[2].Split(',')] : [],
        };
    }
}
