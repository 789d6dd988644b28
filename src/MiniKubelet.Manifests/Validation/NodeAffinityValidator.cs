using System.Globalization;
using MiniKubelet.Kubernetes;

namespace MiniKubelet.Manifests;

/// <summary>Rules for the node affinity that must hold (kubernetes/pkg/apis/core/validation, ValidateNodeSelector).</summary>
internal static class NodeAffinityValidator
{
    private const string NameField = "metadata.name";

    /// <summary>Checks the required terms.</summary>
    public static void Validate(NodeAffinity? affinity, FieldPath path, FieldErrors errors)
    {
        if (affinity?.RequiredDuringSchedulingIgnoredDuringExecution is not { } required)
        {
            return;
        }

        var terms = path.Child("requiredDuringSchedulingIgnoredDuringExecution").Child("nodeSelectorTerms");
        if (required.NodeSelectorTerms.Count == 0)
        {
            errors.Add(terms, "must have at least one term");
        }

        foreach (var (term, at) in required.NodeSelectorTerms.Each(terms))
        {
            foreach (var (requirement, where) in term.MatchExpressions.Each(at.Child("matchExpressions")))
            {
                Rule.RequiredName(requirement.Key, NameRules.QualifiedName, where.Child("key"), errors);
                Values(requirement, where, errors);
            }

            foreach (var (requirement, where) in term.MatchFields.Each(at.Child("matchFields")))
            {
                Field(requirement, where, errors);
            }
        }
    }

    private static void Values(NodeSelectorRequirement requirement, FieldPath path, FieldErrors errors)
    {
        var values = path.Child("values");
        switch (requirement.Operator)
        {
            case NodeSelectorOperator.In or NodeSelectorOperator.NotIn when requirement.Values.Count == 0:
                errors.Add(values, $"required with operator {requirement.Operator}");
                break;
            case NodeSelectorOperator.Exists or NodeSelectorOperator.DoesNotExist when requirement.Values.Count > 0:
                errors.Add(values, $"must be empty with operator {requirement.Operator}");
                break;
            case NodeSelectorOperator.Gt or NodeSelectorOperator.Lt
                when requirement.Values is not [var number] || !long.TryParse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _):
                errors.Add(values, $"must be one whole number with operator {requirement.Operator}");
                break;
            case null:
                errors.Add(path.Child("operator"), "required");
                break;
            default:
                break;
        }
    }

    private static void Field(NodeSelectorRequirement requirement, FieldPath path, FieldErrors errors)
    {
        if (requirement.Key != NameField)
        {
            errors.Add(path.Child("key"), $"must be {NameField}, found \"{requirement.Key}\"");
        }

        if (requirement.Operator is not (NodeSelectorOperator.In or NodeSelectorOperator.NotIn))
        {
            errors.Add(path.Child("operator"), "must be In or NotIn");
        }

        if (requirement.Values.Count != 1)
        {
            errors.Add(path.Child("values"), $"must have one value, found {requirement.Values.Count}");
        }
    }
}
