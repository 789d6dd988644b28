using System.Text;
using Xunit;

namespace MiniKubelet.Manifests.Tests;

public class KubeletConfigurationTests
{
    private const string Head = "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n";

    [Fact]
    public void WithoutFieldsTheDefaultsAreTheKubelets()
    {
        var configuration = Read("");

        Assert.Equal(new KubeletConfiguration(), configuration);
        Assert.Equal((10250, 10248, 0, 110), (configuration.Port, configuration.HealthzPort, configuration.ReadOnlyPort, configuration.MaxPods));
        Assert.Equal(("/etc/resolv.conf", TimeSpan.FromMinutes(5)), (configuration.ResolvConf, configuration.CrashLoopBackOff.MaxContainerRestartPeriod));
    }

    [Fact]
    public void EveryFieldWeHonourIsRead()
    {
        var configuration = Read(
            """
            staticPodPath: /srv/manifests
            address: 127.0.0.1
            port: 11250
            readOnlyPort: 11255
            healthzPort: 0
            healthzBindAddress: "::1"
            containerRuntimeEndpoint: unix:///run/containerd/containerd.sock
            runtimeRequestTimeout: 1m30s
            podLogsDir: /srv/logs
            maxPods: 20
            systemReserved: {cpu: 500m, memory: 1Gi}
            kubeReserved: {ephemeral-storage: 2Gi}
            syncFrequency: 2m
            fileCheckFrequency: 1.5s
            serializeImagePulls: no
            maxParallelImagePulls: 3
            crashLoopBackOff: {maxContainerRestartPeriod: 10s}
            clusterDNS: [10.0.0.10]
            clusterDomain: cluster.local
            resolvConf: ""
            seccompDefault: true
            tlsCertFile: /etc/tls.crt
            tlsPrivateKeyFile: /etc/tls.key
            authentication:
              x509: {clientCAFile: /etc/ca.crt}
              anonymous: {enabled: false}
              webhook: {enabled: false}
            authorization: {mode: AlwaysAllow}
            """);

        Assert.Equal(
            new KubeletConfiguration
            {
                StaticPodPath = "/srv/manifests",
                Address = "127.0.0.1",
                Port = 11250,
                ReadOnlyPort = 11255,
                HealthzPort = 0,
                HealthzBindAddress = "::1",
                ContainerRuntimeEndpoint = "unix:///run/containerd/containerd.sock",
                RuntimeRequestTimeout = TimeSpan.FromSeconds(90),
                PodLogsDir = "/srv/logs",
                MaxPods = 20,
                SystemReserved = [new("cpu", "500m"), new("memory", "1Gi")],
                KubeReserved = [new("ephemeral-storage", "2Gi")],
                SyncFrequency = TimeSpan.FromMinutes(2),
                FileCheckFrequency = TimeSpan.FromSeconds(1.5),
                SerializeImagePulls = false,
                MaxParallelImagePulls = 3,
                CrashLoopBackOff = new() { MaxContainerRestartPeriod = TimeSpan.FromSeconds(10) },
                ClusterDNS = ["10.0.0.10"],
                ClusterDomain = "cluster.local",
                ResolvConf = "",
                SeccompDefault = true,
                TlsCertFile = "/etc/tls.crt",
                TlsPrivateKeyFile = "/etc/tls.key",
                Authentication = new() { X509 = new() { ClientCAFile = "/etc/ca.crt" } },
            },
            configuration);
    }

