namespace MiniKubelet.Manifests;

/// <summary>One line of the table of fields that are not honoured.</summary>
/// <param name="Pattern">The field's path; [] stands for every element of a list, {} for every key of a map.</param>
/// <param name="Message">What to tell the author: why not, what to use instead.</param>
/// <param name="When">Which values of the field it is about; null for all that say anything.</param>
internal sealed record UnsupportedField(string Pattern, string Message, Func<ManifestNode, bool>? When)
{
    private readonly string[] _steps = Pattern
        .Replace("[]", ".[]", StringComparison.Ordinal)
        .Replace("{}", ".{}", StringComparison.Ordinal)
        .Split('.');

    /// <summary>Keys that {} does not stand for.</summary>
    public IReadOnlyList<string> ExceptKeys { get; init; } = [];

    /// <summary>The places in a tree where the field is used. Null, and an empty list or mapping of fields, is no use.</summary>
    public IEnumerable<(FieldPath Path, ManifestNode Node)> FindIn(MappingNode root) =>
        Find(root, FieldPath.Root, 0).Where(found => IsUse(found.Node) && (When is null || When(found.Node)));

    private IEnumerable<(FieldPath Path, ManifestNode Node)> Find(ManifestNode node, FieldPath path, int step)
    {
        if (step == _steps.Length)
        {
            return [(path, node)];
        }

        return (_steps[step], node) switch
        {
            ("[]", SequenceNode list) => list.Items.SelectMany((item, index) => Find(item, path.Index(index), step + 1)),
            ("{}", MappingNode map) => map.Entries
                .Where(entry => !ExceptKeys.Contains(entry.Key))
                .SelectMany(entry => Find(entry.Value, path.Key(entry.Key), step + 1)),
            (var name, MappingNode mapping) when mapping[name] is { } value => Find(value, path.Child(name), step + 1),
            _ => [],
        };
    }

    // configMap: {} asks for a ConfigMap volume, envFrom: [] asks for nothing.
    private static bool IsUse(ManifestNode node) =>
        node is not (ScalarNode { Kind: ScalarKind.Null } or SequenceNode { Items.Count: 0 });
}
