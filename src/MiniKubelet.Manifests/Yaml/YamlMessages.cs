using YamlDotNet.Core;

namespace MiniKubelet.Manifests;

/// <summary>Says in a manifest author's words what the YAML parser says in a parser's.</summary>
internal static class YamlMessages
{
    /// <summary>The message for a syntax error.</summary>
    public static string Explain(YamlException exception, string text)
    {
        var line = LineAt(text, (int)exception.Start.Line);
        var indentation = line.AsSpan()[..^line.AsSpan().TrimStart().Length];
        if (indentation.Contains('\t'))
        {
            return "a tab in the indentation; YAML takes only spaces there";
        }

        var message = exception.Message;
        return exception is SemanticErrorException && message.StartsWith("While ", StringComparison.Ordinal) is false
            ? LowerFirst(message)
            : $"not valid YAML: {LowerFirst(message)}";
    }

    private static string LowerFirst(string message) =>
        message.Length == 0 ? message : char.ToLowerInvariant(message[0]) + message[1..].TrimEnd('.');

    private static string LineAt(string text, int number)
    {
        var reader = new StringReader(text);
        string? line = null;
        for (var i = 0; i < number; i++)
        {
            line = reader.ReadLine();
        }

        return line ?? "";
    }
}