    [Theory]
    [InlineData("evictionHard: {memory.available: 1Gi}", "config.yaml:3:1: evictionHard: not supported by minikubelet")]
    [InlineData("authentication: {webhook: {cacheTTL: 2m}}", "config.yaml:3:28: authentication.webhook.cacheTTL: not supported by minikubelet")]
    [InlineData("maxPod: 5", "config.yaml:3:1: maxPod: unknown field, did you mean maxPods?")]
    [InlineData("maxPods: many", "config.yaml:3:10: maxPods: expected an integer, found the string \"many\"")]
    [InlineData("syncFrequency: 60", "config.yaml:3:16: syncFrequency: expected a duration such as 1m30s, found the number 60")]
    [InlineData("syncFrequency: 10ms", "config.yaml:3:16: syncFrequency: must be at least 1s")]
    [InlineData("crashLoopBackOff: {maxContainerRestartPeriod: 10m}", "config.yaml:3:47: crashLoopBackOff.maxContainerRestartPeriod: must be from 1s to 300s")]
    [InlineData("port: 70000", "config.yaml:3:7: port: must be from 1 to 65535, found 70000")]
    [InlineData("readOnlyPort: 10250", "config.yaml:3:15: readOnlyPort: duplicate of port: 10250")]
    [InlineData("staticPodPath: manifests", "config.yaml:3:16: staticPodPath: must be an absolute path, found \"manifests\"")]
    [InlineData("tlsCertFile: /a", "config.yaml:3:14: tlsCertFile: tlsCertFile and tlsPrivateKeyFile go together")]
    [InlineData("authentication: {anonymous: {enabled: true}}", "config.yaml:3:39: authentication.anonymous.enabled: not supported by minikubelet: it takes client certificates only")]
    [InlineData("systemReserved: {pid: '100'}", "config.yaml:3:23: systemReserved[pid]: not supported by minikubelet: pods have no limit of processes that it could be kept from")]
    [InlineData("kubeReserved: {disk: 1Gi}", "config.yaml:3:22: kubeReserved[disk]: must be one of cpu, memory, ephemeral-storage, found \"disk\"")]
    [InlineData("kubeReserved: {cpu: -1m}", "config.yaml:3:21: kubeReserved[cpu]: expected a quantity such as 500m or 1Gi, not negative, found \"-1m\"")]
    [InlineData("clusterDNS: [dns]", "config.yaml:3:14: clusterDNS[0]: must be an IP address, found \"dns\"")]
    public void AFieldThatIsWrongOrNotHonouredIsNamed(string field, string expected) =>
        Assert.Equal(expected, Errors(Head + field).Single().ToString());

    [Theory]
    [InlineData("", "config.yaml: expected one KubeletConfiguration, found 0 documents")]
    [InlineData("kind: Pod\napiVersion: v1\n", "config.yaml:2:13: apiVersion: expected kubelet.config.k8s.io/v1beta1, found the string \"v1\"")]
    public void AnotherKindIsNoConfiguration(string text, string expected) => Assert.Contains(expected, Errors(text).Select(error => error.ToString()));

    [Theory]
    [InlineData("0", 0)]
    [InlineData("1h2m3.5s", 3_723_500)]
    [InlineData("-1.5m", -90_000)]
    [InlineData(".5s", 500)]
    [InlineData("100ms", 100)]
    [InlineData("2000us", 2)]
    [InlineData("5", null)]
    [InlineData("s", null)]
    [InlineData("1 s", null)]
    [InlineData("1d", null)]
    [InlineData("99999999999999h", null)]
    public void DurationsAreReadAsGoDoes(string text, int? milliseconds) =>
        Assert.Equal(milliseconds, GoDuration.TryParse(text, out var duration) ? (int?)duration.TotalMilliseconds : null);

    [Theory]
    [InlineData("", "")]
    [InlineData("disk=ssd, example.com/rack=1,empty=", "disk=ssd empty= example.com/rack=1")]
    [InlineData("node.kubernetes.io/pool=a,x.kubelet.kubernetes.io/y=b,topology.kubernetes.io/zone=c,kubernetes.io/hostname=d", "kubernetes.io/hostname=d node.kubernetes.io/pool=a topology.kubernetes.io/zone=c x.kubelet.kubernetes.io/y=b")]
    [InlineData("disk", "! expected key=value, found \"disk\"")]
    [InlineData("-disk=a", "! key name must consist of letters, digits, '-', '_' and '.', and start and end with a letter or digit, found \"-disk\"")]
    [InlineData("disk=a b", "! value of disk must consist of letters, digits, '-', '_' and '.', and start and end with a letter or digit, found \"a b\"")]
    [InlineData("kubernetes.io/role=master", "! kubernetes.io/role: of the keys")]
    [InlineData("node-role.kubernetes.io/master=", "! node-role.kubernetes.io/master: of the keys")]
    [InlineData("foo.k8s.io/bar=x", "! foo.k8s.io/bar: of the keys")]
    [InlineData("notkubernetes.io/bar=x", "notkubernetes.io/bar=x")]
    public void LabelsOfTheNodeAreThoseThatAKubeletMayGiveItself(string text, string expected)
    {
        var actual = NodeLabelFlag.TryParse(text, out var labels, out var problem)
            ? string.Join(' ', labels.Select(label => $"{label.Key}={label.Value}"))
            : $"! {problem}";
        Assert.StartsWith(expected, actual, StringComparison.Ordinal);
        Assert.True(problem is not null || actual == expected, actual);
    }

    private static KubeletConfiguration Read(string fields)
    {
        var content = KubeletConfigurationReader.Read("config.yaml", Encoding.UTF8.GetBytes(Head + fields));
        Assert.Empty(content.Errors);
        return content.Configuration!;
    }

    private static EquatableArray<ManifestError> Errors(string text)
    {
        var content = KubeletConfigurationReader.Read("config.yaml", Encoding.UTF8.GetBytes(text));
        Assert.Null(content.Configuration);
        return content.Errors;
    }
}
