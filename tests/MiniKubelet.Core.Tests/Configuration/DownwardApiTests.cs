using MiniKubelet.Kubernetes;
using MiniKubelet.Runtime.Configuration;
using static MiniKubelet.Testing.Builders;

namespace MiniKubelet.Core.Tests.Configuration;

public class DownwardApiTests
{
    [Fact]
    public void AMapIsSortedLinesWithQuotedValues()
    {
        var pod = PodOf(App("a"));
        pod = pod with { Metadata = pod.Metadata with { Annotations = [new("b", "two\nlines \"quoted\" \\"), new("a", "é\t\u0001")] } };
        Assert.Equal(
            "a=\"é\\t\\x01\"\nb=\"two\\nlines \\\"quoted\\\" \\\\\"",
            DownwardApi.Field(pod, "metadata.annotations", [], new NodeSettings { NodeName = "n" }));
    }

    [Theory]
    [InlineData("metadata.nothing")]
    [InlineData("metadata.labels['']x")]
    [InlineData("spec.containers")]
    [InlineData("")]
    public void AnUnknownFieldHasNoValue(string path) =>
        Assert.Null(DownwardApi.Field(PodOf(App("a")), path, [], new NodeSettings { NodeName = "n" }));

    [Theory]
    [InlineData("limits.pods")]
    [InlineData("cpu")]
    [InlineData("limits")]
    public void AnUnknownResourceHasNoValue(string resource) =>
        Assert.Null(DownwardApi.Resource(
            App("a"), new ResourceFieldSelector { Resource = resource }, new NodeSettings { NodeName = "n" }));
}
