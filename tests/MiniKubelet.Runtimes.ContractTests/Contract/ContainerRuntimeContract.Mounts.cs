using System.Diagnostics;
using MiniKubelet.Runtime;
using MiniKubelet.Testing;
using Xunit;

namespace MiniKubelet.Runtimes.ContractTests.Contract;

public abstract partial class ContainerRuntimeContract
{
    [RuntimeFact]
    public async Task MountsAreReadWriteOrReadOnly()
    {
        var pod = await Pods.RunAsync();
        var directory = Directory.CreateDirectory(Path.Combine(pod.LogDirectory, "volume")).FullName;
        var file = Path.Combine(directory, "given");
        await File.WriteAllTextAsync(file, "given");
        var id = await pod.StartIdleAsync("main", config => config with
        {
            Mounts = [new("/rw", directory, ReadOnly: false), new("/ro", directory, ReadOnly: true), new("/etc/one-file", file, ReadOnly: true)],
        });

        Assert.Equal("given given given", await pod.ShellAsync(id, "echo $(cat /rw/given) $(cat /ro/given) $(cat /etc/one-file)"));
        Assert.NotEqual(0, (await pod.TryShellAsync(id, "echo no >/ro/file")).ExitCode);
        await pod.ShellAsync(id, "echo written >/rw/file");
        Assert.Equal("written\n", await File.ReadAllTextAsync(Path.Combine(directory, "file")));
    }

    [RuntimeFact]
    public async Task TwoContainersShareAMount()
    {
        var pod = await Pods.RunAsync();
        var directory = Directory.CreateDirectory(Path.Combine(pod.LogDirectory, "volume")).FullName;
        var (a, b) = (await pod.StartIdleAsync("a", Mounted), await pod.StartIdleAsync("b", Mounted));

        await pod.ShellAsync(a, "echo hello >/data/file");

        Assert.Equal("hello", await pod.ShellAsync(b, "cat /data/file"));

        ContainerConfig Mounted(ContainerConfig config) => config with { Mounts = [new("/data", directory, ReadOnly: false)] };
    }

    [RuntimeFact]
    public async Task MountsTravelAsFarAsPropagationSays()
    {
        var pod = await Pods.RunAsync(config => config with { Privileged = true });
        var shared = Directory.CreateDirectory(Path.Combine(pod.LogDirectory, "shared")).FullName;
        await RunAsync("mount", "-t", "tmpfs", "contract", shared);
        try
        {
            await RunAsync("mount", "--make-rshared", shared);
            Directory.CreateDirectory(Path.Combine(shared, "from-host"));
            Directory.CreateDirectory(Path.Combine(shared, "from-container"));
            var none = await pod.StartIdleAsync("none", config => Mounted(config, MountPropagation.Private));
            var inward = await pod.StartIdleAsync("inward", config => Mounted(config, MountPropagation.HostToContainer));
            var both = await pod.StartIdleAsync("both", config => Mounted(config, MountPropagation.Bidirectional) with
            {
                Security = config.Security with { AddCapabilities = ["SYS_ADMIN"], AppArmor = new(SecurityProfileKind.Unconfined) },
            });

            await RunAsync("mount", "-t", "tmpfs", "contract", Path.Combine(shared, "from-host"));
            await File.WriteAllTextAsync(Path.Combine(shared, "from-host", "file"), "");
            await pod.ShellAsync(both, "mount -t tmpfs contract /data/from-container && touch /data/from-container/file");

            Assert.Equal("", await pod.ShellAsync(none, "ls /data/from-host"));
            Assert.Equal("file", await pod.ShellAsync(inward, "ls /data/from-host"));
            Assert.Equal("file", await pod.ShellAsync(both, "ls /data/from-host"));
            Assert.True(File.Exists(Path.Combine(shared, "from-container", "file")));
        }
        finally
        {
            await RunAsync("umount", "-R", "-l", shared);
        }

        ContainerConfig Mounted(ContainerConfig config, MountPropagation propagation) =>
            config with { Mounts = [new("/data", shared, ReadOnly: false, propagation)] };
    }

    private static async Task RunAsync(string command, params string[] arguments)
    {
        using var process = Process.Start(command, arguments);
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }
}
