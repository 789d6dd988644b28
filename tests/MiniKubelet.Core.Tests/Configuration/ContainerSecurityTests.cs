using MiniKubelet.Kubernetes;
using MiniKubelet.Runtime;
using MiniKubelet.Runtime.Configuration;
using static MiniKubelet.Testing.Builders;

namespace MiniKubelet.Core.Tests.Configuration;

public class ContainerSecurityTests
{
    private const string Where = "(pod: \"web_default(11111111-2222-3333-4444-555555555555)\", container: a)";

    [Fact]
    public void TheContainerBeatsThePodFieldByField()
    {
        var security = Create(
            new PodSecurityContext { RunAsUser = 1000, RunAsGroup = 2000, FsGroup = 3000, SupplementalGroups = [4000, 3000] },
            new SecurityContext
            {
                RunAsUser = 1001,
                ReadOnlyRootFilesystem = true,
                AllowPrivilegeEscalation = false,
                Capabilities = new Capabilities { Add = ["NET_ADMIN", "CAP_SYS_TIME"], Drop = ["all"] },
            });
        Assert.Equal((1001L, 2000L), (security.RunAsUser, security.RunAsGroup));
        Assert.Equal([3000, 4000], security.SupplementalGroups);
        Assert.Equal(["NET_ADMIN", "SYS_TIME"], security.AddCapabilities);
        Assert.Equal(["ALL"], security.DropCapabilities);
        Assert.True(security.NoNewPrivileges && security.ReadOnlyRootFilesystem && !security.Privileged);
        Assert.Contains("/proc/kcore", security.MaskedPaths!);
        Assert.Contains("/proc/sys", security.ReadonlyPaths!);
    }

    [Fact]
    public void NoNewPrivilegesIsSetOnlyWhenAskedFor() =>
        Assert.False(Create(null, new SecurityContext { Capabilities = new Capabilities { Drop = ["ALL"] } }).NoNewPrivileges);

    [Theory]
    [InlineData("", "container has runAsNonRoot and image will run as root")]
    [InlineData("0", "container has runAsNonRoot and image will run as root")]
    [InlineData("000", "container has runAsNonRoot and image will run as root")]
    [InlineData("root2", "container has runAsNonRoot and image has non-numeric user (root2), cannot verify user is non-root")]
    [InlineData("4294967296", "image user 4294967296 is out of range")]
    [InlineData("-1", "image user -1 is out of range")]
    public void NonRootIsVerifiedAgainstTheImage(string imageUser, string message) =>
        AssertRefused($"{message} {Where}", imageUser, new SecurityContext { RunAsNonRoot = true });

    [Theory]
    [InlineData("1000", null)]
    [InlineData("", 1000L)]
    [InlineData("app", 1000L)]
    public void NonRootIsGranted(string imageUser, long? runAsUser) =>
        Assert.Equal(runAsUser, Create(null, new SecurityContext { RunAsNonRoot = true, RunAsUser = runAsUser }, imageUser).RunAsUser);

    [Fact]
    public void RootBreaksThePodsNonRootPolicy()
    {
        AssertRefused($"container's runAsUser breaks non-root policy {Where}", "1000",
            new SecurityContext { RunAsUser = 0, RunAsNonRoot = true });
        Assert.Null(Create(new PodSecurityContext { RunAsNonRoot = true }, new SecurityContext { RunAsNonRoot = false }).RunAsUser);
    }

    [Fact]
    public void AnImageUserThatWouldWrapAroundIsRefusedAlways() =>
        AssertRefused($"image user 4294967296 is out of range {Where}", "4294967296", new SecurityContext());

    [Fact]
    public void AGroupAloneGoesWithTheImagesUser()
    {
        Assert.Equal(1000, Create(null, new SecurityContext { RunAsGroup = 5 }, "1000").RunAsUser);
        Assert.Equal(0, Create(null, new SecurityContext { RunAsGroup = 5 }).RunAsUser);
        AssertRefused($"container has runAsGroup and image has non-numeric user (app), set runAsUser too {Where}", "app",
            new SecurityContext { RunAsGroup = 5 });
    }

    [Theory]
    [InlineData(null, null, true, SecurityProfileKind.RuntimeDefault)]
    [InlineData(null, null, false, SecurityProfileKind.Unconfined)]
    [InlineData(SeccompProfileType.Unconfined, null, true, SecurityProfileKind.Unconfined)]
    [InlineData(SeccompProfileType.Unconfined, SeccompProfileType.RuntimeDefault, false, SecurityProfileKind.RuntimeDefault)]
    public void SeccompIsTheContainersThenThePodsThenTheDefault(
        SeccompProfileType? pod, SeccompProfileType? own, bool byDefault, SecurityProfileKind kind)
    {
        var security = Create(
            new PodSecurityContext { SeccompProfile = pod is null ? null : new SeccompProfile { Type = pod } },
            new SecurityContext { SeccompProfile = own is null ? null : new SeccompProfile { Type = own } },
            seccompDefault: byDefault);
        Assert.Equal(kind, security.Seccomp.Kind);
    }

    [Fact]
    public void ALocalhostProfileNeedsAName()
    {
        var profile = new SeccompProfile { Type = SeccompProfileType.Localhost, LocalhostProfile = "profiles/a.json" };
        Assert.Equal(
            new SecurityProfile(SecurityProfileKind.Localhost, "/var/lib/kubelet/seccomp/profiles/a.json"),
            Create(null, new SecurityContext { SeccompProfile = profile }).Seccomp);
        foreach (var name in new[] { null, "", "/etc/passwd", "../x", "a/../../x" })
        {
            Assert.Throws<ContainerConfigException>(() =>
                Create(null, new SecurityContext { SeccompProfile = profile with { LocalhostProfile = name } }));
        }
    }

    [Fact]
    public void PrivilegedIsUnconfinedAndUnmasked()
    {
        var security = Create(null, new SecurityContext { Privileged = true });
        Assert.Equal(SecurityProfileKind.Unconfined, security.Seccomp.Kind);
        Assert.Empty(security.MaskedPaths!);
        Assert.Empty(security.ReadonlyPaths!);
    }

    [Theory]
    [InlineData(false, null, NamespaceMode.Container)]
    [InlineData(false, true, NamespaceMode.Pod)]
    [InlineData(true, null, NamespaceMode.Node)]
    public void ThePidNamespaceFollowsThePod(bool host, bool? shared, NamespaceMode mode)
    {
        var input = ContainerConfigTests.Input(App("a"));
        var pod = input.Pod.With(spec => spec with { HostPID = host, ShareProcessNamespace = shared });
        Assert.Equal(mode, ContainerConfigFactory.Create(input with { Pod = pod }).Security.Pid);
        Assert.Equal(mode, SandboxConfigFactory.Create(pod, 0, input.Node).Pid);
    }

    private static void AssertRefused(string message, string imageUser, SecurityContext own)
    {
        var error = Assert.Throws<ContainerConfigException>(() => Create(null, own, imageUser));
        Assert.Equal(("CreateContainerConfigError", message), (error.Reason, error.Message));
    }

    private static ContainerSecurity Create(
        PodSecurityContext? pod, SecurityContext own, string imageUser = "", bool seccompDefault = true)
    {
        var input = ContainerConfigTests.Input(App("a") with { SecurityContext = own });
        return ContainerConfigFactory.Create(input with
        {
            Pod = input.Pod.With(spec => spec with { SecurityContext = pod }),
            Image = input.Image with { User = imageUser },
            Node = input.Node with { SeccompDefault = seccompDefault },
        }).Security;
    }
}
