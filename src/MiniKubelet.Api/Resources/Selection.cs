using MiniKubelet.Api.Http;
using MiniKubelet.Kubernetes;
using MiniKubelet.Kubernetes.Selectors;

namespace MiniKubelet.Api.Resources;

/// <summary>Which objects of a kind a request is about: namespace, name and selectors in one predicate.</summary>
internal sealed class Selection<T>
    where T : class, IKubernetesObject
{
    private readonly string? _namespace;
    private readonly LabelRequirements _labels;
    private readonly FieldRequirements _fields;
    private readonly Dictionary<string, Func<T, string>> _known;

    /// <summary>Checks that every field is one that the kind can be selected by.</summary>
    internal Selection(ResourceKind<T> kind, RequestInfo info, ListOptions options)
    {
        _namespace = info.Namespace;
        _labels = options.Labels;
        _fields = options.Fields;
        _known = kind.Fields;
        foreach (var requirement in _fields.Items)
        {
            if (requirement.Field is not ("metadata.name" or "metadata.namespace") && !_known.ContainsKey(requirement.Field))
            {
                throw StatusException.BadRequest($"field label not supported: {requirement.Field}");
            }
        }
    }

    internal bool Matches(T item) =>
        (_namespace is null || item.Metadata.Namespace == _namespace)
        && _labels.Matches(item.Metadata.Labels)
        && _fields.Matches(field => field switch
        {
            "metadata.name" => item.Metadata.Name,
            "metadata.namespace" => item.Metadata.Namespace ?? "",
            _ => _known[field](item),
        });
}
