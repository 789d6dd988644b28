using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace MiniKubelet.Manifests;

/// <summary>
/// YamlDotNet's parser, except that whatever it throws is an error of the text, with its place: on some malformed texts it fails
/// in its own code (InvalidOperationException), and no file may stop the daemon.
/// </summary>
internal sealed class GuardedParser : IParser
{
    private readonly Scanner _scanner;
    private readonly Parser _parser;

    /// <summary>Parses a text.</summary>
    public GuardedParser(string text)
    {
        _scanner = new Scanner(new StringReader(text), skipComments: true);
        _parser = new Parser(_scanner);
    }

    /// <inheritdoc/>
    public ParsingEvent? Current => _parser.Current;

    /// <inheritdoc/>
    public bool MoveNext()
    {
        try
        {
            return _parser.MoveNext();
        }
        catch (Exception exception) when (exception is not (YamlException or OutOfMemoryException))
        {
            throw new ManifestTextException(_scanner.CurrentPosition, "not valid YAML here, or shortly before");
        }
    }
}

/// <summary>A text that YAML's grammar doesn't refuse in so many words, and we do.</summary>
internal sealed class ManifestTextException(Mark place, string message) : YamlException(place, place, message);
