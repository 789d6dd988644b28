using System.Runtime.InteropServices;
using MiniKubelet.Agent.Volumes;
using MiniKubelet.Kubernetes;
using MiniKubelet.Linux;

namespace MiniKubelet.Agent.Tests.Volumes;

public sealed class EmptyDirVolumeTests : VolumeTest
{
    private const UnixFileMode Everybody = (UnixFileMode)0b111_111_111;
    private const UnixFileMode Ours = (UnixFileMode)0b111_101_000;

    [Theory]
    [InlineData(0b000_000_000)]
    [InlineData(0b001_111_111)]
    [InlineData(0b000_010_010)]
    public void ModesAreExactWhateverTheUmask(int umask)
    {
        uint before = SetUmask((uint)umask);
        try
        {
            MountedVolumes mounted = Mounter.Mount(PodWith(EmptyDir("disk"), EmptyDir("memory", "Memory")));
            Assert.Equal(PodPath("volumes/kubernetes.io~empty-dir/disk"), mounted.HostPaths["disk"]);
            Assert.Equal(PodPath("volumes/kubernetes.io~empty-dir/memory"), mounted.HostPaths["memory"]);
        }
        finally
        {
            _ = SetUmask(before);
        }

        Assert.Equal(Everybody, FileStatus.Of(PodPath("volumes/kubernetes.io~empty-dir/disk")).Mode);
        Assert.Equal(Everybody, FileStatus.Of(PodPath("volumes/kubernetes.io~empty-dir/memory")).Mode);
        Assert.All(["", "volumes", "volumes/kubernetes.io~empty-dir"], path => Assert.Equal(Ours, FileStatus.Of(PodPath(path)).Mode));
    }

    [Theory]
    [InlineData("4Mi", 4 << 20)]
    [InlineData("1Gi", NodeMemory)] // no more than the node has
    [InlineData(null, NodeMemory)]
    public void AMemoryVolumeHasItsSize(string? sizeLimit, long expected)
    {
        FileSystemStatus status = FileSystemStatus.Of(MountOne(EmptyDir("m", "Memory", sizeLimit)));
        Assert.Equal(FileSystemStatus.Tmpfs, status.Type);
        Assert.Equal((ulong)expected, status.TotalBytes);
    }

    [Fact]
    public void AMemoryVolumeRefusesMoreThanItsSize()
    {
        string path = MountOne(EmptyDir("m", "Memory", "1Mi"));
        Assert.ThrowsAny<IOException>(() => File.WriteAllBytes(Path.Join(path, "big"), new byte[2 << 20]));
    }

    [Theory]
    [InlineData("8Mi", null, NodeMemory)] // the other container has no limit
    [InlineData("8Mi", "16Mi", 24L << 20)]
    [InlineData("48Mi", "48Mi", NodeMemory)]
    public void TheSizeIsBoundedByThePodsMemoryLimit(string one, string? two, long expected)
    {
        Container WithLimit(string name, string? limit) => new()
        {
            Name = name,
            Resources = new ResourceRequirements { Limits = limit is null ? [] : [new("memory", Quantity.Parse(limit))] },
        };
        Pod pod = PodWith() with { Spec = new PodSpec { Containers = [WithLimit("a", one), WithLimit("b", two)] } };
        Assert.Equal(expected, EmptyDirVolume.SizeOf(pod, new EmptyDirVolumeSource { Medium = "Memory" }, NodeMemory));
    }

    [Fact]
    public void ARestartKeepsMountsContentAndModes()
    {
        Pod pod = PodWith(EmptyDir("disk"), EmptyDir("memory", "Memory", "4Mi"));
        EquatableMap<string> before = Mounter.Mount(pod).HostPaths;
        foreach (string path in before.Values)
        {
            File.WriteAllText(Path.Join(path, "f"), "kept");
            File.SetUnixFileMode(path, UnixFileMode.UserRead);
        }

        int id = Assert.Single(MountInfo.AtOrBelow(PodPath("volumes"))).Id;
        EquatableMap<string> after = NewDaemon().Mount(pod).HostPaths;
        Assert.Equal(before, after);
        Assert.All(after.Values, path => Assert.Equal("kept", File.ReadAllText(Path.Join(path, "f"))));
        Assert.All(after.Values, path => Assert.Equal(UnixFileMode.UserRead, FileStatus.Of(path).Mode));
        Assert.Equal(id, Assert.Single(MountInfo.AtOrBelow(PodPath("volumes"))).Id);
    }

    [Fact]
    public void ADirectoryLeftUnfinishedByACrashIsFinished()
    {
        Directory.CreateDirectory(PodPath("volumes/kubernetes.io~empty-dir/disk.new"));
        Assert.Equal(Everybody, FileStatus.Of(MountOne(EmptyDir("disk"))).Mode);
        Assert.False(Path.Exists(PodPath("volumes/kubernetes.io~empty-dir/disk.new")));
    }

    [Theory]
    [InlineData("HugePages")]
    [InlineData("Disk")]
    public void OtherMediaAreRefused(string medium)
    {
        VolumeException error = Assert.Throws<VolumeException>(() => MountOne(EmptyDir("v", medium)));
        Assert.Equal($"MountVolume.SetUp failed for volume \"v\" : storage medium \"{medium}\" is not supported yet", error.Message);
    }

    [Fact]
    public void OtherKindsOfVolumesAreRefused()
    {
        VolumeException error = Assert.Throws<VolumeException>(
            () => MountOne(new Volume { Name = "v", Nfs = new NFSVolumeSource { Server = "s", Path = "/" } }));
        Assert.Equal("MountVolume.SetUp failed for volume \"v\" : this type of volume is not supported yet", error.Message);
    }

    [DllImport("libc", EntryPoint = "umask")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint SetUmask(uint mask);
}
