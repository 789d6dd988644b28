using MiniKubelet.Runtime;
using MiniKubelet.Testing;
using Xunit;

namespace MiniKubelet.Runtimes.ContractTests.Contract;

public abstract partial class ContainerRuntimeContract
{
    [RuntimeFact]
    public async Task ContainersOfAPodShareNetworkIpcAndHostname()
    {
        var pod = await Pods.RunAsync();
        var (a, b) = (await pod.StartIdleAsync("a"), await pod.StartIdleAsync("b"));

        foreach (var kind in await SharesUtsAsync() ? new[] { "net", "ipc", "uts" } : ["net", "ipc"])
        {
            var ofA = await NamespaceAsync(pod, a, kind);
            Assert.Equal(ofA, await NamespaceAsync(pod, b, kind));
            Assert.NotEqual(OwnNamespace(kind), ofA);
        }

        Assert.NotEqual(OwnNamespace("uts"), await NamespaceAsync(pod, a, "uts"));
        Assert.Equal(pod.Config.Hostname, await pod.ShellAsync(a, "hostname"));
        Assert.Equal(pod.Config.Hostname, await pod.ShellAsync(b, "hostname"));
    }

    [RuntimeFact]
    public async Task ContainersHaveTheirOwnPidNamespaceUnlessTheyShareIt()
    {
        var pod = await Pods.RunAsync();
        var (a, b) = (await pod.StartIdleAsync("a"), await pod.StartIdleAsync("b"));

        Assert.NotEqual(await NamespaceAsync(pod, a, "pid"), await NamespaceAsync(pod, b, "pid"));
        Assert.Contains("sleep", await pod.ShellAsync(a, "cat /proc/1/cmdline"), StringComparison.Ordinal);
    }

    [RuntimeFact]
    public async Task ContainersSeeEachOthersProcessesWhenThePodSharesItsPidNamespace()
    {
        var pod = await Pods.RunAsync(config => config with { Pid = NamespaceMode.Pod });
        var (a, b) = (await pod.StartIdleAsync("a"), await pod.StartAsync(pod.Container("b", "exec sleep 4567")));

        Assert.Equal(await NamespaceAsync(pod, a, "pid"), await NamespaceAsync(pod, b, "pid"));
        Assert.Contains("pause", await pod.ShellAsync(a, "cat /proc/1/cmdline"), StringComparison.Ordinal);
        Assert.Contains("4567", await pod.ShellAsync(a, "ps"), StringComparison.Ordinal);
    }

    [RuntimeFact]
    public async Task HostNamespacesAreTheHosts()
    {
        var pod = await Pods.RunAsync(config => config with
        {
            Network = NamespaceMode.Node,
            Pid = NamespaceMode.Node,
            Ipc = NamespaceMode.Node,
        });
        var id = await pod.StartIdleAsync();

        foreach (var kind in new[] { "net", "ipc", "uts", "pid" })
        {
            Assert.Equal(OwnNamespace(kind), await NamespaceAsync(pod, id, kind));
        }

        var sandbox = Assert.Single((await pod.ObserveAsync()).Sandboxes);
        Assert.True(sandbox is { Ready: true, HostNetwork: true, Ips.Count: 0 }, sandbox.ToString());
    }

    private static Task<string> NamespaceAsync(TestPod pod, string containerId, string kind) =>
        pod.ShellAsync(containerId, $"readlink /proc/self/ns/{kind}");

    private static string OwnNamespace(string kind) => new FileInfo($"/proc/self/ns/{kind}").LinkTarget!;
}
