using MiniKubelet.Linux;

namespace MiniKubelet.Agent.Volumes;

/// <summary>The kubelet's layout below a pod's directory; directories are 0750.</summary>
internal sealed class PodVolumePaths
{
    private const UnixFileMode DirectoryMode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute;

    private readonly string _podsDirectory;

    public PodVolumePaths(string podsDirectory, string uid)
    {
        // A UID comes from a manifest. It was validated, and still must never lead anywhere else.
        if (uid is "" or "." or ".." || uid.Contains('/', StringComparison.Ordinal))
        {
            throw new ArgumentException($"not a pod UID: \"{uid}\"", nameof(uid));
        }

        _podsDirectory = podsDirectory;
        Pod = Path.Join(podsDirectory, uid);
    }

    /// <summary>The pod's own directory.</summary>
    public string Pod { get; }

    /// <summary>A volume of a kind such as <c>empty-dir</c>.</summary>
    public string Volume(string kind, string name) => Path.Join(Pod, "volumes", $"kubernetes.io~{kind}", name);

    /// <summary>What a container mounts of a volume's inside, by its place among the container's mounts.</summary>
    public string SubPath(string volume, string container, int mount) => Path.Join(Pod, "volume-subpaths", volume, container, $"{mount}");

    /// <summary>A container's termination logs.</summary>
    public string Container(string name) => Path.Join(Pod, "containers", name);

    /// <summary>Makes a directory at or below the pod's own, with those on the way.</summary>
    public void Ensure(string directory)
    {
        Directory.CreateDirectory(_podsDirectory, DirectoryMode);
        string made = _podsDirectory;
        foreach (string name in Path.GetRelativePath(_podsDirectory, directory).Split('/'))
        {
            made = Path.Join(made, name);
            UnixFiles.EnsureDirectory(made, DirectoryMode);
        }
    }

    /// <summary>Makes the directories above a path at least two below the pod's own.</summary>
    public void EnsureParent(string path) => Ensure(Path.GetDirectoryName(path)!);
}
