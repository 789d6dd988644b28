using System.Diagnostics;
using Microsoft.Win32.SafeHandles;
using MiniKubelet.Linux;

namespace MiniKubelet.Agent.Tests.Linux;

public sealed class FilesTests : IDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly TempDirectory _temp = new();

    public void Dispose() => _temp.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AnAtomicWriteReplacesContentModeAndLinkAndLeavesNothingElse(bool durable)
    {
        File.WriteAllText(_temp["victim"], "old");
        File.CreateSymbolicLink(_temp["f"], _temp["victim"]);
        AtomicFile.Write(_temp["f"], "new"u8, (UnixFileMode)0x1b6, durable);
        Assert.Equal("new", File.ReadAllText(_temp["f"]));
        Assert.Equal((UnixFileMode)0x1b6, FileStatus.OfLink(_temp["f"]).Mode); // 0666, whatever the umask
        Assert.Equal(FileKind.Regular, FileStatus.OfLink(_temp["f"]).Kind);
        Assert.Equal("old", File.ReadAllText(_temp["victim"]));
        Assert.Equal(["f", "victim"], Directory.GetFileSystemEntries(_temp.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void AFailedAtomicWriteLeavesNothingBehind()
    {
        Directory.CreateDirectory(_temp["f/in-the-way"]);
        LinuxException error = Assert.Throws<LinuxException>(() => AtomicFile.Write(_temp["f"], "x"u8, Private, durable: false));
        Assert.Equal(Errno.EISDIR, error.Errno);
        Assert.Equal([_temp["f"]], Directory.GetFileSystemEntries(_temp.Path));
    }

    [Fact]
    public void AFullDiskLeavesTheOldContent()
    {
        Directory.CreateDirectory(_temp["m"]);
        Mounts.Tmpfs(_temp["m"], 64 << 10, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        AtomicFile.Write(_temp["m/f"], "old"u8, Private, durable: true);
        Assert.ThrowsAny<IOException>(() => AtomicFile.Write(_temp["m/f"], new byte[128 << 10], Private, durable: true));
        Assert.Equal("old", File.ReadAllText(_temp["m/f"]));
        Assert.Equal([_temp["m/f"]], Directory.GetFileSystemEntries(_temp["m"]));
    }

    [Fact]
    public void ALockIsHeldByOneAndNamesItsHolder()
    {
        LockFile? first = LockFile.TryAcquire(_temp["lock"], out _);
        Assert.NotNull(first);
        Assert.Null(LockFile.TryAcquire(_temp["lock"], out int holder));
        Assert.Equal(Environment.ProcessId, holder);
        first.Dispose();
        using LockFile? second = LockFile.TryAcquire(_temp["lock"], out _);
        Assert.NotNull(second);
    }

    [Fact]
    public void ALockDiesWithItsProcess()
    {
        File.WriteAllText(_temp["lock"], "");
        using var process = Process.Start(new ProcessStartInfo("flock", [_temp["lock"], "-c", "echo locked; exec sleep 1000"])
        {
            RedirectStandardOutput = true,
        })!;
        Assert.Equal("locked", process.StandardOutput.ReadLine());
        Assert.Null(LockFile.TryAcquire(_temp["lock"], out int holder));
        Assert.Equal(0, holder); // it wrote none
        process.Kill(entireProcessTree: true);
        process.WaitForExit();
        Wait.Until(() =>
        {
            using LockFile? mine = LockFile.TryAcquire(_temp["lock"], out _);
            return mine is not null;
        });
    }

    [Fact]
    public void ADirectoryGetsExactlyItsMode()
    {
        UnixFiles.EnsureDirectory(_temp["d"], (UnixFileMode)0x1ff);
        Assert.Equal((UnixFileMode)0x1ff, FileStatus.Of(_temp["d"]).Mode);
        UnixFiles.EnsureDirectory(_temp["d"], (UnixFileMode)0x1e8);
        Assert.Equal((UnixFileMode)0x1e8, FileStatus.Of(_temp["d"]).Mode);
        File.CreateSymbolicLink(_temp["link"], _temp["d"]);
        Assert.Throws<LinuxException>(() => UnixFiles.EnsureDirectory(_temp["link"], (UnixFileMode)0x1ff));
        Assert.Equal((UnixFileMode)0x1e8, FileStatus.Of(_temp["d"]).Mode);
    }

    [Fact]
    public void AnOwnerIsChanged()
    {
        File.WriteAllText(_temp["f"], "");
        using SafeFileHandle file = File.OpenHandle(_temp["f"]);
        UnixFiles.ChangeOwner(file, 1234, null, _temp["f"]);
        UnixFiles.ChangeOwner(file, null, 5678, _temp["f"]);
        Assert.Equal((1234u, 5678u), (FileStatus.Of(file).User, FileStatus.Of(file).Group));
    }

    [Fact]
    public void EveryKindOfFileIsTold()
    {
        File.WriteAllText(_temp["f"], "four");
        Assert.Equal((FileKind.Regular, 4L), (FileStatus.Of(_temp["f"]).Kind, FileStatus.Of(_temp["f"]).Size));
        File.CreateSymbolicLink(_temp["l"], "f");
        Assert.Equal(FileKind.SymbolicLink, FileStatus.OfLink(_temp["l"]).Kind);
        Assert.Equal(FileStatus.Of(_temp["f"]), FileStatus.Of(_temp["l"]));
        Assert.Equal(FileKind.Directory, FileStatus.Of(_temp.Path).Kind);
        Assert.Equal(FileKind.CharDevice, FileStatus.Of("/dev/null").Kind);
        Assert.Null(FileStatus.OfOrNull(_temp["missing"]));
        Assert.Null(FileStatus.OfOrNull(_temp["f/below"]));
        Assert.Equal($"stat {_temp["missing"]}: ENOENT no such file or directory",
            Assert.Throws<LinuxException>(() => FileStatus.Of(_temp["missing"])).Message);
    }

    [Fact]
    public void RealPathHasNoLinks()
    {
        Directory.CreateDirectory(_temp["real/d"]);
        File.CreateSymbolicLink(_temp["link"], "real");
        Assert.Equal(_temp["real/d"], Links.RealPath(_temp["link/../link/d"]));
    }

    [Fact]
    public void BeneathRefusesLinksAndWaysOut()
    {
        Directory.CreateDirectory(_temp["root/a"]);
        Directory.CreateDirectory(_temp["outside"]);
        File.CreateSymbolicLink(_temp["root/out"], _temp["outside"]);
        File.CreateSymbolicLink(_temp["root/in"], "a");
        using SafeFileHandle root = Beneath.OpenRoot(_temp["root"]);

        using SafeFileHandle a = Beneath.Open(root, "a");
        Assert.Equal(FileStatus.Of(_temp["root/a"]), FileStatus.Of(a));
        Assert.Equal(Errno.ELOOP, ErrorOf("out"));
        Assert.Equal(Errno.ELOOP, ErrorOf("in/m"));
        Assert.Equal(Errno.EXDEV, ErrorOf("../outside"));
        Assert.Equal(Errno.EXDEV, ErrorOf("/outside"));
        Assert.Equal(Errno.ENOENT, ErrorOf("missing"));

        Errno ErrorOf(string path) => Assert.Throws<LinuxException>(() => Beneath.Open(root, path)).Errno;
    }

    [Fact]
    public void BeneathReadsRegularFilesOnly()
    {
        Directory.CreateDirectory(_temp["root"]);
        File.WriteAllText(_temp["root/file"], "x");
        File.WriteAllText(_temp["secret"], "x");
        File.CreateSymbolicLink(_temp["root/link"], _temp["secret"]);
        File.WriteAllText(_temp["root/mounted"], "");
        Mounts.Bind(_temp["secret"], _temp["root/mounted"]);
        using (Process mkfifo = Process.Start("mkfifo", [_temp["root/fifo"]]))
        {
            mkfifo.WaitForExit();
        }

        using (SafeFileHandle file = Beneath.OpenRead(_temp["root"], "file"))
        {
            Assert.Equal(1, RandomAccess.GetLength(file));
        }

        Assert.Equal(Errno.ELOOP, Assert.Throws<LinuxException>(() => Beneath.OpenRead(_temp["root"], "link")).Errno);
        Assert.Equal(Errno.EXDEV, Assert.Throws<LinuxException>(() => Beneath.OpenRead(_temp["root"], "mounted")).Errno);
        Assert.Equal(Errno.EINVAL, Assert.Throws<LinuxException>(() => Beneath.OpenRead(_temp["root"], "fifo")).Errno);
        Assert.Equal(Errno.EINVAL, Assert.Throws<LinuxException>(() => Beneath.OpenRead(_temp["root"], ".")).Errno);
    }

    [Fact]
    public void BeneathMakesDirectoriesButNotThroughLinks()
    {
        Directory.CreateDirectory(_temp["root"]);
        Directory.CreateDirectory(_temp["outside"]);
        File.CreateSymbolicLink(_temp["root/out"], _temp["outside"]);
        using SafeFileHandle root = Beneath.OpenRoot(_temp["root"]);
        using SafeFileHandle made = Beneath.OpenOrCreateDirectories(root, "a/b/c", (UnixFileMode)0x1ff);
        Assert.Equal(FileStatus.Of(_temp["root/a/b/c"]), FileStatus.Of(made));
        Assert.Equal((UnixFileMode)0x1ff, FileStatus.Of(_temp["root/a"]).Mode);

        LinuxException error = Assert.Throws<LinuxException>(
            () => Beneath.OpenOrCreateDirectories(root, "out/x", (UnixFileMode)0x1ff));
        Assert.Equal(Errno.ELOOP, error.Errno);
        Assert.Empty(Directory.GetFileSystemEntries(_temp["outside"]));
    }
}
