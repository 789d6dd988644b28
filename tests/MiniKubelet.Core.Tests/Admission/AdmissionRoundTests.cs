using MiniKubelet.Admission;
using MiniKubelet.Kubernetes;
using MiniKubelet.Runtime.Configuration;
using static MiniKubelet.Testing.Builders;

namespace MiniKubelet.Core.Tests.Admission;

public class AdmissionRoundTests
{
    private static readonly NodeSettings OnePod = new() { NodeName = "box", Allocatable = [new("pods", new Quantity(1))] };

    [Theory]
    [InlineData("a, b, c", "a")]
    [InlineData("c, b, a", "a")]
    [InlineData("a, b priority 1, c priority 2", "c")]
    [InlineData("a priority 7, b priority -1", "a")]
    [InlineData("a, b priority 7, c successor", "c")]
    [InlineData("a successor, b successor priority 1", "b")]
    [InlineData("a successor priority 9, b admitted", "b")]
    [InlineData("a admitted, b admitted, c", "a b")]
    public void TheOneWithTheBetterClaimGetsThePlace(string candidates, string admitted)
    {
        var decisions = AdmissionRound.Decide(candidates.Split(", ").Select(Candidate), [], OnePod);
        Assert.Equal(admitted, string.Join(' ', decisions.Where(d => d.Rejection is null).Select(d => d.Pod.Metadata.Name)));
        Assert.All(decisions.Where(d => d.Rejection is not null), d => Assert.Equal("OutOfpods", d.Rejection!.Reason));
    }

    [Fact]
    public void WhoHoldsAPlaceKeepsIt() =>
        Assert.NotNull(Assert.Single(AdmissionRound.Decide([Candidate("a priority 5")], [PodOf(App("x"))], OnePod)).Rejection);

    [Theory]
    [InlineData("app 1 | app 2", "3")]
    [InlineData("init 5 | app 2", "5")]
    [InlineData("init 1 | app 2", "2")]
    [InlineData("sidecar 1 | init 5 | app 2", "6")]
    [InlineData("init 5 | sidecar 1 | app 2", "5")]
    [InlineData("init 5 | sidecar 4 | app 2", "6")]
    [InlineData("sidecar 1 | sidecar 2 | app 4", "7")]
    [InlineData("sidecar 1 | init 2 | sidecar 3 | init 4 | app 1", "8")]
    [InlineData("app 500m | app 500m | overhead 250m", "1250m")]
    [InlineData("init 5 | app 2 | overhead 1", "6")]
    public void APodAsksForTheMostThatItNeedsAtOneTime(string containers, string expected)
    {
        var pod = PodOf();
        foreach (var (kind, cpu) in containers.Split(" | ").Select(c => (c.Split(' ')[0], Quantity.Parse(c.Split(' ')[1]))))
        {
            var container = App("c") with { Resources = new ResourceRequirements { Requests = [new("cpu", cpu)] } };
            pod = pod.With(spec => kind switch
            {
                "app" => spec with { Containers = [.. spec.Containers, container] },
                "init" => spec with { InitContainers = [.. spec.InitContainers, container] },
                "sidecar" => spec with { InitContainers = [.. spec.InitContainers, container with { RestartPolicy = RestartPolicy.Always }] },
                _ => spec with { Overhead = [new("cpu", cpu)] },
            });
        }

        Assert.Equal(Quantity.Parse(expected), PodRequests.Of(pod.Spec)["cpu"]);
    }

    [Fact]
    public void WhatIsReservedIsNotForPods()
    {
        var capacity = NodeResources.Capacity(2, 4L << 30, 10L << 30, 110);
        var reserved = NodeResources.Sum(
            [new("cpu", Quantity.Parse("3")), new("memory", Quantity.Parse("256Mi"))], [new("memory", Quantity.Parse("256Mi"))]);
        Assert.Equal(
            "cpu=2 ephemeral-storage=10Gi memory=4Gi pods=110", Text(capacity));
        Assert.Equal("cpu=0 ephemeral-storage=10Gi memory=3584Mi pods=110", Text(NodeResources.Allocatable(capacity, reserved)));
    }

    [Fact]
    public void LabelsThatAreGivenStandOverTheStandardOnes() => Assert.Equal(
        [
            new("beta.kubernetes.io/arch", "arm64"), new("beta.kubernetes.io/os", "linux"), new("disk", "ssd"),
            new("kubernetes.io/arch", "arm64"), new("kubernetes.io/hostname", "alias"), new("kubernetes.io/os", "linux"),
        ],
        NodeLabels.Of("box", "arm64", [new("disk", "ssd"), new("kubernetes.io/hostname", "alias")]));

    private static string Text(EquatableMap<Quantity> resources) => string.Join(' ', resources.Select(entry => $"{entry.Key}={entry.Value}"));

    // "a successor priority 9"
    private static AdmissionCandidate Candidate(string text)
    {
        var words = text.Split(' ');
        var pod = PodOf(App("x")) with { Metadata = new ObjectMeta { Name = words[0], Namespace = "default", Uid = words[0] } };
        var priority = Array.IndexOf(words, "priority");
        pod = pod.With(spec => spec with
        {
            Priority = priority < 0 ? null : int.Parse(words[priority + 1], System.Globalization.CultureInfo.InvariantCulture),
        });
        return new AdmissionCandidate(pod, words.Contains("admitted") ? AdmissionClaim.Admitted
            : words.Contains("successor") ? AdmissionClaim.Successor
            : AdmissionClaim.None);
    }
}
