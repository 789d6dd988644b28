using MiniKubelet.Kubernetes;

namespace MiniKubelet.Manifests;

/// <summary>Rules for requests and limits.</summary>
internal static class ResourceValidator
{
    /// <summary>Checks the resources of a container or pod.</summary>
    public static void Validate(ResourceRequirements resources, FieldPath path, FieldErrors errors)
    {
        Amounts(resources.Limits, path.Child("limits"), errors);
        Amounts(resources.Requests, path.Child("requests"), errors);
        foreach (var (name, request) in resources.Requests)
        {
            if (resources.Limits.TryGetValue(name, out var limit) && request > limit)
            {
                errors.Add(path.Child("requests").Key(name), $"must be at most the limit {limit}, found {request}");
            }
        }
    }

    private static void Amounts(EquatableMap<Quantity> amounts, FieldPath path, FieldErrors errors)
    {
        foreach (var (name, amount) in amounts)
        {
            Rule.Name(name, NameRules.QualifiedName, path.Key(name), errors);
            if (amount.Value < 0)
            {
                errors.Add(path.Key(name), $"must not be negative, found {amount}");
            }
        }
    }
}
