using System.Diagnostics.CodeAnalysis;

namespace MiniKubelet.Manifests;

/// <summary>
/// The labels of <c>--node-labels</c>, as <c>key=value,key=value</c>, under the kubelet's rules: of those whose keys are Kubernetes' own a
/// node may only give itself some (kubernetes/cmd/kubelet/app/options).
/// </summary>
public static class NodeLabelFlag
{
    private static readonly string[] OwnDomains = ["kubernetes.io", "k8s.io"];
    private static readonly string[] AllowedDomains = ["kubelet.kubernetes.io", "node.kubernetes.io"];

    private static readonly HashSet<string> Allowed = new(StringComparer.Ordinal)
    {
        "kubernetes.io/hostname", "kubernetes.io/os", "kubernetes.io/arch", "beta.kubernetes.io/os", "beta.kubernetes.io/arch",
        "beta.kubernetes.io/instance-type", "node.kubernetes.io/instance-type", "topology.kubernetes.io/region",
        "topology.kubernetes.io/zone", "failure-domain.beta.kubernetes.io/region", "failure-domain.beta.kubernetes.io/zone",
    };

    /// <summary>Reads the flag's value; false with the first thing that is wrong.</summary>
    public static bool TryParse(string text, out EquatableMap<string> labels, [NotNullWhen(false)] out string? problem)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        labels = [];
        foreach (var label in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (label.Split('=', 2) is not [var key, var value])
            {
                problem = $"expected key=value, found \"{label}\"";
                return false;
            }

            problem = NameRules.QualifiedName(key) is { } keyProblem ? $"key {keyProblem}, found \"{key}\""
                : NameRules.LabelValue(value) is { } valueProblem ? $"value of {key} {valueProblem}, found \"{value}\""
                : IsForbidden(key) ? $"{key}: of the keys in kubernetes.io and k8s.io a node may only have those in "
                    + $"{string.Join(" and ", AllowedDomains)}, and {string.Join(", ", Allowed.Order(StringComparer.Ordinal))}"
                : null;
            if (problem is not null)
            {
                return false;
            }

            found[key] = value;
        }

        labels = found.ToEquatableMap();
        problem = null;
        return true;
    }

    private static bool IsForbidden(string key)
    {
        var domain = key.Contains('/', StringComparison.Ordinal) ? key[..key.IndexOf('/', StringComparison.Ordinal)] : "";
        return OwnDomains.Any(own => IsIn(domain, own)) && !AllowedDomains.Any(allowed => IsIn(domain, allowed)) && !Allowed.Contains(key);
    }

    private static bool IsIn(string domain, string outer) => domain == outer || domain.EndsWith("." + outer, StringComparison.Ordinal);
}
