using System.Globalization;
using MiniKubelet.Runtime;
using MiniKubelet.Runtimes.Docker.Engine;

namespace MiniKubelet.Runtimes.Docker;

/// <summary>What we ask of Docker for a container of a pod.</summary>
internal static class ContainerRequest
{
    /// <summary>The sandbox of a container (cri-dockerd's label); always set, so no image can set it.</summary>
    public const string SandboxIdLabel = "io.kubernetes.sandbox.id";

    // kubelet's containerLogMaxSize and containerLogMaxFiles. Docker rotates by itself.
    private static readonly LogConfig _log = new("json-file", new() { ["max-size"] = "10m", ["max-file"] = "5" });

    public static CreateContainerRequest For(
        string sandboxId, ContainerConfig config, SandboxConfig sandbox, ObjectName name, string? seccomp, string? runtime)
    {
        var labels = new ObjectRecord(config.UserSpecifiedImage, new(config.Annotations)).ToLabels(name, config.Labels);
        labels[SandboxIdLabel] = sandboxId;
        return new CreateContainerRequest
        {
            Image = config.Image,

            // With a command Docker drops the image's arguments too, without one it keeps the image's entrypoint: Kubernetes' rule.
            Entrypoint = config.Command.Count > 0 ? config.Command : null,
            Cmd = config.Args.Count > 0 ? config.Args : null,
            Env = [.. config.Environment.Select(variable => $"{variable.Name}={variable.Value}")],
            WorkingDir = NullIfEmpty(config.WorkingDir),
            StopSignal = NullIfEmpty(config.StopSignal),
            User = User(config.Security),
            Tty = config.Tty,
            OpenStdin = config.Stdin,
            StdinOnce = config.StdinOnce,
            Labels = labels,
            HostConfig = Host(sandboxId, config, sandbox, seccomp, runtime),
        };
    }

    private static HostConfig Host(string sandboxId, ContainerConfig config, SandboxConfig sandbox, string? seccomp, string? runtime)
    {
        var (security, resources) = (config.Security, config.Resources);
        var joined = $"container:{sandboxId}";
        return new HostConfig
        {
            NetworkMode = joined,
            IpcMode = sandbox.Ipc == NamespaceMode.Node ? "host" : joined,
            UTSMode = sandbox.Network == NamespaceMode.Node ? "host" : null,
            PidMode = security.Pid switch
            {
                NamespaceMode.Pod => joined,
                NamespaceMode.Container => null,
                NamespaceMode.Node => "host",
            },
            Runtime = runtime,
            CgroupParent = sandbox.CgroupParent,
            Mounts = [.. config.Mounts.Select(ToMountPoint)],
            Devices = [.. config.Devices.Select(device => new DeviceMapping(device.HostPath, device.ContainerPath, device.Permissions))],
            GroupAdd = [.. security.SupplementalGroups.Select(Number)],
            CapAdd = security.AddCapabilities,
            CapDrop = security.DropCapabilities,
            Privileged = security.Privileged,
            ReadonlyRootfs = security.ReadOnlyRootFilesystem,
            SecurityOpt = SecurityOptions.For(security, seccomp),
            MaskedPaths = security.MaskedPaths,
            ReadonlyPaths = security.ReadonlyPaths,
            OomScoreAdj = resources.OomScoreAdj,
            CpuShares = resources.CpuShares,
            CpuQuota = resources.CpuQuota,
            CpuPeriod = resources.CpuPeriod,
            Memory = resources.MemoryLimit,
            MemorySwap = resources.MemoryLimit,
            LogConfig = _log,
        };
    }

    private static MountPoint ToMountPoint(Mount mount)
    {
        var propagation = mount.Propagation switch
        {
            MountPropagation.Private => "rprivate",
            MountPropagation.HostToContainer => "rslave",
            MountPropagation.Bidirectional => "rshared",
        };
        return new MountPoint("bind", mount.HostPath, mount.ContainerPath, mount.ReadOnly, new BindOptions(propagation, mount.ReadOnly));
    }

    private static string? User(ContainerSecurity security) => security switch
    {
        { RunAsUser: null } => null,
        { RunAsUser: { } user, RunAsGroup: null } => Number(user),
        { RunAsUser: { } user, RunAsGroup: { } group } => $"{Number(user)}:{Number(group)}",
    };

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string? NullIfEmpty(string text) => text.Length > 0 ? text : null;
}
