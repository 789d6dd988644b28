using MiniKubelet.Runtime;
using MiniKubelet.Runtimes.Cri.V1;

namespace MiniKubelet.Runtimes.Cri.Configs;

/// <summary>A container's security context in CRI's words.</summary>
internal static class CriSecurity
{
    // CRI has no word for "the runtime's default": a list left out masks nothing (containerd#5029). So these are sent, the
    // list of the kubelet (kubernetes/pkg/securitycontext/util.go) as of 1.34.
    private static readonly string[] _maskedPaths =
    [
        "/proc/asound", "/proc/acpi", "/proc/interrupts", "/proc/kcore", "/proc/keys", "/proc/latency_stats",
        "/proc/timer_list", "/proc/timer_stats", "/proc/sched_debug", "/proc/scsi", "/sys/firmware",
        "/sys/devices/virtual/powercap",
    ];

    private static readonly string[] _readonlyPaths =
        ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"];

    public static LinuxContainerSecurityContext ToCri(ContainerSecurity security, SandboxConfig sandbox)
    {
        var context = new LinuxContainerSecurityContext
        {
            Capabilities = new Capability
            {
                AddCapabilities = { security.AddCapabilities },
                DropCapabilities = { security.DropCapabilities },
            },
            Privileged = security.Privileged,
            NamespaceOptions = CriSandbox.Namespaces(sandbox, security.Pid),
            RunAsUser = ToCri(security.RunAsUser),
            RunAsGroup = ToCri(security.RunAsGroup),
            ReadonlyRootfs = security.ReadOnlyRootFilesystem,
            SupplementalGroups = { security.SupplementalGroups },
            NoNewPrivs = security.NoNewPrivileges,
            MaskedPaths = { (IEnumerable<string>?)security.MaskedPaths ?? _maskedPaths },
            ReadonlyPaths = { (IEnumerable<string>?)security.ReadonlyPaths ?? _readonlyPaths },
            Seccomp = ToCri(security.Seccomp),
        };
        if (security.AppArmor is { } appArmor)
        {
            context.Apparmor = ToCri(appArmor);
        }

        if (security.Selinux is { } selinux)
        {
            context.SelinuxOptions = new SELinuxOption
            {
                User = selinux.User,
                Role = selinux.Role,
                Type = selinux.Type,
                Level = selinux.Level,
            };
        }

        return context;
    }

    private static Int64Value? ToCri(long? value) => value is { } number ? new Int64Value { Value = number } : null;

    private static V1.SecurityProfile ToCri(Runtime.SecurityProfile profile) => new()
    {
        ProfileType = profile.Kind switch
        {
            SecurityProfileKind.RuntimeDefault => V1.SecurityProfile.Types.ProfileType.RuntimeDefault,
            SecurityProfileKind.Unconfined => V1.SecurityProfile.Types.ProfileType.Unconfined,
            SecurityProfileKind.Localhost => V1.SecurityProfile.Types.ProfileType.Localhost,
        },
        LocalhostRef = profile.LocalhostRef,
    };
}
