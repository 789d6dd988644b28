using System.Globalization;
using MiniKubelet.Runtime;
using MiniKubelet.Testing;
using Xunit;

namespace MiniKubelet.Runtimes.ContractTests.Contract;

public abstract partial class ContainerRuntimeContract
{
    private const int NetAdmin = 12;
    private const int Chown = 0;

    [RuntimeFact]
    public async Task TheUserIsTheImagesOrOurs()
    {
        var pod = await Pods.RunAsync();
        var image = pod.FromImage("main", TestImages.NonRoot) with { Args = ["echo $(id -u):$(id -g)"] };

        Assert.Equal("1234:2345", await pod.OutputOfAsync(image));
        Assert.Equal("55:0", await pod.OutputOfAsync(With(image, "user", security => security with { RunAsUser = 55 })));
        Assert.Equal("0:0", await pod.OutputOfAsync(With(image, "root", security => security with { RunAsUser = 0 })));
        Assert.Equal(
            "55:66",
            await pod.OutputOfAsync(With(image, "group", security => security with { RunAsUser = 55, RunAsGroup = 66 })));
    }

    [RuntimeFact]
    public async Task SupplementalGroupsAreAdded()
    {
        var pod = await Pods.RunAsync();
        var config = With(pod.Container("main", "id -G"), "main", security => security with
        {
            RunAsUser = 55,
            RunAsGroup = 66,
            SupplementalGroups = [1001, 1002],
        });

        Assert.Equal(["1001", "1002", "66"], (await pod.OutputOfAsync(config)).Split(' ').Order());
    }

    [RuntimeFact]
    public async Task CapabilitiesAreAddedAndDropped()
    {
        var pod = await Pods.RunAsync();
        var idle = pod.Container("main", "exec sleep 3600");

        var standard = await CapabilitiesAsync(pod, idle);
        Assert.True(Has(standard, Chown) && !Has(standard, NetAdmin), $"{standard:x}");

        var changed = await CapabilitiesAsync(pod, With(idle, "changed", security => security with
        {
            AddCapabilities = ["NET_ADMIN"],
            DropCapabilities = ["CHOWN"],
        }));
        Assert.Equal((standard | 1UL << NetAdmin) & ~(1UL << Chown), changed);

        var none = await CapabilitiesAsync(pod, With(idle, "none", security => security with { DropCapabilities = ["ALL"] }));
        Assert.Equal(0UL, none);

        var one = await CapabilitiesAsync(pod, With(idle, "one", security => security with
        {
            AddCapabilities = ["NET_ADMIN"],
            DropCapabilities = ["ALL"],
        }));
        Assert.Equal(1UL << NetAdmin, one);
    }

    [RuntimeFact]
    public async Task APrivilegedContainerHasAllThatTheRuntimeHas()
    {
        var pod = await Pods.RunAsync(config => config with { Privileged = true });
        var config = With(pod.Container("main", "exec sleep 3600"), "privileged", security => security with { Privileged = true });
        if (!CanRunPrivileged)
        {
            await FailsAsync(RuntimeErrorKind.CannotRun, () => pod.StartAsync(config));
            return;
        }

        var plain = await pod.StartIdleAsync("plain");
        var id = await pod.StartAsync(config);

        Assert.True(Has(await CapabilitiesAsync(pod, id), NetAdmin));
        Assert.Equal("0", await StatusAsync(pod, id, "Seccomp"));
        Assert.NotEmpty(await pod.ShellAsync(id, "ls /dev/mem /dev/loop-control /dev/kmsg 2>/dev/null || true"));
        Assert.Empty(await pod.ShellAsync(plain, "ls /dev/mem /dev/loop-control /dev/kmsg 2>/dev/null || true"));
    }

    [RuntimeFact]
    public async Task AReadOnlyRootCannotBeWritten()
    {
        var pod = await Pods.RunAsync();
        var id = await pod.StartIdleAsync("main", config => With(config, "main", security => security with { ReadOnlyRootFilesystem = true }));

        Assert.NotEqual(0, (await pod.TryShellAsync(id, "touch /file")).ExitCode);
    }

