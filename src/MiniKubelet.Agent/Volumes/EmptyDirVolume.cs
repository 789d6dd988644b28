using MiniKubelet.Kubernetes;
using MiniKubelet.Linux;

namespace MiniKubelet.Agent.Volumes;

/// <summary>emptyDir: a directory for everybody, on the disk or in memory; it lives as long as its pod.</summary>
internal static class EmptyDirVolume
{
    /// <summary>The kubelet's 0777, whatever the umask.</summary>
    private const UnixFileMode Everybody = (UnixFileMode)0b111_111_111;

    private const string Memory = "Memory";

    /// <summary>Returns the directory; one that is there already keeps its content.</summary>
    public static string SetUp(Pod pod, string name, EmptyDirVolumeSource source, PodVolumePaths paths, long nodeMemory)
    {
        string path = paths.Volume("empty-dir", name);
        paths.EnsureParent(path);
        switch (source.Medium)
        {
            case null or "":
                EnsureRoot(path);
                return path;
            case Memory:
                // Only the first time: a mount that is there is the one that running containers see.
                if (FileStatus.OfOrNull(path) is not { IsMountRoot: true })
                {
                    EnsureRoot(path);
                    Mounts.Tmpfs(path, SizeOf(pod, source, nodeMemory), Everybody);
                }

                return path;
            default:
                throw VolumeException.SetUp(name, $"storage medium \"{source.Medium}\" is not supported yet");
        }
    }

    /// <summary>
    /// Size of the tmpfs: the least of the node's memory, the pod's memory limit and the volume's own limit
    /// (kubernetes/pkg/volume/emptydir, calculateEmptyDirMemorySize).
    /// </summary>
    internal static long SizeOf(Pod pod, EmptyDirVolumeSource source, long nodeMemory)
    {
        long size = nodeMemory;
        if (PodMemoryLimit(pod) is > 0 and var podLimit)
        {
            size = Math.Min(size, podLimit);
        }

        return source.SizeLimit?.RoundUp() is > 0 and var limit ? Math.Min(size, limit) : size;
    }

    // Under its name only once its mode is right. Later a container of the pod may change the mode, so it is left then.
    private static void EnsureRoot(string path)
    {
        if (FileStatus.OfOrNull(path) is null)
        {
            string unfinished = path + ".new"; // no volume's name: those have no dots
            UnixFiles.EnsureDirectory(unfinished, Everybody);
            UnixFiles.Rename(unfinished, path);
        }
    }

    /// <summary>What the pod's containers may use together; null when one of them has no limit.</summary>
    private static long? PodMemoryLimit(Pod pod)
    {
        if (LimitOf(pod.Spec.Resources) is { } podLevel)
        {
            return podLevel;
        }

        var sidecars = pod.Spec.InitContainers.Where(c => c.RestartPolicy == RestartPolicy.Always);
        var inits = pod.Spec.InitContainers.Where(c => c.RestartPolicy != RestartPolicy.Always);
        var together = pod.Spec.Containers.Concat(sidecars).Select(c => LimitOf(c.Resources)).ToList();
        var alone = inits.Select(c => LimitOf(c.Resources)).ToList();
        return together.Contains(null) || alone.Contains(null) ? null : Math.Max(together.Sum() ?? 0, alone.Max() ?? 0);
    }

    private static long? LimitOf(ResourceRequirements? resources) =>
        resources?.Limits.TryGetValue("memory", out Quantity limit) == true ? limit.RoundUp() : null;
}
