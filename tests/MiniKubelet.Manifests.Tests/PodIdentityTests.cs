using System.Text;
using MiniKubelet.Kubernetes;
using Xunit;

namespace MiniKubelet.Manifests.Tests;

public class PodIdentityTests
{
    private const string Web = "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers: [{name: app, image: 'busybox:1'}]\n";

    [Theory]
    [InlineData("# why\napiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  namespace: default\nspec:\n  containers:\n  - image: busybox:1\n    name: app\n")]
    [InlineData("{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"web\",\"labels\":{\"a\":\"b\"},\"annotations\":{\"c\":\"d\"}},\"spec\":{\"restartPolicy\":\"Always\",\"containers\":[{\"name\":\"app\",\"image\":\"busybox:1\"}]}}")]
    public void OneContentInAnotherLayoutIsTheSamePod(string other) => Assert.Equal(Uid(Web), Uid(other));

    [Theory]
    [InlineData("name: web", "name: web2")]
    [InlineData("name: web", "name: web, namespace: shop")]
    [InlineData("busybox:1", "busybox:2")]
    public void AnotherNameNamespaceOrSpecIsAnotherPod(string old, string changed) =>
        Assert.NotEqual(Uid(Web), Uid(Web.Replace(old, changed, StringComparison.Ordinal)));

    [Fact]
    public void TheUidOfTheAuthorStays() =>
        Assert.Equal("mine-1", Uid(Web.Replace("name: web", "name: web, uid: mine-1", StringComparison.Ordinal)));

    // A change here would restart every pod when the daemon is upgraded.
    [Fact]
    public void TheUidOfAPodNeverChangesBetweenVersions() => Assert.Equal("7f7e7912-3305-d091-d501-b0957344e77b", Uid(Web));

    private static string Uid(string text)
    {
        var content = ManifestReader.Read("in.yaml", Encoding.UTF8.GetBytes(text));
        Assert.Empty(content.Errors);
        return ((Pod)content.Objects.Single()).Metadata.Uid;
    }
}
