namespace MiniKubelet.Manifests;

/// <summary>A value in a manifest and where it stands. Nodes are immutable and may be shared by aliases.</summary>
internal abstract class ManifestNode(int line, int column)
{
    /// <summary>The line from 1.</summary>
    public int Line { get; } = line;

    /// <summary>The column from 1, in UTF-16 units.</summary>
    public int Column { get; } = column;

    /// <summary>How many nodes this one stands for once its aliases are expanded, itself included.</summary>
    public abstract int Size { get; }

    /// <summary>"a string", "the number 8080": for messages that say what was found.</summary>
    public abstract string Description { get; }
}

/// <summary>What a scalar is once resolved.</summary>
internal enum ScalarKind
{
    Null,
    Bool,
    Number,
    String,
}

/// <summary>A string, number, boolean or null.</summary>
/// <param name="kind">What it is.</param>
/// <param name="text">A string's characters, a number in JSON's form, true, false or null.</param>
/// <param name="written">As written in the file, for messages.</param>
/// <param name="line">The line from 1.</param>
/// <param name="column">The column from 1.</param>
internal sealed class ScalarNode(ScalarKind kind, string text, string written, int line, int column) : ManifestNode(line, column)
{
    public ScalarKind Kind { get; } = kind;

    public string Text { get; } = text;

    public string Written { get; } = written;

    /// <summary>Whether the value is secret, so that no message may show it.</summary>
    public bool IsHidden { get; init; }

    public override int Size => 1;

    public override string Description => Kind switch
    {
        ScalarKind.Null => "null",
        ScalarKind.Bool => IsHidden ? "a boolean" : $"the boolean {Written}",
        ScalarKind.Number => IsHidden ? "a number" : $"the number {Written}",
        ScalarKind.String => IsHidden || Text.Length > 40 || Text.Contains('\n') ? "a string" : $"the string \"{Text}\"",
    };
}

/// <summary>A key of a mapping, its place and its value.</summary>
internal readonly record struct MappingEntry(string Key, int Line, int Column, ManifestNode Value);

/// <summary>Keys and values in the order of the file; keys are unique.</summary>
internal sealed class MappingNode : ManifestNode
{
    private readonly Dictionary<string, MappingEntry> _byKey;

    public MappingNode(IReadOnlyList<MappingEntry> entries, int line, int column)
        : base(line, column)
    {
        Entries = entries;
        _byKey = entries.ToDictionary(static entry => entry.Key, StringComparer.Ordinal);
        Size = 1 + entries.Sum(static entry => entry.Value.Size);
    }

    public IReadOnlyList<MappingEntry> Entries { get; }

    public override int Size { get; }

    public override string Description => "a mapping";

    /// <summary>The value of a key; null if the key is absent.</summary>
    public ManifestNode? this[string key] => _byKey.TryGetValue(key, out var entry) ? entry.Value : null;
}

/// <summary>A list.</summary>
internal sealed class SequenceNode : ManifestNode
{
    public SequenceNode(IReadOnlyList<ManifestNode> items, int line, int column)
        : base(line, column)
    {
        Items = items;
        Size = 1 + items.Sum(static item => item.Size);
    }

    public IReadOnlyList<ManifestNode> Items { get; }

    public override int Size { get; }

    public override string Description => "a list";
}
