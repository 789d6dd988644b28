using MiniKubelet.Linux;

namespace MiniKubelet.Agent.Tests.Linux;

/// <summary>A directory of its own for one test; takes mounts below it away too.</summary>
internal sealed class TempDirectory : IDisposable
{
    public TempDirectory() => Path = Links.RealPath(Directory.CreateTempSubdirectory("minikubelet-test-").FullName);

    public string Path { get; }

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public void Dispose()
    {
        foreach (MountInfo mount in MountInfo.AtOrBelow(Path))
        {
            Mounts.Unmount(mount.MountPoint, lazily: true);
        }

        Assert.Empty(SafeDelete.Tree(Path));
    }
}
