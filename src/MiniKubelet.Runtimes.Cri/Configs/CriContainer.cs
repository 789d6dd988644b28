using Google.Protobuf;
using MiniKubelet.Runtime;
using MiniKubelet.Runtimes.Cri.V1;

namespace MiniKubelet.Runtimes.Cri.Configs;

/// <summary>A container in CRI's words.</summary>
internal static class CriContainer
{
    /// <summary>
    /// Keeps the image's name as the manifest has it. containerd tells it from version 2 on; before, it names the image by one
    /// of its tags or by its id.
    /// </summary>
    public const string UserSpecifiedImageAnnotation = "io.minikubelet.userSpecifiedImage";

    /// <summary>
    /// Keeps the stop signal where the runtime does not: containerd honours CRI's field from version 2.3 on. See
    /// CriRuntime.StopSignal.cs.
    /// </summary>
    public const string StopSignalAnnotation = "io.minikubelet.stopSignal";

    private static readonly string[] Own = [UserSpecifiedImageAnnotation, StopSignalAnnotation];

    public static V1.ContainerConfig ToCri(Runtime.ContainerConfig config, SandboxConfig sandbox) => new()
    {
        Metadata = new ContainerMetadata { Name = config.Name, Attempt = (uint)config.Attempt },
        Image = new ImageSpec { Image = config.Image, UserSpecifiedImage = config.UserSpecifiedImage },
        Command = { config.Command },
        Args = { config.Args },
        WorkingDir = config.WorkingDir,
        Envs = { config.Environment.Select(ToCri) },
        Mounts = { config.Mounts.Select(ToCri) },
        Devices = { config.Devices.Select(ToCri) },
        Labels = { config.Labels },
        Annotations =
        {
            config.Annotations,
            { UserSpecifiedImageAnnotation, config.UserSpecifiedImage },
            config.StopSignal.Length > 0 ? new Dictionary<string, string> { [StopSignalAnnotation] = config.StopSignal } : [],
        },
        LogPath = config.LogPath,
        Stdin = config.Stdin,
        StdinOnce = config.StdinOnce,
        Tty = config.Tty,
        StopSignal = StopSignal(config.StopSignal),
        Linux = new LinuxContainerConfig
        {
            Resources = ToCri(config.Resources),
            SecurityContext = CriSecurity.ToCri(config.Security, sandbox),
        },
    };

    /// <summary>The annotations without those that are only kept for ourselves.</summary>
    public static EquatableMap<string> AnnotationsOf(V1.ContainerStatus status) =>
        status.Annotations.Where(annotation => !Own.Contains(annotation.Key)).ToEquatableMap();

    // SIGRTMIN+1 is SIGRTMINPLUS1 in CRI.
    private static Signal StopSignal(string name)
    {
        if (name.Length == 0)
        {
            return Signal.RuntimeDefault;
        }

        var spelled = name.Replace("+", "PLUS", StringComparison.Ordinal).Replace("-", "MINUS", StringComparison.Ordinal);
        return Enum.TryParse<Signal>(spelled, ignoreCase: true, out var signal) && Enum.IsDefined(signal)
            ? signal
            : throw new RuntimeException(RuntimeErrorKind.InvalidArgument, name, $"{name} is no stop signal");
    }

    private static KeyValue ToCri(EnvironmentVariable variable) =>
        new() { Key = variable.Name, Value = ByteString.CopyFromUtf8(variable.Value) };

    private static V1.Mount ToCri(Runtime.Mount mount) => new()
    {
        ContainerPath = mount.ContainerPath,
        HostPath = mount.HostPath,
        Readonly = mount.ReadOnly,
        Propagation = mount.Propagation switch
        {
            Runtime.MountPropagation.Private => V1.MountPropagation.PropagationPrivate,
            Runtime.MountPropagation.HostToContainer => V1.MountPropagation.PropagationHostToContainer,
            Runtime.MountPropagation.Bidirectional => V1.MountPropagation.PropagationBidirectional,
        },
    };

    private static V1.Device ToCri(Runtime.Device device) => new()
    {
        HostPath = device.HostPath,
        ContainerPath = device.ContainerPath,
        Permissions = device.Permissions,
    };

    private static LinuxContainerResources ToCri(ContainerResources resources) => new()
    {
        CpuShares = resources.CpuShares,
        CpuQuota = resources.CpuQuota,
        CpuPeriod = resources.CpuPeriod,
        MemoryLimitInBytes = resources.MemoryLimit,
        OomScoreAdj = resources.OomScoreAdj,
        HugepageLimits =
        {
            resources.HugepageLimits.Select(limit => new HugepageLimit { PageSize = limit.Key, Limit = (ulong)limit.Value }),
        },
    };
}
