using MiniKubelet.Kubernetes;
using MiniKubelet.Naming;
using MiniKubelet.Runtime;
using MiniKubelet.Runtime.Configuration;
using static MiniKubelet.Testing.Builders;

namespace MiniKubelet.Core.Tests.Configuration;

public class SandboxConfigTests
{
    private static readonly NodeSettings Node = new() { NodeName = "n", ResolvConf = "nameserver 192.0.2.53\n", ClusterDomain = "cluster.local" };

    [Fact]
    public void ThePodIsWrittenOnItsSandbox()
    {
        var pod = PodOf(App("a") with
        {
            Ports =
            [
                new ContainerPort { Port = 80, HostPort = 8080, HostIP = "127.0.0.1" },
                new ContainerPort { Port = 53, HostPort = 53, Protocol = Protocol.UDP },
                new ContainerPort { Port = 9 },
            ],
        });
        pod = pod with { Metadata = pod.Metadata with { Labels = [new("app", "shop")], Annotations = [new("note", "x")] } };
        pod = pod.With(spec => spec with
        {
            SecurityContext = new PodSecurityContext { Sysctls = [new Sysctl { Name = "net.core.somaxconn", Value = "512" }] },
        });
        var config = SandboxConfigFactory.Create(pod, 2, Node);
        Assert.Equal(("web", "default", Uid, 2), (config.Name, config.Namespace, config.Uid, config.Attempt));
        Assert.Equal("web", config.Hostname);
        Assert.Equal($"/var/log/pods/default_web_{Uid}", config.LogDirectory);
        Assert.Equal(
            [new("app", "shop"), new(RuntimeLabels.PodName, "web"), new(RuntimeLabels.PodNamespace, "default"), new(RuntimeLabels.PodUid, Uid)],
            config.Labels);
        Assert.Equal([new("note", "x")], config.Annotations);
        Assert.Equal([new PortMapping("TCP", 80, 8080, "127.0.0.1"), new PortMapping("UDP", 53, 53, "")], config.Ports);
        Assert.Equal([new("net.core.somaxconn", "512")], config.Sysctls);
        Assert.Equal((NamespaceMode.Pod, NamespaceMode.Container, NamespaceMode.Pod), (config.Network, config.Pid, config.Ipc));
        Assert.False(config.Privileged);
    }

    [Fact]
    public void ALabelOfThePodCannotPretendToBeAnother()
    {
        var pod = PodOf(App("a"));
        pod = pod with { Metadata = pod.Metadata with { Labels = [new(RuntimeLabels.PodUid, "other")] } };
        Assert.Equal(Uid, SandboxConfigFactory.Create(pod, 0, Node).Labels[RuntimeLabels.PodUid]);
    }

    [Fact]
    public void TheHostsNetworkForwardsNothing()
    {
        var pod = PodOf(App("a") with { Ports = [new ContainerPort { Port = 80, HostPort = 80 }] })
            .With(spec => spec with { HostNetwork = true, HostIPC = true });
        var config = SandboxConfigFactory.Create(pod, 0, Node);
        Assert.Empty(config.Ports);
        Assert.Equal((NamespaceMode.Node, NamespaceMode.Node), (config.Network, config.Ipc));
    }

    [Fact]
    public void APrivilegedInitContainerMakesThePodPrivileged() =>
        Assert.True(SandboxConfigFactory.Create(
            PodOf(App("a")).WithInit(App("i") with { SecurityContext = new SecurityContext { Privileged = true } }), 0, Node).Privileged);

    [Theory]
    [InlineData("kernel.shm_rmid_forced", "1+kernel.core_pattern=|/bin/x")]
    [InlineData("kernel.shm_rmid_forced", "1\nx")]
    [InlineData("", "1")]
    public void ASysctlCannotSmuggleInAnother(string name, string value)
    {
        var pod = PodOf(App("a")).With(spec => spec with
        {
            SecurityContext = new PodSecurityContext { Sysctls = [new Sysctl { Name = name, Value = value }] },
        });
        Assert.Equal("ConfigPodSandboxError", Assert.Throws<ContainerConfigException>(() => SandboxConfigFactory.Create(pod, 0, Node)).Reason);
    }

    [Theory]
    [InlineData(null, null, null, "web", "", "web")]
    [InlineData("db", null, null, "db", "", "db")]
    [InlineData("db", "data", null, "db", "data.default.svc.cluster.local", "db")]
    [InlineData("db", "data", true, "db", "data.default.svc.cluster.local", "db.data.default.svc.cluster.local")]
    [InlineData("db", null, true, "db", "", "db")]
    public void TheHostnameIsTheSpecsOrThePodsName(
        string? hostname, string? subdomain, bool? fqdn, string host, string domain, string kernel)
    {
        var pod = PodOf(App("a"))
            .With(spec => spec with { Hostname = hostname, Subdomain = subdomain, SetHostnameAsFQDN = fqdn });
        Assert.Equal(new PodHostname(host, domain, kernel), PodHostname.Of(pod, "cluster.local"));
    }

    [Fact]
    public void ALongNameIsCutAndEndsInALetter()
    {
        var pod = PodOf(App("a"));
        pod = pod with { Metadata = pod.Metadata with { Name = new string('x', 61) + "-.yyy" } };
        Assert.Equal(new string('x', 61), PodHostname.Of(pod, "").Host);
    }

    [Fact]
    public void AnFqdnThatTheKernelCannotHoldIsAnError()
    {
        var pod = PodOf(App("a"))
            .With(spec => spec with { Hostname = new string('h', 40), Subdomain = "sub", SetHostnameAsFQDN = true });
        Assert.Contains("is too long", Assert.Throws<ContainerConfigException>(() => PodHostname.Of(pod, "cluster.local")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnOverrideBeatsHostnameAndDomain()
    {
        var pod = PodOf(App("a")).With(spec => spec with { Hostname = "db", Subdomain = "data", HostnameOverride = "box.example.com" });
        Assert.Equal(new PodHostname("box.example.com", "", "box.example.com"), PodHostname.Of(pod, "cluster.local"));
    }
}
