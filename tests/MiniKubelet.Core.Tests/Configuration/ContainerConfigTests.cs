using MiniKubelet.Kubernetes;
using MiniKubelet.Naming;
using MiniKubelet.Planning;
using MiniKubelet.Runtime;
using MiniKubelet.Runtime.Configuration;
using static MiniKubelet.Testing.Builders;

namespace MiniKubelet.Core.Tests.Configuration;

public class ContainerConfigTests
{
    private static readonly NodeSettings Node = new()
    {
        NodeName = "node-1",
        NodeIps = ["192.0.2.1", "2001:db8::1"],
        MemoryCapacity = 1000,
        Allocatable = [new("cpu", Quantity.Parse("3500m"))],
    };

    [Fact]
    public void EnvFollowsEnvFromAndLaterWins()
    {
        var config = Create(App("a") with
        {
            EnvFrom =
            [
                new EnvFromSource { ConfigMapRef = new ConfigMapEnvSource { Name = "settings" } },
                new EnvFromSource { Prefix = "S_", SecretRef = new SecretEnvSource { Name = "keys" } },
            ],
            Env =
            [
                new EnvVar { Name = "COLOR", Value = "blue" },
                new EnvVar { Name = "EARLY", Value = "$(LATE) $(COLOR) $(S_key)" },
                new EnvVar { Name = "LATE", Value = "late" },
                new EnvVar { Name = "NOTHING" },
            ],
            Command = ["echo", "$(LATE)", "$$(LATE)", "$(UNKNOWN)"],
            Args = ["$(COLOR)"],
        });
        Assert.Equal(
            [
                new EnvironmentVariable("COLOR", "blue"),
                new EnvironmentVariable("SIZE", "big"),
                new EnvironmentVariable("S_key", "secret"),
                new EnvironmentVariable("EARLY", "$(LATE) blue secret"),
                new EnvironmentVariable("LATE", "late"),
                new EnvironmentVariable("NOTHING", ""),
            ],
            config.Environment);
        Assert.Equal(["echo", "late", "$(LATE)", "$(UNKNOWN)"], config.Command);
        Assert.Equal(["blue"], config.Args);
    }

    [Theory]
    [InlineData("metadata.name", "web")]
    [InlineData("metadata.namespace", "default")]
    [InlineData("metadata.uid", Uid)]
    [InlineData("metadata.labels['app']", "shop")]
    [InlineData("metadata.labels['none']", "")]
    [InlineData("metadata.annotations['note']", "say \"hi\"")]
    [InlineData("spec.nodeName", "node-1")]
    [InlineData("spec.serviceAccountName", "")]
    [InlineData("status.hostIP", "192.0.2.1")]
    [InlineData("status.hostIPs", "192.0.2.1,2001:db8::1")]
    [InlineData("status.podIP", "10.0.0.2")]
    [InlineData("status.podIPs", "10.0.0.2,fd00::2")]
    public void FieldsBecomeVariables(string path, string value)
    {
        var config = Create(WithEnv(new EnvVarSource { FieldRef = new ObjectFieldSelector { FieldPath = path } }));
        Assert.Equal(value, Assert.Single(config.Environment).Value);
    }

    [Theory]
    [InlineData("limits.cpu", null, "1")]
    [InlineData("limits.cpu", "1m", "500")]
    [InlineData("limits.memory", null, "67108864")]
    [InlineData("limits.memory", "1Mi", "64")]
    [InlineData("requests.memory", "1M", "34")]
    [InlineData("requests.cpu", null, "1")]
    [InlineData("requests.ephemeral-storage", null, "0")]
    public void ResourcesAreRoundedUpByTheDivisor(string resource, string? divisor, string value)
    {
        var source = new ResourceFieldSelector { Resource = resource, Divisor = divisor is null ? null : Quantity.Parse(divisor) };
        var config = Create(WithEnv(new EnvVarSource { ResourceFieldRef = source }) with
        {
            Resources = Resources("cpu=500m,memory=64Mi", "memory=32Mi"),
        });
        Assert.Equal(value, Assert.Single(config.Environment).Value);
    }

    [Fact]
    public void AMissingLimitIsWhatTheNodeHas()
    {
        var config = Create(WithEnv(new EnvVarSource { ResourceFieldRef = new ResourceFieldSelector { Resource = "limits.cpu" } }));
        Assert.Equal("4", Assert.Single(config.Environment).Value);
    }

