using MiniKubelet.Linux;

namespace MiniKubelet.Agent.Tests.Linux;

public sealed class MountsTests : IDisposable
{
    private const UnixFileMode Everybody = (UnixFileMode)0x1ff;
    private readonly TempDirectory _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void ATmpfsHasItsSizeAndMode()
    {
        Directory.CreateDirectory(_temp["m"]);
        Mounts.Tmpfs(_temp["m"], 3 << 20, Everybody);

        FileSystemStatus status = FileSystemStatus.Of(_temp["m"]);
        Assert.Equal(FileSystemStatus.Tmpfs, status.Type);
        Assert.Equal(3UL << 20, status.TotalBytes);
        FileStatus root = FileStatus.Of(_temp["m"]);
        Assert.Equal(Everybody, root.Mode);
        Assert.True(root.IsMountRoot);
        Assert.False(FileStatus.Of(_temp.Path).IsMountRoot);

        Mounts.Unmount(_temp["m"]);
        Assert.False(FileStatus.Of(_temp["m"]).IsMountRoot);
        Mounts.Unmount(_temp["m"]); // nothing there is success
        Mounts.Unmount(_temp["missing"]);
    }

    [Fact]
    public void ABindMountShowsTheSource()
    {
        Directory.CreateDirectory(_temp["source"]);
        Directory.CreateDirectory(_temp["target"]);
        File.WriteAllText(_temp["source/f"], "x");
        Mounts.Bind(_temp["source"], _temp["target"]);
        Assert.Equal("x", File.ReadAllText(_temp["target/f"]));
        Assert.True(FileStatus.Of(_temp["target"]).IsMountRoot); // on the same device

        LinuxException error = Assert.Throws<LinuxException>(() => Mounts.Bind(_temp["source/f"], _temp["target"]));
        Assert.Equal(Errno.ENOTDIR, error.Errno);
    }

    [Fact]
    public void UnmountingBelowABindMountLeavesTheSourceAlone()
    {
        Directory.CreateDirectory(_temp["shared"]);
        Mounts.Tmpfs(_temp["shared"], 1 << 20, Everybody);
        Assert.Equal(0, Libc.mount("none", _temp["shared"], null, Libc.MS_SHARED, null));
        Directory.CreateDirectory(_temp["shared/sub"]);
        Directory.CreateDirectory(_temp["target"]);
        Mounts.Bind(_temp["shared"], _temp["target"]);
        Mounts.Tmpfs(_temp["shared/sub"], 1 << 20, Everybody);
        Assert.True(FileStatus.Of(_temp["target/sub"]).IsMountRoot); // it travelled

        Mounts.Unmount(_temp["target/sub"]);
        Assert.True(FileStatus.Of(_temp["shared/sub"]).IsMountRoot);
    }

    [Fact]
    public void ABusyMountIsAnErrorUnlessUnmountedLazily()
    {
        Directory.CreateDirectory(_temp["m"]);
        Mounts.Tmpfs(_temp["m"], 1 << 20, Everybody);
        using (File.Create(_temp["m/open"]))
        {
            LinuxException error = Assert.Throws<LinuxException>(() => Mounts.Unmount(_temp["m"]));
            Assert.Equal(Errno.EBUSY, error.Errno);
            Assert.Equal($"umount {_temp["m"]}: EBUSY device or resource busy", error.Message);
            Mounts.Unmount(_temp["m"], lazily: true);
        }
    }

    [Fact]
    public void MountInfoListsDeepestAndLastFirst()
    {
        string odd = "with space\tand\\backslash";
        Directory.CreateDirectory(_temp[odd]);
        Mounts.Tmpfs(_temp[odd], 1 << 20, Everybody);
        Directory.CreateDirectory(_temp[odd + "/in"]);
        Mounts.Tmpfs(_temp[odd + "/in"], 1 << 20, Everybody);
        Mounts.Tmpfs(_temp[odd + "/in"], 2 << 20, Everybody);
        Directory.CreateDirectory(_temp[odd + "-beside"]);
        Mounts.Tmpfs(_temp[odd + "-beside"], 1 << 20, Everybody);

        IReadOnlyList<MountInfo> mounts = MountInfo.AtOrBelow(_temp[odd]);
        Assert.Equal([_temp[odd + "/in"], _temp[odd + "/in"], _temp[odd]], mounts.Select(mount => mount.MountPoint));
        Assert.Contains("size=2048k", mounts[0].SuperOptions, StringComparison.Ordinal);
        Assert.All(mounts, mount => Assert.Equal("tmpfs", mount.FileSystemType));
    }

    [Theory]
    [InlineData("36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue", "/mnt1", "/mnt2", "ext3", "rw,errors=continue")]
    [InlineData("36 35 98:0 / / rw shared:1 master:2 propagate_from:3 - overlay o\\040o rw", "/", "/", "overlay", "rw")]
    [InlineData("36 35 98:0 / /a\\040b rw - tmpfs tmpfs rw,size=4k", "/", "/a b", "tmpfs", "rw,size=4k")]
    public void MountInfoIsParsed(string line, string root, string mountPoint, string type, string superOptions)
    {
        MountInfo mount = MountInfo.Parse(line);
        Assert.Equal((root, mountPoint, type, superOptions), (mount.Root, mount.MountPoint, mount.FileSystemType, mount.SuperOptions));
        Assert.Equal((36, 35), (mount.Id, mount.ParentId));
    }

    [Theory]
    [InlineData("")]
    [InlineData("36 35 98:0 /mnt1 /mnt2 rw,noatime")]
    [InlineData("36 35 98:0 /mnt1 /mnt2 rw,noatime - ext3")]
    public void ALineThatIsNotOfMountInfoIsRefused(string line) => Assert.Throws<FormatException>(() => MountInfo.Parse(line));
}
