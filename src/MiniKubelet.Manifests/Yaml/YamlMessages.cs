using YamlDotNet.Core;

namespace MiniKubelet.Manifests;

/// <summary>Says in a manifest author's words what the YAML parser says in a parser's.</summary>
internal static class YamlMessages
{
    /// <summary>Where the mistake is, and what it is.</summary>
    public static (int Line, int Column, string Message) Explain(YamlException exception, string text)
    {
        // The parser blames the mapping that the tab is in, however far up that begins.
        var last = exception.Message.Contains(" tab ", StringComparison.Ordinal) ? int.MaxValue : (int)exception.End.Line + 1;
        if (TabIn(text, (int)exception.Start.Line, last) is var (tabLine, tabColumn))
        {
            return (tabLine, tabColumn, "a tab in the indentation; YAML takes only spaces there");
        }

        var (line, column) = ((int)exception.Start.Line, (int)exception.Start.Column);
        var message = exception.Message.TrimEnd('.');
        return exception is ManifestTextException
            ? (line, column, message)
            : (line, column, $"not valid YAML: {char.ToLowerInvariant(message[0])}{message[1..]}");
    }

    private static (int Line, int Column)? TabIn(string text, int first, int last)
    {
        var reader = new StringReader(text);
        for (var number = 1; number <= last && reader.ReadLine() is { } line; number++)
        {
            var indentation = line.AsSpan()[..^line.AsSpan().TrimStart().Length];
            if (number >= first && line.Length > indentation.Length && indentation.IndexOf('\t') is >= 0 and var column)
            {
                return (number, column + 1);
            }
        }

        return null;
    }
}
