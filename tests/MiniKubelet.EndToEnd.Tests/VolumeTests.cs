using MiniKubelet.EndToEnd.Tests.Harness;
using MiniKubelet.Kubernetes;
using MiniKubelet.Testing;
using Xunit;
using Xunit.Abstractions;

namespace MiniKubelet.EndToEnd.Tests;

/// <summary>Volumes as containers see them.</summary>
public abstract class VolumeTests(RuntimeUnderTest runtime, ITestOutputHelper output) : EndToEndTest(runtime, output)
{
    [RuntimeFact]
    public async Task AMemoryVolumeIsFullAtItsLimit()
    {
        const string fill = "grep ' /mem ' /proc/mounts | cut -d' ' -f1 >> /shared/log; "
            + "dd if=/dev/zero of=/mem/small bs=1M count=2 2>/dev/null && echo 2 MiB fit >> /shared/log; "
            + "dd if=/dev/zero of=/mem/large bs=1M count=4 2>&1 | grep -o 'No space left on device' >> /shared/log; "
            + "echo done >> /shared/log; ";
        Put(new Manifest("web")
        {
            Containers = [Manifest.Script("app", fill + Manifest.Idle, mounts: "{ name: mem, mountPath: /mem }")],
            Volumes = "{ name: mem, emptyDir: { medium: Memory, sizeLimit: 4Mi } }",
        });
        await ReadyAsync("web");
        await Log.HasAsync("done");
        Log.Is("tmpfs", "2 MiB fit", "No space left on device", "done");
    }

    [RuntimeFact]
    public async Task AnEmptyDirOutlivesItsContainersAndIsEmptyInTheNextPod()
    {
        const string count = "echo x >> /data/starts; echo $(wc -l < /data/starts) starts >> /shared/log; ";
        var manifest = new Manifest("web")
        {
            Containers = [Manifest.Script("app", count + Manifest.Idle, mounts: "{ name: data, mountPath: /data }")],
            Volumes = "{ name: data, emptyDir: {} }",
        };
        Put(manifest);
        var pod = await ReadyAsync("web");
        await Log.HasAsync("1 starts");
        await Runtime.KillAsync(pod.ContainerId("app"));
        await Log.HasAsync("2 starts");

        Put(manifest with { GraceSeconds = 4 });
        await Log.HasAsync("1 starts", times: 2);
    }

    [RuntimeFact]
    public async Task AMissingHostPathIsToldAndWaitedFor()
    {
        var wanted = Path.Join(Folder.Root, "wanted");
        Put(new Manifest("web")
        {
            Containers = [Manifest.Script("app", $"cat /wanted/file >> /shared/log; {Manifest.Idle}", mounts: "{ name: wanted, mountPath: /wanted }")],
            Volumes = $"{{ name: wanted, hostPath: {{ path: {wanted}, type: Directory }} }}",
        });
        await EventAsync("of the mount", e => e is { Reason: "FailedMount", InvolvedObject.Name: "web" } && e.Message!.Contains(wanted, StringComparison.Ordinal));
        var pending = await PodAsync("web", "is there", _ => true);
        Assert.Equal(PodPhase.Pending, pending.Status.Phase);

        var made = Directory.CreateDirectory(Path.Join(Folder.Root, "made"));
        await File.WriteAllTextAsync(Path.Join(made.FullName, "file"), "found\n");
        made.MoveTo(wanted);

        await ReadyAsync("web");
        await Log.HasAsync("found");
    }
}

[Collection(Collections.Containerd), RequiresRuntime(RequiresRuntimeAttribute.Containerd)]
public sealed class VolumeOnContainerdTests(ITestOutputHelper output) : VolumeTests(RuntimeUnderTest.Containerd, output);

[Collection(Collections.Docker), RequiresRuntime(RequiresRuntimeAttribute.Docker)]
public sealed class VolumeOnDockerTests(ITestOutputHelper output) : VolumeTests(RuntimeUnderTest.Docker, output);
