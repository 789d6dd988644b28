namespace MiniKubelet.Manifests;

/// <summary>Keeps the values of a Secret out of messages: those go to logs and events.</summary>
internal static class SecretFields
{
    /// <summary>The Secret with its values marked as hidden.</summary>
    public static MappingNode Hide(MappingNode root) => new(
        [
            .. root.Entries.Select(static entry =>
                entry.Key is "data" or "stringData" ? entry with { Value = Hide(entry.Value) } : entry),
        ],
        root.Line,
        root.Column);

    private static ManifestNode Hide(ManifestNode node) => node switch
    {
        ScalarNode scalar =>
            new ScalarNode(scalar.Kind, scalar.Text, scalar.Written, scalar.Line, scalar.Column) { IsHidden = true },
        SequenceNode list => new SequenceNode([.. list.Items.Select(Hide)], list.Line, list.Column),
        MappingNode mapping => new MappingNode(
            [.. mapping.Entries.Select(static entry => entry with { Value = Hide(entry.Value) })], mapping.Line, mapping.Column),
        _ => node,
    };
}
