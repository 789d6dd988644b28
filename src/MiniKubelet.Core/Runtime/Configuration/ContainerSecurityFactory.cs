using System.Globalization;
using MiniKubelet.Kubernetes;
using MiniKubelet.Planning;

namespace MiniKubelet.Runtime.Configuration;

/// <summary>Merges the pod's and the container's security context; the container's field wins (kubernetes/pkg/securitycontext).</summary>
internal static class ContainerSecurityFactory
{
    private static readonly EquatableArray<string> MaskedPaths =
    [
        "/proc/asound", "/proc/acpi", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/timer_list", "/proc/timer_stats",
        "/proc/sched_debug", "/proc/scsi", "/sys/firmware", "/sys/devices/virtual/powercap",
    ];

    private static readonly EquatableArray<string> ReadonlyPaths =
        ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"];

    public static ContainerSecurity Create(ContainerConfigInput input)
    {
        var pod = input.Pod.Spec.SecurityContext ?? new PodSecurityContext();
        var own = input.Container.SecurityContext ?? new SecurityContext();
        var privileged = own.Privileged == true;
        var unmasked = privileged || own.ProcMount == ProcMountType.Unmasked;
        if (pod.SupplementalGroupsPolicy == SupplementalGroupsPolicy.Strict)
        {
            throw new ContainerConfigException("supplementalGroupsPolicy Strict is not supported on this node");
        }

        var user = own.RunAsUser ?? pod.RunAsUser;
        var group = own.RunAsGroup ?? pod.RunAsGroup;
        var imageUser = CheckUser(input, user, own.RunAsNonRoot ?? pod.RunAsNonRoot ?? false);
        return new ContainerSecurity
        {
            RunAsUser = user ?? (group is null ? null : imageUser
                ?? throw new ContainerConfigException(
                    $"container has runAsGroup and image has non-numeric user ({input.Image.User}), set runAsUser too {Where(input)}")),
            RunAsGroup = group,
            SupplementalGroups = (pod.FsGroup is { } fsGroup ? pod.SupplementalGroups.Prepend(fsGroup) : pod.SupplementalGroups)
                .Distinct().ToEquatableArray(),
            Privileged = privileged,
            ReadOnlyRootFilesystem = own.ReadOnlyRootFilesystem == true,
            AddCapabilities = CapabilityNames(own.Capabilities?.Add),
            DropCapabilities = CapabilityNames(own.Capabilities?.Drop),
            NoNewPrivileges = own.AllowPrivilegeEscalation == false,
            Seccomp = Seccomp(own.SeccompProfile ?? pod.SeccompProfile, privileged, input.Node),
            AppArmor = (own.AppArmorProfile ?? pod.AppArmorProfile) is { Type: { } type } profile ? AppArmor(type, profile) : null,
            Selinux = (own.SeLinuxOptions ?? pod.SeLinuxOptions) is { } selinux
                ? new SelinuxOptions(selinux.User ?? "", selinux.Role ?? "", selinux.Type ?? "", selinux.Level ?? "")
                : null,
            MaskedPaths = unmasked ? [] : MaskedPaths,
            ReadonlyPaths = unmasked ? [] : ReadonlyPaths,
            Pid = SandboxConfigFactory.PidMode(input.Pod.Spec),
        };
    }

    /// <summary>
    /// Refuses root where it is not allowed, and an image's user id that a runtime would wrap around (CVE-2024-40635). Gives the
    /// image's user id, or null when the image names its user.
    /// </summary>
    private static long? CheckUser(ContainerConfigInput input, long? runAsUser, bool nonRoot)
    {
        var name = input.Image.User;
        long? imageUser = name.Length == 0 ? 0
            : decimal.TryParse(name, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                ? number is >= 0 and <= int.MaxValue ? (long)number
                    : throw new ContainerConfigException($"image user {name} is out of range {Where(input)}")
            : null;
        if (!nonRoot)
        {
            return imageUser;
        }

        return (runAsUser, imageUser) switch
        {
            (0, _) => throw new ContainerConfigException($"container's runAsUser breaks non-root policy {Where(input)}"),
            (not null, _) => imageUser,
            (null, 0) => throw new ContainerConfigException($"container has runAsNonRoot and image will run as root {Where(input)}"),
            (null, null) => throw new ContainerConfigException(
                $"container has runAsNonRoot and image has non-numeric user ({name}), cannot verify user is non-root {Where(input)}"),
            _ => imageUser,
        };
    }

    private static SecurityProfile Seccomp(SeccompProfile? profile, bool privileged, NodeSettings node)
    {
        var unset = node.SeccompDefault ? SeccompProfileType.RuntimeDefault : SeccompProfileType.Unconfined;
        var type = privileged ? SeccompProfileType.Unconfined : profile?.Type ?? unset;
        return type switch
        {
            SeccompProfileType.Unconfined => new SecurityProfile(SecurityProfileKind.Unconfined),
            SeccompProfileType.RuntimeDefault => new SecurityProfile(SecurityProfileKind.RuntimeDefault),
            SeccompProfileType.Localhost => new SecurityProfile(
                SecurityProfileKind.Localhost, $"{node.SeccompProfileDirectory}/{LocalProfile(profile?.LocalhostProfile, "seccompProfile")}"),
        };
    }

    private static SecurityProfile AppArmor(AppArmorProfileType type, AppArmorProfile profile) => type switch
    {
        AppArmorProfileType.Unconfined => new SecurityProfile(SecurityProfileKind.Unconfined),
        AppArmorProfileType.RuntimeDefault => new SecurityProfile(SecurityProfileKind.RuntimeDefault),
        AppArmorProfileType.Localhost => new SecurityProfile(
            SecurityProfileKind.Localhost, LocalProfile(profile.LocalhostProfile, "appArmorProfile")),
    };

    // An empty name would leave the container unconfined (CVE-2023-2431).
    private static string LocalProfile(string? name, string field) =>
        name is { Length: > 0 } && name[0] != '/' && !name.Split('/').Contains("..")
            ? name
            : throw new ContainerConfigException($"localhostProfile must be a relative path without \"..\" if {field} type is Localhost");

    private static EquatableArray<string> CapabilityNames(EquatableArray<string>? names) =>
        (names ?? []).Select(name => name.ToUpperInvariant()).Select(name => name.StartsWith("CAP_", StringComparison.Ordinal) ? name[4..] : name)
        .ToEquatableArray();

    private static string Where(ContainerConfigInput input) =>
        $"(pod: \"{input.Pod.Metadata.Name}_{input.Pod.NamespaceOrDefault()}({input.Pod.Metadata.Uid})\", container: {input.Container.Name})";
}
