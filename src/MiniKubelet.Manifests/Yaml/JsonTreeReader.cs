using System.Globalization;
using System.Text;
using System.Text.Json;

namespace MiniKubelet.Manifests;

/// <summary>Builds located trees from JSON: one object, or several one after another.</summary>
internal ref struct JsonTreeReader
{
    private readonly string _file;
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly List<ManifestError> _errors = [];
    private Utf8JsonReader _reader;
    private int _nodes;
    private int _line = 1;
    private int _lineStart;
    private int _seen;

    private JsonTreeReader(string file, ReadOnlySpan<byte> bytes)
    {
        _file = file;
        _bytes = bytes;
        var options = new JsonReaderOptions { AllowMultipleValues = true, MaxDepth = ManifestLimits.Depth };
        _reader = new Utf8JsonReader(bytes, options);
    }

    /// <summary>Reads all values of the file.</summary>
    public static ParsedText Read(string file, ReadOnlySpan<byte> bytes)
    {
        var reader = new JsonTreeReader(file, bytes);
        var documents = new List<ManifestNode>();
        try
        {
            while (reader._reader.Read())
            {
                documents.Add(reader.ReadNode());
            }
        }
        catch (JsonException exception)
        {
            var line = (int)(exception.LineNumber ?? 0) + 1;
            var column = (int)(exception.BytePositionInLine ?? 0) + 1;
            reader._errors.Add(new ManifestError(file, line, column, "", $"not valid JSON: {Shorten(exception.Message)}"));
        }
        catch (InvalidOperationException)
        {
            // What Utf8JsonReader says of half a surrogate pair.
            var (line, column) = reader.Position();
            reader._errors.Add(new ManifestError(file, line, column, "", "not valid JSON: an escape is half a character"));
        }

        return new ParsedText(documents, reader._errors);
    }

    private ManifestNode ReadNode()
    {
        var (line, column) = Position();
        if (++_nodes > ManifestLimits.Nodes)
        {
            throw new JsonException($"more than {ManifestLimits.Nodes} values", null, line - 1, column - 1);
        }

        return _reader.TokenType switch
        {
            JsonTokenType.StartObject => ReadObject(line, column),
            JsonTokenType.StartArray => ReadArray(line, column),
            JsonTokenType.String => Scalar(ScalarKind.String, _reader.GetString()!),
            JsonTokenType.Number => Scalar(ScalarKind.Number, Number()),
            JsonTokenType.True => Scalar(ScalarKind.Bool, "true"),
            JsonTokenType.False => Scalar(ScalarKind.Bool, "false"),
            _ => Scalar(ScalarKind.Null, "null"),
        };

        ScalarNode Scalar(ScalarKind kind, string text) => new(kind, text, text, line, column);
    }

    private SequenceNode ReadArray(int line, int column)
    {
        var items = new List<ManifestNode>();
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
        {
            items.Add(ReadNode());
        }

        return new SequenceNode(items, line, column);
    }

    private MappingNode ReadObject(int line, int column)
    {
        var builder = new MappingBuilder();
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndObject)
        {
            var (keyLine, keyColumn) = Position();
            var key = _reader.GetString()!;
            _reader.Read();
            if (!builder.TryAdd(new MappingEntry(key, keyLine, keyColumn, ReadNode()), out var first))
            {
                var message = $"the key {key} is given twice, first in line {first.Line}";
                _errors.Add(new ManifestError(_file, keyLine, keyColumn, "", message));
            }
        }

        return builder.Build(line, column);
    }

    // 1.0 and 1e3 are integers to Go's reader, so they get the same form as in YAML.
    private string Number()
    {
        var text = Encoding.ASCII.GetString(_reader.ValueSpan);
        if (!text.AsSpan().ContainsAny('.', 'e', 'E'))
        {
            return text;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? GoNumber.Format(value)
            : throw new JsonException("the number is too large", null, Position().Line - 1, Position().Column - 1);
    }

    private (int Line, int Column) Position()
    {
        var start = (int)_reader.TokenStartIndex;
        for (; _seen < start; _seen++)
        {
            if (_bytes[_seen] == '\n')
            {
                _line++;
                _lineStart = _seen + 1;
            }
        }

        return (_line, Encoding.UTF8.GetCharCount(_bytes[_lineStart..start]) + 1);
    }

    // The reader appends its own position, which the error states already.
    private static string Shorten(string message)
    {
        var end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return (end < 0 ? message : message[..end]).TrimEnd('.');
    }
}
