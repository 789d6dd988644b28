using System.Text.RegularExpressions;

namespace MiniKubelet.Manifests;

/// <summary>Kubernetes' rules for names, keys and label values (apimachinery's util/validation); null means fine.</summary>
internal static partial class NameRules
{
    /// <summary>RFC 1123 label: containers, volumes, namespaces, host names.</summary>
    public static string? Label(string value) =>
        value.Length > 63 ? "must be no longer than 63 characters"
        : LabelPattern().IsMatch(value) ? null
        : "must consist of a-z, 0-9 and '-', and start and end with a letter or digit";

    /// <summary>RFC 1123 subdomain: pods and most other objects.</summary>
    public static string? Subdomain(string value) =>
        value.Length > 253 ? "must be no longer than 253 characters"
        : SubdomainPattern().IsMatch(value) ? null
        : "must consist of a-z, 0-9, '-' and '.', and start and end with a letter or digit";

    /// <summary>A key of labels and annotations: name or prefix/name.</summary>
    public static string? QualifiedName(string value)
    {
        var slash = value.IndexOf('/', StringComparison.Ordinal);
        if (slash >= 0 && Subdomain(value[..slash]) is { } problem)
        {
            return $"prefix {problem}";
        }

        var name = value[(slash + 1)..];
        return name.Length is 0 or > 63 ? "name must have 1 to 63 characters"
            : QualifiedPattern().IsMatch(name) ? null
            : "name must consist of letters, digits, '-', '_' and '.', and start and end with a letter or digit";
    }

    /// <summary>The value of a label.</summary>
    public static string? LabelValue(string value) =>
        value.Length > 63 ? "must be no longer than 63 characters"
        : value.Length == 0 || QualifiedPattern().IsMatch(value) ? null
        : "must consist of letters, digits, '-', '_' and '.', and start and end with a letter or digit";

    /// <summary>IANA service name: ports.</summary>
    public static string? PortName(string value) =>
        value.Length is 0 or > 15 ? "must have 1 to 15 characters"
        : !PortPattern().IsMatch(value) ? "must consist of a-z, 0-9 and single '-' inside"
        : value.Any(char.IsAsciiLetterLower) ? null
        : "must contain a letter";

    /// <summary>An environment variable: printable ASCII without '='.</summary>
    public static string? EnvironmentVariable(string value) =>
        value.All(static character => character is >= ' ' and <= '~' and not '=') ? null : "must be printable ASCII without '='";

    /// <summary>A key of a ConfigMap or Secret; it becomes a file's name.</summary>
    public static string? DataKey(string value) =>
        value.Length is 0 or > 253 ? "key must have 1 to 253 characters"
        : !DataKeyPattern().IsMatch(value) ? "key must consist of letters, digits, '-', '_' and '.'"
        : value == "." || value.StartsWith("..", StringComparison.Ordinal) ? "key must not be '.' or start with '..'"
        : null;

    /// <summary>A UID the author chose; it names directories and cgroups.</summary>
    public static string? Uid(string value) =>
        value.Length > 128 ? "must be no longer than 128 characters"
        : UidPattern().IsMatch(value) && !value.Contains("..", StringComparison.Ordinal) ? null
        : "must consist of letters, digits, '-' and single '.', and start and end with a letter or digit";

    [GeneratedRegex(@"\A[a-z0-9]([-a-z0-9]*[a-z0-9])?\z")]
    private static partial Regex LabelPattern();

    [GeneratedRegex(@"\A[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z")]
    private static partial Regex SubdomainPattern();

    [GeneratedRegex(@"\A[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?\z")]
    private static partial Regex QualifiedPattern();

    [GeneratedRegex(@"\A[a-z0-9]+(-[a-z0-9]+)*\z")]
    private static partial Regex PortPattern();

    [GeneratedRegex(@"\A[-._a-zA-Z0-9]+\z")]
    private static partial Regex DataKeyPattern();

    [GeneratedRegex(@"\A[A-Za-z0-9]([-A-Za-z0-9.]*[A-Za-z0-9])?\z")]
    private static partial Regex UidPattern();
}
