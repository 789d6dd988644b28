using System.Diagnostics;
using System.Net.Sockets;
using MiniKubelet.Agent.Volumes;
using MiniKubelet.Linux;

namespace MiniKubelet.Agent.Tests.Volumes;

public sealed class HostPathVolumeTests : VolumeTest
{
    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("DirectoryOrCreate")]
    public void AMissingDirectoryIsMadeWithItsParents(string? type)
    {
        Assert.Equal(Temp["a/b"], MountOne(HostPath("v", Temp["a/b"], type)));
        Assert.Equal((FileKind.Directory, (UnixFileMode)0b111_101_101), (FileStatus.Of(Temp["a/b"]).Kind, FileStatus.Of(Temp["a/b"]).Mode));
    }

    [Fact]
    public void AMissingFileIsMade()
    {
        MountOne(HostPath("v", Temp["f"], "FileOrCreate"));
        Assert.Equal((FileKind.Regular, (UnixFileMode)0b110_100_100), (FileStatus.Of(Temp["f"]).Kind, FileStatus.Of(Temp["f"]).Mode));
    }

    [Fact]
    public void AMissingFileIsNotMadeWithItsParents()
    {
        VolumeException error = Assert.Throws<VolumeException>(() => MountOne(HostPath("v", Temp["a/f"], "FileOrCreate")));
        Assert.StartsWith("MountVolume.SetUp failed for volume \"v\" : Could not find", error.Message, StringComparison.Ordinal);
        Assert.False(Path.Exists(Temp["a"]));
    }

    [Fact]
    public void WhatIsThereIsKept()
    {
        File.WriteAllText(Temp["f"], "kept");
        File.SetUnixFileMode(Temp["f"], UnixFileMode.UserRead);
        MountOne(HostPath("v", Temp["f"], "FileOrCreate"));
        MountOne(HostPath("v", Temp["f"]));
        Assert.Equal("kept", File.ReadAllText(Temp["f"]));
        Assert.Equal(UnixFileMode.UserRead, FileStatus.Of(Temp["f"]).Mode);
    }

    [Theory]
    [InlineData("Directory", "d")]
    [InlineData("DirectoryOrCreate", "d")]
    [InlineData("Directory", "link-to-d")]
    [InlineData("File", "f")]
    [InlineData("FileOrCreate", "f")]
    [InlineData("Socket", "s")]
    [InlineData("CharDevice", "c")]
    [InlineData("BlockDevice", "b")]
    public void ATypeThatMatchesIsAccepted(string type, string name)
    {
        using Socket socket = MakeEach();
        Assert.Equal(Temp[name], MountOne(HostPath("v", Temp[name], type)));
    }

    [Theory]
    [InlineData("Directory", "missing", "is not a directory, it does not exist")]
    [InlineData("Directory", "f", "is not a directory, it is a file")]
    [InlineData("DirectoryOrCreate", "f", "is not a directory, it is a file")]
    [InlineData("File", "missing", "is not a file, it does not exist")]
    [InlineData("File", "d", "is not a file, it is a directory")]
    [InlineData("FileOrCreate", "d", "is not a file, it is a directory")]
    [InlineData("Socket", "f", "is not a socket file, it is a file")]
    [InlineData("CharDevice", "b", "is not a character device, it is a block device")]
    [InlineData("BlockDevice", "c", "is not a block device, it is a character device")]
    [InlineData("File", "s", "is not a file, it is a socket file")]
    [InlineData("File", "p", "is not a file, it is a named pipe")]
    public void AnotherTypeIsRefusedInTheKubeletsWords(string type, string name, string expected)
    {
        using Socket socket = MakeEach();
        VolumeException error = Assert.Throws<VolumeException>(() => MountOne(HostPath("v", Temp[name], type)));
        Assert.Equal($"MountVolume.SetUp failed for volume \"v\" : hostPath type check failed: {Temp[name]} {expected}", error.Message);
    }

    [Fact]
    public void AnUnknownTypeIsRefused()
    {
        VolumeException error = Assert.Throws<VolumeException>(() => MountOne(HostPath("v", Temp["d"], "Folder")));
        Assert.Equal("MountVolume.SetUp failed for volume \"v\" : Folder is an invalid volume type", error.Message);
    }

    private Socket MakeEach()
    {
        Directory.CreateDirectory(Temp["d"]);
        File.CreateSymbolicLink(Temp["link-to-d"], "d");
        File.WriteAllText(Temp["f"], "");
        using Process process = Process.Start(
            new ProcessStartInfo("sh", ["-c", "mknod c c 1 3 && mknod b b 7 0 && mkfifo p"]) { WorkingDirectory = Temp.Path })!;
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(Temp["s"]));
        return socket;
    }
}
