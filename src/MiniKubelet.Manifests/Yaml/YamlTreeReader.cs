using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace MiniKubelet.Manifests;

/// <summary>
/// Builds located trees from YAML. A syntax error ends the reading; a duplicate key, a bad tag or key is noted and the reading
/// goes on.
/// </summary>
internal sealed class YamlTreeReader
{
    private readonly string _file;
    private readonly GuardedParser _parser;
    private readonly List<ManifestError> _errors = [];
    private readonly Dictionary<AnchorName, ManifestNode> _anchors = [];
    private readonly HashSet<AnchorName> _open = [];
    private int _nodes;

    private YamlTreeReader(string file, string text) =>
        (_file, _parser) = (file, new GuardedParser(text));

    /// <summary>Reads all documents; empty ones are left out.</summary>
    public static ParsedText Read(string file, string text)
    {
        var reader = new YamlTreeReader(file, text);
        var documents = new List<ManifestNode>();
        try
        {
            reader.ReadDocuments(documents);
        }
        catch (YamlException exception)
        {
            var (line, column, message) = YamlMessages.Explain(exception, text);
            reader._errors.Add(new ManifestError(file, line, column, "", message));
        }

        return new ParsedText(documents, reader._errors);
    }

    private void ReadDocuments(List<ManifestNode> documents)
    {
        _parser.Consume<StreamStart>();
        while (!_parser.TryConsume<StreamEnd>(out _))
        {
            _parser.Consume<DocumentStart>();
            _anchors.Clear();
            var document = ReadNode(0);
            _parser.Consume<DocumentEnd>();
            if (document is not ScalarNode { Kind: ScalarKind.Null })
            {
                documents.Add(document);
            }
        }
    }

    private ManifestNode ReadNode(int depth)
    {
        var start = _parser.Current!.Start;
        if (_parser.TryConsume<AnchorAlias>(out var alias))
        {
            return Expand(alias);
        }

        Count(1, start);
        if (depth > ManifestLimits.Depth)
        {
            throw new ManifestTextException(start, $"nested deeper than {ManifestLimits.Depth} levels");
        }

        var anchor = _parser.Accept<NodeEvent>(out var next) ? next.Anchor : AnchorName.Empty;
        if (!anchor.IsEmpty)
        {
            _open.Add(anchor);
        }

        ManifestNode node = _parser.Current switch
        {
            MappingStart mapping => ReadMapping(mapping, depth),
            SequenceStart sequence => ReadSequence(sequence, depth),
            _ => ReadScalar(_parser.Consume<Scalar>()),
        };
        if (!anchor.IsEmpty)
        {
            _open.Remove(anchor);
            _anchors[anchor] = node;
        }

        return node;
    }

    private ManifestNode Expand(AnchorAlias alias)
    {
        if (_open.Contains(alias.Value))
        {
            throw new ManifestTextException(alias.Start, $"the anchor {alias.Value} contains itself");
        }

        if (!_anchors.TryGetValue(alias.Value, out var node))
        {
            throw new ManifestTextException(alias.Start, $"the anchor {alias.Value} is not defined above");
        }

        Count(node.Size, alias.Start);
        return node;
    }

    private ScalarNode ReadScalar(Scalar scalar)
    {
        if (ScalarResolver.Resolve(scalar, out var problem) is { } node)
        {
            return node;
        }

        Report(scalar.Start, problem!);
        return new ScalarNode(ScalarKind.Null, "null", scalar.Value, (int)scalar.Start.Line, (int)scalar.Start.Column);
    }

    private SequenceNode ReadSequence(SequenceStart start, int depth)
    {
        _parser.MoveNext();
        var items = new List<ManifestNode>();
        while (!_parser.TryConsume<SequenceEnd>(out _))
        {
            items.Add(ReadNode(depth + 1));
        }

        return new SequenceNode(items, (int)start.Start.Line, (int)start.Start.Column);
    }

    private MappingNode ReadMapping(MappingStart start, int depth)
    {
        _parser.MoveNext();
        var builder = new MappingBuilder();
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var mark = _parser.Current!.Start;
            var isMerge = _parser.Accept<Scalar>(out var scalar) && scalar is { Value: "<<", Style: ScalarStyle.Plain };
            var key = ReadNode(depth + 1);
            var value = ReadNode(depth + 1);
            if (isMerge)
            {
                Merge(builder, value, mark);
            }
            else if (key is not ScalarNode { Kind: not ScalarKind.Null } name)
            {
                Report(mark, $"expected a string as the key, found {key.Description}");
            }
            else if (builder.TryAdd(new MappingEntry(name.Text, (int)mark.Line, (int)mark.Column, value), out var first) is false)
            {
                Report(mark, $"the key {name.Text} is given twice, first in line {first.Line}");
            }
        }

        return builder.Build((int)start.Start.Line, (int)start.Start.Column);
    }

    private void Merge(MappingBuilder builder, ManifestNode value, Mark mark)
    {
        IReadOnlyList<ManifestNode> sources = value is SequenceNode list ? list.Items : [value];
        // The first of several sources wins, so it comes last.
        foreach (var source in sources.Reverse())
        {
            if (source is MappingNode mapping)
            {
                builder.Merge(mapping);
            }
            else
            {
                Report(mark, $"expected a mapping or a list of mappings to merge, found {source.Description}");
            }
        }
    }

    private void Count(int nodes, Mark mark)
    {
        _nodes += nodes;
        if (_nodes > ManifestLimits.Nodes)
        {
            throw new ManifestTextException(mark, $"more than {ManifestLimits.Nodes} values once aliases are expanded");
        }
    }

    private void Report(Mark mark, string message) =>
        _errors.Add(new ManifestError(_file, (int)mark.Line, (int)mark.Column, "", message));
}
