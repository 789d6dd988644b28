using MiniKubelet.Kubernetes;
using MiniKubelet.Linux;

namespace MiniKubelet.Agent.Tests.Volumes;

public sealed class VolumeUnmountTests : VolumeTest
{
    private const UnixFileMode Everybody = (UnixFileMode)0b111_111_111;

    [Fact]
    public void NothingOfThePodIsLeft()
    {
        Pod pod = PodWith(EmptyDir("disk"), EmptyDir("memory", "Memory"), HostPath("host", Temp["host"]));
        foreach (string path in Mounter.Mount(pod).HostPaths.Values)
        {
            File.WriteAllText(Path.Join(path, "f"), "x");
        }

        Mounter.MakeTerminationLog(pod, new Container { Name = "c", TerminationMessagePath = "/dev/termination-log" });
        Assert.Empty(NewDaemon().Unmount(Uid));
        Assert.False(Path.Exists(PodPath("")));
        Assert.Empty(MountInfo.AtOrBelow(Temp.Path));
        Assert.True(File.Exists(Temp["host/f"]));
        Assert.Empty(Mounter.Unmount(Uid)); // gone already is success
    }

    [Fact]
    public void APlantedLinkIsNotFollowed()
    {
        Directory.CreateDirectory(Temp["outside"]);
        File.WriteAllText(Temp["outside/precious"], "x");
        string path = MountOne(EmptyDir("v"));
        File.CreateSymbolicLink(Path.Join(path, "link"), Temp["outside"]);
        Assert.Empty(Mounter.Unmount(Uid));
        Assert.True(File.Exists(Temp["outside/precious"]));
    }

    [Fact]
    public void AMountThatAContainerLeftIsUnmountedAndItsContentKept()
    {
        Directory.CreateDirectory(Temp["outside"]);
        File.WriteAllText(Temp["outside/precious"], "x");
        string path = MountOne(EmptyDir("v", "Memory"));
        Directory.CreateDirectory(Path.Join(path, "bound"));
        Mounts.Bind(Temp["outside"], Path.Join(path, "bound"));
        Assert.Empty(Mounter.Unmount(Uid));
        Assert.True(File.Exists(Temp["outside/precious"]));
        Assert.False(Path.Exists(PodPath("")));
    }

    [Fact]
    public void WhatAContainerBoundInStaysMountedOnTheHost()
    {
        // As a privileged container with Bidirectional propagation can: bind a shared tree of the host, with its mounts.
        Directory.CreateDirectory(Temp["shared"]);
        Mounts.Tmpfs(Temp["shared"], 1 << 20, Everybody);
        Assert.Equal(0, Libc.mount("none", Temp["shared"], null, Libc.MS_SHARED, null));
        Directory.CreateDirectory(Temp["shared/sub"]);
        string bound = Path.Join(MountOne(EmptyDir("v")), "bound");
        Directory.CreateDirectory(bound);
        Assert.Equal(0, Libc.mount(Temp["shared"], bound, null, Libc.MS_BIND, null));
        Mounts.Tmpfs(Temp["shared/sub"], 1 << 20, Everybody);
        Assert.True(FileStatus.Of(Path.Join(bound, "sub")).IsMountRoot);

        Assert.Empty(Mounter.Unmount(Uid));
        Assert.False(Path.Exists(PodPath("")));
        Assert.True(FileStatus.Of(Temp["shared/sub"]).IsMountRoot);
    }

    [Fact]
    public void ABusyMountIsReportedAndNothingIsRemoved()
    {
        string path = MountOne(EmptyDir("v", "Memory"));
        File.WriteAllText(PodPath("history.json"), "{}");
        using (File.Create(Path.Join(path, "open")))
        {
            DeleteObstacle obstacle = Assert.Single(Mounter.Unmount(Uid));
            Assert.Equal(path, obstacle.Path);
            Assert.Contains("EBUSY", obstacle.Reason, StringComparison.Ordinal);
            Assert.True(File.Exists(PodPath("history.json")));
        }

        Assert.Empty(Mounter.Unmount(Uid));
        Assert.False(Path.Exists(PodPath("")));
    }

    [Fact]
    public void ARootReachedThroughALinkIsCleanedToo()
    {
        Directory.CreateDirectory(Temp["real"]);
        File.CreateSymbolicLink(Temp["pods"], "real");
        MountOne(EmptyDir("v", "Memory"));
        Assert.Single(MountInfo.AtOrBelow(Temp["real"]));
        Assert.Empty(Mounter.Unmount(Uid));
        Assert.Empty(Directory.GetFileSystemEntries(Temp["real"]));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("../outside")]
    public void AUidThatLeadsElsewhereIsRefused(string uid)
    {
        Directory.CreateDirectory(Temp["outside"]);
        Assert.Throws<ArgumentException>(() => Mounter.Unmount(uid));
        Assert.True(Directory.Exists(Temp["outside"]));
    }
}