    [RuntimeFact]
    public async Task NewPrivilegesAreForbiddenOnRequest()
    {
        var pod = await Pods.RunAsync();
        var without = await pod.StartIdleAsync("without");
        var with = await pod.StartIdleAsync("with", config => With(config, "with", security => security with { NoNewPrivileges = true }));

        Assert.Equal(("0", "1"), (await StatusAsync(pod, without, "NoNewPrivs"), await StatusAsync(pod, with, "NoNewPrivs")));
    }

    [RuntimeFact]
    public async Task SeccompIsTheDefaultNoneOrAProfile()
    {
        var pod = await Pods.RunAsync();
        var profile = Path.Combine(pod.LogDirectory, "profile.json");
        await File.WriteAllTextAsync(profile, """
            {"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":["mkdir","mkdirat"],"action":"SCMP_ACT_ERRNO"}]}
            """);
        var standard = await pod.StartIdleAsync("default");
        var unconfined = await pod.StartIdleAsync("unconfined", config => WithSeccomp(config, SecurityProfileKind.Unconfined, ""));
        var ours = await pod.StartIdleAsync("ours", config => WithSeccomp(config, SecurityProfileKind.Localhost, profile));

        Assert.Equal("2", await StatusAsync(pod, standard, "Seccomp"));
        Assert.Equal("0", await StatusAsync(pod, unconfined, "Seccomp"));
        Assert.Equal("2", await StatusAsync(pod, ours, "Seccomp"));
        await pod.ShellAsync(standard, "mkdir /tmp/directory");
        Assert.NotEqual(0, (await pod.TryShellAsync(ours, "mkdir /tmp/directory")).ExitCode);

        static ContainerConfig WithSeccomp(ContainerConfig config, SecurityProfileKind kind, string file) =>
            With(config, config.Name, security => security with { Seccomp = new SecurityProfile(kind, file) });
    }

    [RuntimeFact]
    public async Task PathsAreMaskedAndReadOnlyAsAsked()
    {
        var pod = await Pods.RunAsync();
        var standard = await pod.StartIdleAsync("default");
        var ours = await pod.StartIdleAsync("ours", config => With(config, "ours", security => security with
        {
            MaskedPaths = ["/proc/uptime"],
            ReadonlyPaths = ["/proc/self/comm"],
        }));
        var open = await pod.StartIdleAsync("open", config => With(config, "open", security => security with
        {
            MaskedPaths = [],
            ReadonlyPaths = [],
        }));

        Assert.NotEmpty(await pod.ShellAsync(standard, "cat /proc/uptime"));
        Assert.Empty(await pod.ShellAsync(ours, "cat /proc/uptime"));
        Assert.Contains(" /proc/sys ", await pod.ShellAsync(standard, "cat /proc/mounts"), StringComparison.Ordinal);
        Assert.DoesNotContain(" /proc/", await pod.ShellAsync(open, "cat /proc/mounts"), StringComparison.Ordinal);
    }

    /// <summary>Whether privileged containers can run on this machine; where not, the failure must be a clear one.</summary>
    protected virtual bool CanRunPrivileged => true;

    private static ContainerConfig With(ContainerConfig config, string name, Func<ContainerSecurity, ContainerSecurity> change) =>
        config with { Name = name, LogPath = $"{name}/0.log", Security = change(config.Security) };

    private static async Task<ulong> CapabilitiesAsync(TestPod pod, ContainerConfig config) =>
        await CapabilitiesAsync(pod, await pod.StartAsync(config));

    private static async Task<ulong> CapabilitiesAsync(TestPod pod, string containerId) =>
        ulong.Parse(await StatusAsync(pod, containerId, "CapEff"), NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static bool Has(ulong capabilities, int number) => (capabilities & 1UL << number) != 0;

    /// <summary>A field of the first process's status.</summary>
    private static Task<string> StatusAsync(TestPod pod, string containerId, string field) =>
        pod.ShellAsync(containerId, $"grep -w {field}: /proc/1/status | cut -f 2");
}
