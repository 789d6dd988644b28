using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using MiniKubelet.Kubernetes;
using MiniKubelet.Linux;
using MiniKubelet.Runtime;

namespace MiniKubelet.Agent.Volumes;

public sealed partial class VolumeMounter
{
    // Dead containers that are still shown have theirs; a container that crashes for weeks must not fill the disk.
    private const int TerminationLogsKept = 8;

    private const UnixFileMode EverybodyMayWrite = (UnixFileMode)0b110_110_110;

    /// <summary>The container's <c>volumeMounts</c> as the runtime wants them, in their order.</summary>
    /// <exception cref="VolumeException">A subPath cannot be had, or a volume is missing.</exception>
    public EquatableArray<Mount> MountsOf(Pod pod, Container container, MountedVolumes volumes) =>
        container.VolumeMounts.Select((mount, index) => MountOf(pod, container, mount, index, volumes)).ToEquatableArray();

    /// <summary>
    /// A new empty file that a new instance of the container can write its last words to whoever it runs as
    /// (<c>containers/NAME/8 hex digits</c>, 0666); null when the container wants none.
    /// </summary>
    /// <exception cref="VolumeException">It cannot be made.</exception>
    public string? MakeTerminationLog(Pod pod, Container container)
    {
        if (string.IsNullOrEmpty(container.TerminationMessagePath))
        {
            return null;
        }

        var paths = new PodVolumePaths(podsDirectory, pod.Metadata.Uid);
        string directory = paths.Container(container.Name);
        string path = Path.Join(directory, RandomNumberGenerator.GetHexString(8, lowercase: true));
        try
        {
            paths.Ensure(directory);
            foreach (FileInfo old in new DirectoryInfo(directory).GetFiles()
                .OrderByDescending(file => file.CreationTimeUtc).Skip(TerminationLogsKept - 1))
            {
                old.Delete();
            }

            using SafeFileHandle file = File.OpenHandle(path, System.IO.FileMode.CreateNew, FileAccess.Write);
            UnixFiles.ChangeMode(file, EverybodyMayWrite, path);
            return path;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new VolumeException($"cannot make the termination log of container {container.Name}: {e.Message}", e);
        }
    }

    private Mount MountOf(Pod pod, Container container, VolumeMount mount, int index, MountedVolumes volumes)
    {
        if (!volumes.HostPaths.TryGetValue(mount.Name, out string? hostPath))
        {
            throw new VolumeException($"volumeMount {mount.MountPath} of container {container.Name}: the pod has no volume \"{mount.Name}\"");
        }

        if (!string.IsNullOrEmpty(mount.SubPath))
        {
            hostPath = BindSubPath(pod, container, mount, index, hostPath);
        }

        return new Mount(mount.MountPath, hostPath, mount.ReadOnly, (mount.MountPropagation ?? MountPropagationMode.None) switch
        {
            MountPropagationMode.None => MountPropagation.Private,
            MountPropagationMode.HostToContainer => MountPropagation.HostToContainer,
            MountPropagationMode.Bidirectional => MountPropagation.Bidirectional,
        });
    }

    private string BindSubPath(Pod pod, Container container, VolumeMount mount, int index, string volume)
    {
        try
        {
            var paths = new PodVolumePaths(podsDirectory, pod.Metadata.Uid);
            string target = paths.SubPath(mount.Name, container.Name, index);
            paths.EnsureParent(target);
            SubPathVolume.Bind(volume, mount.SubPath!, target);
            return target;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            string reason = e is LinuxException { Errno: Errno.ELOOP } ? "symbolic links in a subPath are not supported yet" : e.Message;
            throw new VolumeException(
                $"failed to prepare subPath for volumeMount \"{mount.Name}\" of container \"{container.Name}\": {mount.SubPath}: {reason}", e);
        }
    }
}
