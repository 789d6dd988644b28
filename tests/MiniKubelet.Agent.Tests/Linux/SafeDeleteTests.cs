using System.Diagnostics;
using Microsoft.Win32.SafeHandles;
using MiniKubelet.Linux;

namespace MiniKubelet.Agent.Tests.Linux;

public sealed class SafeDeleteTests : IDisposable
{
    private readonly TempDirectory _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void ATreeGoesWithAllKindsOfFiles()
    {
        Directory.CreateDirectory(_temp["t/a/b/c"]);
        for (int i = 0; i < 2000; i++)
        {
            File.WriteAllText(_temp[$"t/a/{i}"], "");
        }

        Shell("mkfifo t/fifo; mknod t/dev c 1 3; touch $(printf 't/a/\\377\\nodd'); chmod 000 t/a/b");
        Assert.Empty(SafeDelete.Tree(_temp["t"]));
        Assert.False(Path.Exists(_temp["t"]));
    }

    [Fact]
    public void WhatIsGoneAlreadyIsSuccess()
    {
        Assert.Empty(SafeDelete.Tree(_temp["missing"]));
        Assert.Empty(SafeDelete.Tree(_temp["missing/deeper"]));
    }

    [Fact]
    public void LinksAreRemovedAndNotFollowed()
    {
        Directory.CreateDirectory(_temp["outside/d"]);
        File.WriteAllText(_temp["outside/d/precious"], "x");
        Directory.CreateDirectory(_temp["t"]);
        File.CreateSymbolicLink(_temp["t/dir"], _temp["outside"]);
        File.CreateSymbolicLink(_temp["t/file"], _temp["outside/d/precious"]);
        File.CreateSymbolicLink(_temp["t/up"], "..");
        Assert.Empty(SafeDelete.Tree(_temp["t"]));
        Assert.True(File.Exists(_temp["outside/d/precious"]));
        Assert.False(Path.Exists(_temp["t"]));
    }

    [Fact]
    public void ALinkInPlaceOfTheTreeIsRemovedAndNotFollowed()
    {
        Directory.CreateDirectory(_temp["outside"]);
        File.WriteAllText(_temp["outside/precious"], "x");
        File.CreateSymbolicLink(_temp["t"], _temp["outside"]);
        Assert.Empty(SafeDelete.Tree(_temp["t"]));
        Assert.True(File.Exists(_temp["outside/precious"]));
        Assert.False(Path.Exists(_temp["t"]));
    }

    [Fact]
    public void MountsAreNotCrossedAndAreReported()
    {
        Directory.CreateDirectory(_temp["outside"]);
        File.WriteAllText(_temp["outside/precious"], "x");
        Directory.CreateDirectory(_temp["t/a/bind"]);
        File.WriteAllText(_temp["t/a/file-bind"], "");
        File.WriteAllText(_temp["t/a/other"], "");
        Mounts.Bind(_temp["outside"], _temp["t/a/bind"]); // the same device: st_dev would not tell
        Mounts.Bind(_temp["outside/precious"], _temp["t/a/file-bind"]);

        Assert.Equal(
            [new DeleteObstacle(_temp["t/a/bind"], "is a mount point"), new DeleteObstacle(_temp["t/a/file-bind"], "is a mount point")],
            SafeDelete.Tree(_temp["t"]).OrderBy(obstacle => obstacle.Path, StringComparer.Ordinal));
        Assert.True(File.Exists(_temp["outside/precious"]));
        Assert.False(File.Exists(_temp["t/a/other"]));

        Mounts.Unmount(_temp["t/a/bind"]);
        Mounts.Unmount(_temp["t/a/file-bind"]);
        Assert.Empty(SafeDelete.Tree(_temp["t"]));
    }

    [Fact]
    public void AMountOnTheTreeItselfIsReported()
    {
        Directory.CreateDirectory(_temp["outside"]);
        File.WriteAllText(_temp["outside/precious"], "x");
        Directory.CreateDirectory(_temp["t"]);
        Mounts.Bind(_temp["outside"], _temp["t"]);
        Assert.Equal([new DeleteObstacle(_temp["t"], "is a mount point")], SafeDelete.Tree(_temp["t"]));
        Assert.True(File.Exists(_temp["outside/precious"]));
    }

    [Fact]
    public void ATreeDeeperThanWeMayOpenFilesGoes()
    {
        Directory.CreateDirectory(_temp["t"]);

        // One relative step at a time, as a container can: no path of this length could be passed to the kernel.
        SafeFileHandle current = Beneath.OpenRoot(_temp["t"]);
        for (int i = 0; i < 3000; i++)
        {
            using SafeFileHandle parent = current;
            current = Beneath.OpenOrCreateDirectories(parent, "deeper", (UnixFileMode)0x1c0);
        }

        current.Dispose();
        Assert.Empty(SafeDelete.Tree(_temp["t"]));
        Assert.False(Path.Exists(_temp["t"]));
    }

    private void Shell(string script)
    {
        using Process process = Process.Start(new ProcessStartInfo("bash", ["-c", script]) { WorkingDirectory = _temp.Path })!;
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
