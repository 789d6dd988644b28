namespace MiniKubelet.Manifests;

/// <summary>
/// Fields that the server sets. They come along when somebody saves what kubectl get -o yaml prints, and mean nothing in a
/// manifest: here the daemon is the server.
/// </summary>
internal static class ServerFields
{
    private static readonly string[] OfMetadata =
    [
        "managedFields", "resourceVersion", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "generation",
        "selfLink", "ownerReferences",
    ];

    /// <summary>The object without them.</summary>
    public static MappingNode Drop(MappingNode root) => Map(root, static entry => entry.Key switch
    {
        "status" => null,
        "metadata" when entry.Value is MappingNode metadata =>
            entry with { Value = Map(metadata, static field => OfMetadata.Contains(field.Key) ? null : field) },
        _ => entry,
    });

    private static MappingNode Map(MappingNode mapping, Func<MappingEntry, MappingEntry?> change) =>
        new([.. mapping.Entries.Select(change).OfType<MappingEntry>()], mapping.Line, mapping.Column);
}
