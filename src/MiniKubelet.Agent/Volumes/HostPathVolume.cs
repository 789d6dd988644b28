using MiniKubelet.Kubernetes;
using MiniKubelet.Linux;

namespace MiniKubelet.Agent.Volumes;

/// <summary>hostPath: a path of this machine as it is, links followed, checked or made as its type says.</summary>
internal static class HostPathVolume
{
    private const UnixFileMode DirectoryMode = (UnixFileMode)0b111_101_101;
    private const UnixFileMode FileMode = (UnixFileMode)0b110_100_100;

    /// <summary>Returns the path.</summary>
    public static string SetUp(string name, HostPathVolumeSource source)
    {
        string path = source.Path;
        switch (source.Type)
        {
            case null or "":
                // No check. The runtimes of old made what is missing a directory; ours would each do something else.
                if (FileStatus.OfOrNull(path) is null)
                {
                    Directory.CreateDirectory(path, DirectoryMode);
                }

                break;
            case "DirectoryOrCreate":
                if (FileStatus.OfOrNull(path) is null)
                {
                    Directory.CreateDirectory(path, DirectoryMode);
                }

                Require(name, path, FileKind.Directory);
                break;
            case "FileOrCreate":
                if (FileStatus.OfOrNull(path) is null)
                {
                    CreateFile(path);
                }

                Require(name, path, FileKind.Regular);
                break;
            case "Directory":
                Require(name, path, FileKind.Directory);
                break;
            case "File":
                Require(name, path, FileKind.Regular);
                break;
            case "Socket":
                Require(name, path, FileKind.Socket);
                break;
            case "CharDevice":
                Require(name, path, FileKind.CharDevice);
                break;
            case "BlockDevice":
                Require(name, path, FileKind.BlockDevice);
                break;
            default:
                throw VolumeException.SetUp(name, $"{source.Type} is an invalid volume type");
        }

        return path;
    }

    private static void Require(string name, string path, FileKind kind)
    {
        FileKind? found = FileStatus.OfOrNull(path)?.Kind;
        if (found != kind)
        {
            string instead = found is { } other ? $"it is a {WordOf(other)}" : "it does not exist";
            throw VolumeException.SetUp(name, $"hostPath type check failed: {path} is not a {WordOf(kind)}, {instead}");
        }
    }

    /// <summary>Makes an empty file, not the directories above it; whoever makes one at the same time is fine.</summary>
    private static void CreateFile(string path)
    {
        try
        {
            using FileStream file = new(path, new FileStreamOptions
            {
                Mode = System.IO.FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = FileMode,
            });
        }
        catch (IOException) when (FileStatus.OfOrNull(path) is not null)
        {
            // Its kind is checked next.
        }
    }

    /// <summary>The kubelet's words.</summary>
    private static string WordOf(FileKind kind) => kind switch
    {
        FileKind.Regular => "file",
        FileKind.Directory => "directory",
        FileKind.SymbolicLink => "symbolic link",
        FileKind.Socket => "socket file",
        FileKind.CharDevice => "character device",
        FileKind.BlockDevice => "block device",
        FileKind.Fifo => "named pipe",
    };
}
