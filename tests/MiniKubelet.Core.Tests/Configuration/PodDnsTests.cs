using MiniKubelet.Kubernetes;
using MiniKubelet.Runtime;
using MiniKubelet.Runtime.Configuration;
using static MiniKubelet.Testing.Builders;

namespace MiniKubelet.Core.Tests.Configuration;

public class PodDnsTests
{
    private static readonly NodeSettings Node = new()
    {
        NodeName = "n",
        ClusterDns = ["10.96.0.10"],
        ClusterDomain = "cluster.local",
        ResolvConf = "# made by hand\nnameserver 192.0.2.53\nnameserver 192.0.2.54 # second\nsearch old.example\nsearch example.com. corp\noptions timeout:1 rotate\n",
    };

    private static readonly DnsConfig OfHost = new(["192.0.2.53", "192.0.2.54"], ["example.com", "corp"], ["timeout:1", "rotate"]);

    private static readonly DnsConfig OfCluster = new(
        ["10.96.0.10"], ["default.svc.cluster.local", "svc.cluster.local", "cluster.local", "example.com", "corp"], ["ndots:5"]);

    [Fact]
    public void PoliciesChooseTheBase()
    {
        Assert.Equal(OfHost, Of(DnsPolicy.Default));
        Assert.Equal(OfCluster, Of(DnsPolicy.ClusterFirst));
        Assert.Equal(OfHost, Of(DnsPolicy.ClusterFirst, hostNetwork: true));
        Assert.Equal(OfCluster, Of(DnsPolicy.ClusterFirstWithHostNet, hostNetwork: true));
        Assert.Equal(new DnsConfig([], [], []), Of(DnsPolicy.None));
    }

    [Fact]
    public void WithoutClusterDnsTheHostsIsUsedAndSaid()
    {
        var dns = PodDns.Of(PodOf(App("a")), Node with { ClusterDns = [] });
        Assert.Equal(OfHost, dns.Config);
        var notice = Assert.Single(dns.Notices);
        Assert.Equal("MissingClusterDNS", notice.Reason);
        Assert.Equal(
            $"pod: \"web_default({Uid})\". kubelet does not have ClusterDNS IP configured and cannot create Pod using \"ClusterFirst\" policy. "
            + "Falling back to \"Default\" policy.",
            notice.Message);
    }

    [Fact]
    public void WithoutAResolverFileThereIsOnlyLoopback() =>
        Assert.Equal(
            new DnsConfig(["127.0.0.1"], ["."], []),
            PodDns.Of(PodOf(App("a")).With(s => s with { DnsPolicy = DnsPolicy.Default }), Node with { ResolvConf = null }).Config);

    [Fact]
    public void ThePodsOwnConfigurationIsAddedAndItsOptionsWin()
    {
        var pod = PodOf(App("a")).With(spec => spec with
        {
            DnsPolicy = DnsPolicy.ClusterFirst,
            DnsConfig = new PodDNSConfig
            {
                Nameservers = ["10.96.0.10", "1.2.3.4"],
                Searches = ["corp", "more"],
                Options = [new PodDNSConfigOption { Name = "ndots", Value = "2" }, new PodDNSConfigOption { Name = "edns0" }],
            },
        });
        Assert.Equal(
            new DnsConfig(["10.96.0.10", "1.2.3.4"], [.. OfCluster.Searches, "more"], ["ndots:2", "edns0"]),
            PodDns.Of(pod, Node).Config);
    }

    [Fact]
    public void WhatExceedsTheLimitsIsLeftOutAndSaid()
    {
        var pod = PodOf(App("a")).With(spec => spec with
        {
            DnsPolicy = DnsPolicy.None,
            DnsConfig = new PodDNSConfig
            {
                Nameservers = ["1.1.1.1", "2.2.2.2", "3.3.3.3", "4.4.4.4"],
                Searches = [.. Enumerable.Range(0, 40).Select(i => $"d{i}")],
            },
        });
        var dns = PodDns.Of(pod, Node);
        Assert.Equal(["1.1.1.1", "2.2.2.2", "3.3.3.3"], dns.Config.Servers);
        Assert.Equal(32, dns.Config.Searches.Count);
        Assert.Equal(["DNSConfigForming", "DNSConfigForming"], dns.Notices.Select(n => n.Reason));
        Assert.Contains("1.1.1.1 2.2.2.2 3.3.3.3", dns.Notices[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SearchesEndAt2048Characters()
    {
        var pod = PodOf(App("a")).With(spec => spec with
        {
            DnsPolicy = DnsPolicy.None,
            DnsConfig = new PodDNSConfig { Searches = [.. Enumerable.Range(0, 9).Select(i => new string((char)('a' + i), 255))] },
        });
        Assert.Equal(8, PodDns.Of(pod, Node).Config.Searches.Count);
    }

    private static DnsConfig Of(DnsPolicy policy, bool hostNetwork = false) =>
        PodDns.Of(PodOf(App("a")).With(spec => spec with { DnsPolicy = policy, HostNetwork = hostNetwork }), Node).Config;
}
