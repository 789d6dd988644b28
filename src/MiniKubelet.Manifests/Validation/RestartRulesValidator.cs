using MiniKubelet.Kubernetes;

namespace MiniKubelet.Manifests;

/// <summary>Rules for the rules by which one container is restarted.</summary>
internal static class RestartRulesValidator
{
    private const int MostRules = 20;
    private const int MostExitCodes = 255;

    /// <summary>Checks the restart rules of one container.</summary>
    public static void Validate(Container container, FieldPath path, FieldErrors errors)
    {
        var rules = container.RestartPolicyRules;
        if (rules.Count == 0)
        {
            return;
        }

        if (container.RestartPolicy is null)
        {
            errors.Add(path.Child("restartPolicy"), "required where restart rules are used; it holds for an end that no rule matches");
        }

        var at = path.Child("restartPolicyRules");
        if (rules.Count > MostRules)
        {
            errors.Add(at, $"must have at most {MostRules} rules, found {rules.Count}");
        }

        foreach (var (rule, where) in rules.Each(at))
        {
            Validate(rule, where, errors);
        }
    }

    private static void Validate(ContainerRestartRule rule, FieldPath path, FieldErrors errors)
    {
        if (rule.Action is null)
        {
            errors.Add(path.Child("action"), "required; Restart or RestartAllContainers");
        }

        var at = path.Child("exitCodes");
        if (rule.ExitCodes is not { } codes)
        {
            errors.Add(at, "required");
            return;
        }

        if (codes.Operator is null)
        {
            errors.Add(at.Child("operator"), "required; In or NotIn");
        }

        if (codes.Values.Count > MostExitCodes)
        {
            errors.Add(at.Child("values"), $"must have at most {MostExitCodes} exit codes, found {codes.Values.Count}");
        }
    }
}
