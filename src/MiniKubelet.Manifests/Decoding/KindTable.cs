namespace MiniKubelet.Manifests;

/// <summary>The kinds a manifest folder holds, and the lists of them that kubectl prints.</summary>
internal static class KindTable
{
    private static readonly string[] Kinds = ["Pod", "ConfigMap", "Secret", "Namespace"];

    /// <summary>The objects of a document: its items if it is a list, else itself.</summary>
    public static IEnumerable<ManifestNode> ExpandLists(string file, ManifestNode document, List<ManifestError> errors)
    {
        if (document is not MappingNode list || Text(list, "apiVersion") != "v1" || ItemKind(Text(list, "kind")) is not { } kind)
        {
            return [document];
        }

        switch (list["items"])
        {
            case null or ScalarNode { Kind: ScalarKind.Null }:
                return [];
            case SequenceNode items:
                return kind.Length == 0 ? items.Items : items.Items.Select(item => WithKind(item, kind));
            case var other:
                var message = $"expected a list, found {other.Description}";
                errors.Add(new ManifestError(file, other.Line, other.Column, "items", message));
                return [];
        }
    }

    /// <summary>The kind of a document; null, and an error, if it isn't one that this folder holds.</summary>
    public static string? KindOf(string file, MappingNode document, List<ManifestError> errors)
    {
        var before = errors.Count;
        Require("apiVersion");
        Require("kind");
        if (errors.Count > before)
        {
            return null;
        }

        var (version, kind) = (Text(document, "apiVersion")!, Text(document, "kind")!);
        if (!Kinds.Contains(kind))
        {
            Report("kind", Suggestion.For(kind, Kinds) is { } meant
                ? $"unknown kind {kind}, did you mean {meant}?"
                : $"{version} {kind} is not supported; expected a v1 Pod, ConfigMap, Secret or Namespace");
        }
        else if (version != "v1")
        {
            Report("apiVersion", $"expected v1 for kind {kind}, found {version}");
        }

        return errors.Count > before ? null : kind;

        void Require(string field)
        {
            if (document[field] is null or ScalarNode { Kind: ScalarKind.Null })
            {
                errors.Add(new ManifestError(file, document.Line, document.Column, field, "required"));
            }
            else if (Text(document, field) is null)
            {
                Report(field, $"expected a string, found {document[field]!.Description}");
            }
        }

        void Report(string field, string message) =>
            errors.Add(new ManifestError(file, document[field]!.Line, document[field]!.Column, field, message));
    }

    // The items of a List state their kinds; those of a PodList need not.
    private static string? ItemKind(string? kind) =>
        kind == "List" ? "" : Kinds.FirstOrDefault(candidate => kind == candidate + "List");

    private static ManifestNode WithKind(ManifestNode item, string kind)
    {
        if (item is not MappingNode mapping)
        {
            return item;
        }

        var builder = new MappingBuilder();
        foreach (var entry in mapping.Entries)
        {
            builder.TryAdd(entry, out _);
        }

        builder.TryAdd(Entry("apiVersion", "v1"), out _);
        builder.TryAdd(Entry("kind", kind), out _);
        return builder.Build(mapping.Line, mapping.Column);

        MappingEntry Entry(string key, string value) =>
            new(key, mapping.Line, mapping.Column, new ScalarNode(ScalarKind.String, value, value, mapping.Line, mapping.Column));
    }

    private static string? Text(MappingNode mapping, string field) =>
        mapping[field] is ScalarNode { Kind: ScalarKind.String } scalar ? scalar.Text : null;
}
