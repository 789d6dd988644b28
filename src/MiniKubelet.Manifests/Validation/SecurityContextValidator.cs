using MiniKubelet.Kubernetes;

namespace MiniKubelet.Manifests;

/// <summary>Rules for what a pod and its containers may do.</summary>
internal static class SecurityContextValidator
{
    /// <summary>Checks the pod's settings.</summary>
    public static void Validate(PodSpec spec, FieldPath path, FieldErrors errors)
    {
        if (spec.HostPID && spec.ShareProcessNamespace == true)
        {
            errors.Add(path.Child("shareProcessNamespace"), "must not be set together with hostPID");
        }

        if (spec.SecurityContext is not { } security)
        {
            return;
        }

        var at = path.Child("securityContext");
        Id(security.RunAsUser, at.Child("runAsUser"), errors);
        Id(security.RunAsGroup, at.Child("runAsGroup"), errors);
        Id(security.FsGroup, at.Child("fsGroup"), errors);
        foreach (var (group, groupAt) in security.SupplementalGroups.Each(at.Child("supplementalGroups")))
        {
            Id(group, groupAt, errors);
        }

        Seccomp(security.SeccompProfile, at.Child("seccompProfile"), errors);
    }

    /// <summary>Checks a container's settings.</summary>
    public static void Validate(SecurityContext? security, FieldPath path, FieldErrors errors)
    {
        if (security is null)
        {
            return;
        }

        Id(security.RunAsUser, path.Child("runAsUser"), errors);
        Id(security.RunAsGroup, path.Child("runAsGroup"), errors);
        Seccomp(security.SeccompProfile, path.Child("seccompProfile"), errors);
        if (security.AllowPrivilegeEscalation != false)
        {
            return;
        }

        if (security.Privileged == true)
        {
            errors.Add(path.Child("allowPrivilegeEscalation"), "must not be false in a privileged container");
        }

        if (security.Capabilities?.Add.Any(static name => name is "SYS_ADMIN" or "CAP_SYS_ADMIN") == true)
        {
            errors.Add(path.Child("allowPrivilegeEscalation"), "must not be false with the capability SYS_ADMIN");
        }
    }

    // Above 2^31-1 runtimes have wrapped round to root (CVE-2024-40635).
    private static void Id(long? id, FieldPath path, FieldErrors errors) => Rule.Range(id, 0, int.MaxValue, path, errors);

    private static void Seccomp(SeccompProfile? profile, FieldPath path, FieldErrors errors)
    {
        if (profile is null)
        {
            return;
        }

        if (profile.Type is null)
        {
            errors.Add(path.Child("type"), "required");
        }
        else if (profile.Type != SeccompProfileType.Localhost)
        {
            if (profile.LocalhostProfile is not null)
            {
                errors.Add(path.Child("localhostProfile"), $"must not be set for type {profile.Type}");
            }
        }
        // An empty profile would mean unconfined (CVE-2023-2431).
        else if (Rule.Required(profile.LocalhostProfile, path.Child("localhostProfile"), errors))
        {
            Rule.InnerPath(profile.LocalhostProfile!, path.Child("localhostProfile"), errors);
        }
    }
}