    [Fact]
    public void AMissingReferenceIsAnErrorUnlessOptional()
    {
        AssertRefused("configmap \"gone\" not found",
            WithEnv(new EnvVarSource { ConfigMapKeyRef = new ConfigMapKeySelector { Name = "gone", Key = "k" } }));
        AssertRefused("couldn't find key k in ConfigMap default/settings",
            WithEnv(new EnvVarSource { ConfigMapKeyRef = new ConfigMapKeySelector { Name = "settings", Key = "k" } }));
        AssertRefused("couldn't find key k in Secret default/keys",
            WithEnv(new EnvVarSource { SecretKeyRef = new SecretKeySelector { Name = "keys", Key = "k" } }));
        AssertRefused("secret \"gone\" not found",
            App("a") with { EnvFrom = [new EnvFromSource { SecretRef = new SecretEnvSource { Name = "gone" } }] });
        AssertRefused("unsupported fieldPath: metadata.labels",
            WithEnv(new EnvVarSource { FieldRef = new ObjectFieldSelector { FieldPath = "metadata.labels" } }));

        var optional = Create(App("a") with
        {
            EnvFrom = [new EnvFromSource { ConfigMapRef = new ConfigMapEnvSource { Name = "gone", Optional = true } }],
            Env =
            [
                new EnvVar
                {
                    Name = "X",
                    ValueFrom = new EnvVarSource { SecretKeyRef = new SecretKeySelector { Name = "gone", Key = "k", Optional = true } },
                },
            ],
        });
        Assert.Empty(optional.Environment);
    }

    [Fact]
    public void IdentityAndHistoryAreWrittenOnTheContainer()
    {
        var config = ContainerConfigFactory.Create(Input(App("a")) with { Attempt = 3, TerminationMessageHostPath = "/x/y" });
        Assert.Equal("a/3.log", config.LogPath);
        Assert.Equal(("sha256:1", "images/a:1"), (config.Image, config.UserSpecifiedImage));
        Assert.Equal(
            [
                new(RuntimeLabels.PodName, "web"),
                new(RuntimeLabels.PodNamespace, "default"),
                new(RuntimeLabels.PodUid, Uid),
                new(RuntimeLabels.ContainerName, "a"),
            ],
            config.Labels);
        Assert.Equal("3", config.Annotations[RuntimeAnnotations.RestartCount]);
        Assert.Equal("30", config.Annotations[RuntimeAnnotations.PodTerminationGracePeriod]);
        Assert.Equal("/dev/termination-log", config.Annotations[RuntimeAnnotations.TerminationMessagePath]);
        Assert.Equal("/x/y", config.Annotations[RuntimeAnnotations.TerminationMessageHostPath]);
        Assert.Equal("File", config.Annotations[RuntimeAnnotations.TerminationMessagePolicy]);
    }

    [Fact]
    public void TheHashFollowsNameAndImageOnly()
    {
        var hash = ContainerConfigFactory.Hash(App("a"));
        Assert.Equal(hash, ContainerConfigFactory.Hash(App("a") with { Command = ["true"] }));
        Assert.NotEqual(hash, ContainerConfigFactory.Hash(App("b")));
        Assert.NotEqual(hash, ContainerConfigFactory.Hash(App("a") with { Image = "images/a:2" }));
    }

    internal static ResourceRequirements Resources(string limits, string requests) =>
        new() { Limits = Quantities(limits), Requests = Quantities(requests) };

    internal static ContainerConfigInput Input(Container container, NodeSettings? node = null) => new()
    {
        Pod = PodOf(container) with
        {
            Metadata = new ObjectMeta
            {
                Name = "web",
                Namespace = "default",
                Uid = Uid,
                Labels = [new("app", "shop")],
                Annotations = [new("note", "say \"hi\"")],
            },
        },
        Container = container,
        Role = ContainerRole.App,
        Attempt = 0,
        Image = new ImageInfo("sha256:1", "images/a@sha256:1", ""),
        Node = node ?? Node,
        PodIps = ["10.0.0.2", "fd00::2"],
        Objects = new ReferencedObjects(
            [new("settings", new ConfigMap { Data = [new("COLOR", "red"), new("SIZE", "big")] })],
            [new("keys", new Secret { Data = [new("key", Bytes.FromText("secret"))] })]),
    };

    internal static void AssertRefused(string message, Container container)
    {
        var error = Assert.Throws<ContainerConfigException>(() => Create(container));
        Assert.Equal(("CreateContainerConfigError", message), (error.Reason, error.Message));
    }

    private static ContainerConfig Create(Container container) => ContainerConfigFactory.Create(Input(container));

    private static Container WithEnv(EnvVarSource source) => App("a") with { Env = [new EnvVar { Name = "X", ValueFrom = source }] };

    private static EquatableMap<Quantity> Quantities(string text) => text
        .Split(',', StringSplitOptions.RemoveEmptyEntries)
        .Select(part => part.Split('='))
        .Select(part => KeyValuePair.Create(part[0], Quantity.Parse(part[1])))
        .ToEquatableMap();
}
