using MiniKubelet.Runtime;

namespace MiniKubelet.Runtimes.Docker;

/// <summary>The <c>SecurityOpt</c> list of a container.</summary>
internal static class SecurityOptions
{
    // A seccomp profile is some 20 KB of JSON; a bigger file is a mistake.
    private const int ProfileLimit = 1024 * 1024;

    /// <summary>The text of a Localhost seccomp profile, which Docker wants instead of its path; else null.</summary>
    public static async Task<string?> ReadSeccompAsync(ContainerSecurity security, CancellationToken cancellationToken)
    {
        if (security is { Privileged: true } or { Seccomp.Kind: not SecurityProfileKind.Localhost })
        {
            return null;
        }

        var path = security.Seccomp.LocalhostRef;
        try
        {
            var text = new FileInfo(path).Length <= ProfileLimit
                ? await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false)
                : throw new IOException($"larger than {ProfileLimit} bytes");

            // An empty profile would mean unconfined (CVE-2023-2431).
            return string.IsNullOrWhiteSpace(text) ? throw new IOException("the profile is empty") : text;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new RuntimeException(RuntimeErrorKind.InvalidArgument, path, $"seccomp profile {path}: {e.Message}", e);
        }
    }

    public static List<string> For(ContainerSecurity security, string? seccomp)
    {
        var options = new List<string>();
        if (security.NoNewPrivileges)
        {
            options.Add("no-new-privileges");
        }

        // A privileged container is unconfined; Docker refuses nothing here but ignores it.
        if (!security.Privileged)
        {
            if (Profile("seccomp", security.Seccomp, seccomp) is { } seccompOption)
            {
                options.Add(seccompOption);
            }

            if (security.AppArmor is { } appArmor && Profile("apparmor", appArmor, appArmor.LocalhostRef) is { } appArmorOption)
            {
                options.Add(appArmorOption);
            }
        }

        if (security.Selinux is { } selinux)
        {
            AddLabel(options, "user", selinux.User);
            AddLabel(options, "role", selinux.Role);
            AddLabel(options, "type", selinux.Type);
            AddLabel(options, "level", selinux.Level);
        }

        return options;
    }

    private static string? Profile(string kind, SecurityProfile profile, string? localhost) => profile.Kind switch
    {
        SecurityProfileKind.RuntimeDefault => null,
        SecurityProfileKind.Unconfined => $"{kind}=unconfined",
        SecurityProfileKind.Localhost => $"{kind}={localhost}",
    };

    private static void AddLabel(List<string> options, string part, string value)
    {
        if (value.Length > 0)
        {
            options.Add($"label={part}:{value}");
        }
    }
}
