using MiniKubelet.Kubernetes;
using MiniKubelet.Linux;

namespace MiniKubelet.Agent.Volumes;

/// <summary>
/// Sets up the volumes of pods and takes them away. Everything may be done again at any time: what is there already, left by
/// a daemon before this one, is kept with its content.
/// <para>Reads: the pod. Alone writes: <c>volumes</c>, <c>volume-subpaths</c> and <c>containers</c> below the pods' directories.</para>
/// </summary>
/// <param name="podsDirectory">Holds a directory for each pod, such as <c>/var/lib/minikubelet/pods</c>.</param>
/// <param name="memoryBytes">Memory that pods may use together: no tmpfs gets larger.</param>
public sealed partial class VolumeMounter(string podsDirectory, long memoryBytes)
{
    /// <summary>Sets up all volumes of the pod.</summary>
    /// <exception cref="VolumeException">One cannot be set up; those before it stay.</exception>
    public MountedVolumes Mount(Pod pod)
    {
        var paths = new PodVolumePaths(podsDirectory, pod.Metadata.Uid);
        var hostPaths = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (Volume volume in pod.Spec.Volumes)
        {
            try
            {
                hostPaths[volume.Name] = SetUp(pod, volume, paths);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw VolumeException.SetUp(volume.Name, e.Message, e);
            }
        }

        return new MountedVolumes(hostPaths.ToEquatableMap());
    }

    /// <summary>
    /// Unmounts whatever is mounted below the pod's directory, also by its containers, then removes the directory without
    /// following a link or crossing a mount. Gone already is success. Call it again while something is left.
    /// </summary>
    /// <returns>What is left; nothing is removed while a mount is.</returns>
    public IReadOnlyList<DeleteObstacle> Unmount(string uid)
    {
        var paths = new PodVolumePaths(podsDirectory, uid);
        if (FileStatus.OfOrNull(podsDirectory) is null)
        {
            return [];
        }

        // mountinfo shows real paths.
        IReadOnlyList<MountInfo> mounts = MountInfo.AtOrBelow(Path.Join(Links.RealPath(podsDirectory), uid));
        var obstacles = new List<DeleteObstacle>();
        foreach (MountInfo mount in mounts)
        {
            // A container with Bidirectional propagation may have bound the host's own tree in here: as a peer of it,
            // unmounting below would unmount it on the host.
            Attempt(mount, static path => Mounts.MakePrivate(path));
        }

        if (obstacles.Count == 0)
        {
            foreach (MountInfo mount in mounts)
            {
                Attempt(mount, static path => Mounts.Unmount(path));
            }
        }

        return obstacles.Count > 0 ? obstacles : SafeDelete.Tree(paths.Pod);

        void Attempt(MountInfo mount, Action<string> step)
        {
            try
            {
                step(mount.MountPoint);
            }
            catch (LinuxException e)
            {
                obstacles.Add(new DeleteObstacle(mount.MountPoint, e.Message));
            }
        }
    }

    private string SetUp(Pod pod, Volume volume, PodVolumePaths paths) => volume switch
    {
        { EmptyDir: { } source } => EmptyDirVolume.SetUp(pod, volume.Name, source, paths, memoryBytes),
        { HostPath: { } source } => HostPathVolume.SetUp(volume.Name, source),
        _ => throw VolumeException.SetUp(volume.Name, "this type of volume is not supported yet"),
    };
}
