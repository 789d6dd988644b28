using MiniKubelet.Agent.Volumes;
using MiniKubelet.Kubernetes;
using MiniKubelet.Linux;
using MiniKubelet.Runtime;

namespace MiniKubelet.Agent.Tests.Volumes;

public sealed class ContainerMountsTests : VolumeTest
{
    [Fact]
    public void MountsComeInOrderWithTheirOptions()
    {
        EquatableArray<Mount> mounts = MountsOf(
            PodWith(EmptyDir("e"), HostPath("h", Temp["host"])),
            new VolumeMount { Name = "h", MountPath = "/h", ReadOnly = true, MountPropagation = MountPropagationMode.HostToContainer },
            new VolumeMount { Name = "e", MountPath = "/e", MountPropagation = MountPropagationMode.Bidirectional },
            new VolumeMount { Name = "e", MountPath = "/f" });
        Assert.Equal(
            [
                new Mount("/h", Temp["host"], ReadOnly: true, MountPropagation.HostToContainer),
                new Mount("/e", PodPath("volumes/kubernetes.io~empty-dir/e"), ReadOnly: false, MountPropagation.Bidirectional),
                new Mount("/f", PodPath("volumes/kubernetes.io~empty-dir/e"), ReadOnly: false),
            ],
            mounts);
    }

    [Fact]
    public void AMissingVolumeIsAnError() => Assert.Throws<VolumeException>(
        () => MountsOf(PodWith(EmptyDir("e")), new VolumeMount { Name = "other", MountPath = "/m" }));

    [Fact]
    public void AMissingSubPathIsMadeWithTheModeOfTheVolume()
    {
        Directory.CreateDirectory(Temp["host"]);
        File.SetUnixFileMode(Temp["host"], (UnixFileMode)0b111_101_001);
        Mount mount = SubPathMount(HostPath("v", Temp["host"]), "a/b");
        Assert.Equal(PodPath("volume-subpaths/v/c/0"), mount.HostPath);
        Assert.Equal((UnixFileMode)0b111_101_001, FileStatus.Of(Temp["host/a"]).Mode);
        File.WriteAllText(Path.Join(mount.HostPath, "f"), "x");
        Assert.Equal("x", File.ReadAllText(Temp["host/a/b/f"]));
    }

    [Fact]
    public void ASubPathMayBeAFile()
    {
        Directory.CreateDirectory(Temp["host"]);
        File.WriteAllText(Temp["host/f"], "x");
        Assert.Equal("x", File.ReadAllText(SubPathMount(HostPath("v", Temp["host"]), "f").HostPath));
    }

    [Fact]
    public void ASubPathShowsWhatWasOpenedThoughALinkTakesItsPlaceLater()
    {
        Directory.CreateDirectory(Temp["outside"]);
        File.WriteAllText(Temp["outside/secret"], "x");
        Mount mount = SubPathMount(EmptyDir("v"), "d");
        string volume = PodPath("volumes/kubernetes.io~empty-dir/v");
        Directory.Move(Path.Join(volume, "d"), Path.Join(volume, "old"));
        File.CreateSymbolicLink(Path.Join(volume, "d"), Temp["outside"]);
        Assert.False(File.Exists(Path.Join(mount.HostPath, "secret")));
        Assert.Equal(FileStatus.Of(Path.Join(volume, "old")).Inode, FileStatus.Of(mount.HostPath).Inode);
    }

    [Theory]
    [InlineData("link")]
    [InlineData("link/deeper")]
    [InlineData("link/secret")]
    public void ALinkInASubPathIsRefused(string subPath)
    {
        Directory.CreateDirectory(Temp["outside"]);
        File.WriteAllText(Temp["outside/secret"], "x");
        File.CreateSymbolicLink(Path.Join(MountOne(EmptyDir("v")), "link"), Temp["outside"]);
        VolumeException error = Assert.Throws<VolumeException>(() => SubPathMount(EmptyDir("v"), subPath));
        Assert.Equal(
            $"failed to prepare subPath for volumeMount \"v\" of container \"c\": {subPath}: symbolic links in a subPath are not supported yet",
            error.Message);
        Assert.Equal([Temp["outside/secret"]], Directory.GetFileSystemEntries(Temp["outside"]));
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("a/../../../outside")]
    [InlineData("/etc")]
    public void ASubPathThatLeadsOutIsRefused(string subPath) =>
        Assert.Throws<VolumeException>(() => SubPathMount(EmptyDir("v"), subPath));

    [Fact]
    public void ANewInstanceGetsTheSubPathAnewAndNothingPilesUp()
    {
        Mount first = SubPathMount(EmptyDir("v"), "d");
        string volume = PodPath("volumes/kubernetes.io~empty-dir/v");
        Directory.Delete(Path.Join(volume, "d"));
        File.WriteAllText(Path.Join(volume, "d"), "a file this time");
        NewDaemon();
        Mount second = SubPathMount(EmptyDir("v"), "d");
        Assert.Equal(first, second);
        Assert.Equal("a file this time", File.ReadAllText(second.HostPath));
        Assert.Single(MountInfo.AtOrBelow(PodPath("volume-subpaths")));
        Assert.Empty(Mounter.Unmount(Uid));
    }

    [Fact]
    public void ATerminationLogIsNewForEachInstanceAndOpenToEverybody()
    {
        var container = new Container { Name = "c", TerminationMessagePath = "/dev/termination-log" };
        string first = Mounter.MakeTerminationLog(PodWith(), container)!;
        File.WriteAllText(first, "last words");
        string second = Mounter.MakeTerminationLog(PodWith(), container)!;
        Assert.Matches("/containers/c/[0-9a-f]{8}$", second);
        Assert.Equal("", File.ReadAllText(second));
        Assert.Equal("last words", File.ReadAllText(first));
        Assert.Equal((UnixFileMode)0b110_110_110, FileStatus.Of(second).Mode);
        Assert.Null(Mounter.MakeTerminationLog(PodWith(), new Container { Name = "c", TerminationMessagePath = "" }));
    }

    [Fact]
    public void TerminationLogsOfACrashingContainerDoNotPileUp()
    {
        var container = new Container { Name = "c", TerminationMessagePath = "/dev/termination-log" };
        string last = "";
        for (int i = 0; i < 20; i++)
        {
            last = Mounter.MakeTerminationLog(PodWith(), container)!;
        }

        string[] kept = Directory.GetFiles(PodPath("containers/c"));
        Assert.Equal(8, kept.Length);
        Assert.Contains(last, kept);
    }

    private Mount SubPathMount(Volume volume, string subPath) =>
        Assert.Single(MountsOf(PodWith(volume), new VolumeMount { Name = volume.Name, MountPath = "/m", SubPath = subPath }));

    private EquatableArray<Mount> MountsOf(Pod pod, params VolumeMount[] mounts) =>
        Mounter.MountsOf(pod, pod.Spec.Containers[0] with { VolumeMounts = [.. mounts] }, Mounter.Mount(pod));
}
