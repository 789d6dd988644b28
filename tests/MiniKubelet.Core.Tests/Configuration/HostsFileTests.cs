using MiniKubelet.Kubernetes;
using MiniKubelet.Runtime.Configuration;
using static MiniKubelet.Testing.Builders;

namespace MiniKubelet.Core.Tests.Configuration;

public class HostsFileTests
{
    private const string Head =
        "# Kubernetes-managed hosts file.\n127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\nfe00::0\tip6-localnet\n"
        + "fe00::0\tip6-mcastprefix\nfe00::1\tip6-allnodes\nfe00::2\tip6-allrouters\n";

    private static readonly EquatableArray<HostAlias> Aliases =
        [new HostAlias { Ip = "1.2.3.4", Hostnames = ["foo", "bar"] }, new HostAlias { Ip = "5.6.7.8", Hostnames = ["baz"] }];

    [Fact]
    public void APodNamesItsOwnAddresses() =>
        Assert.Equal(
            Head + "10.0.0.2\tweb\nfd00::2\tweb\n",
            HostsFile.Render(PodOf(App("a")), ["10.0.0.2", "fd00::2"], "cluster.local", "unused"));

    [Fact]
    public void ADomainStandsBeforeTheShortName() =>
        Assert.Equal(
            Head + "10.0.0.2\tweb.data.default.svc.cluster.local\tweb\n",
            HostsFile.Render(PodOf(App("a")).With(s => s with { Subdomain = "data" }), ["10.0.0.2"], "cluster.local", ""));

    [Fact]
    public void AliasesComeLast() =>
        Assert.Equal(
            Head + "10.0.0.2\tweb\n\n# Entries added by HostAliases.\n1.2.3.4\tfoo\tbar\n5.6.7.8\tbaz\n",
            HostsFile.Render(PodOf(App("a")).With(s => s with { HostAliases = Aliases }), ["10.0.0.2"], "", ""));

    [Fact]
    public void TheHostsNetworkUsesTheNodesFile() =>
        Assert.Equal(
            "# Kubernetes-managed hosts file (host network).\n127.0.0.1 localhost box\n\n# Entries added by HostAliases.\n1.2.3.4\tfoo\tbar\n5.6.7.8\tbaz\n",
            HostsFile.Render(
                PodOf(App("a")).With(s => s with { HostNetwork = true, HostAliases = Aliases }), ["192.0.2.1"], "", "127.0.0.1 localhost box\n"));
}
