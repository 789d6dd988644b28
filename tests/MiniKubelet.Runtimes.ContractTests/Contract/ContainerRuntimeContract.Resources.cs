using System.Globalization;
using MiniKubelet.Runtime;
using MiniKubelet.Testing;
using Xunit;

namespace MiniKubelet.Runtimes.ContractTests.Contract;

public abstract partial class ContainerRuntimeContract
{
    [RuntimeFact]
    public async Task LimitsReachTheContainersControlGroup()
    {
        var pod = await Pods.RunAsync();
        var id = await pod.StartIdleAsync("main", config => config with
        {
            Resources = new ContainerResources
            {
                CpuShares = 512,
                CpuQuota = 50_000,
                CpuPeriod = 100_000,
                MemoryLimit = 64 * 1024 * 1024,
                OomScoreAdj = 500,
            },
        });

        Assert.Equal("500", await pod.ShellAsync(id, "cat /proc/1/oom_score_adj"));
        Assert.Equal("67108864", await CgroupAsync(pod, id, "memory/memory.limit_in_bytes", "memory.max"));
        if (IsUnified)
        {
            Assert.Equal("50000 100000", await CgroupAsync(pod, id, "", "cpu.max"));
            return;
        }

        Assert.Equal("512", await CgroupAsync(pod, id, "cpu/cpu.shares", ""));
        Assert.Equal("50000", await CgroupAsync(pod, id, "cpu/cpu.cfs_quota_us", ""));
        Assert.Equal("100000", await CgroupAsync(pod, id, "cpu/cpu.cfs_period_us", ""));
    }

    [RuntimeFact]
    public async Task DevicesAreThere()
    {
        var pod = await Pods.RunAsync();
        var id = await pod.StartIdleAsync("main", config => config with { Devices = [new Device("/dev/null", "/dev/ours", "rw")] });

        Assert.Equal("works", await pod.ShellAsync(id, "test -c /dev/ours && echo gone >/dev/ours && echo works"));
    }

    [RuntimeFact]
    public async Task ANegativeOomScoreIsGivenAsFarAsTheMachineAllows()
    {
        var pod = await Pods.RunAsync();
        var id = await pod.StartIdleAsync("main", config => config with { Resources = new ContainerResources { OomScoreAdj = -997 } });

        // What this process may not do the runtime may not either; it then keeps its own, which is no lower than −997.
        Assert.InRange(int.Parse(await pod.ShellAsync(id, "cat /proc/1/oom_score_adj"), CultureInfo.InvariantCulture), -997, 0);
    }

    private static bool IsUnified => File.Exists("/sys/fs/cgroup/cgroup.controllers");

    /// <summary>A file of the container's control group as the container sees it, in cgroup v1 or v2.</summary>
    private static Task<string> CgroupAsync(TestPod pod, string containerId, string v1, string v2) =>
        pod.ShellAsync(containerId, $"cat /sys/fs/cgroup/{(IsUnified ? v2 : v1)}");
}
