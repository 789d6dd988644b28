using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace MiniKubelet.Manifests;

/// <summary>
/// Gives a YAML scalar the type that Kubernetes gives it: YAML 1.1 as Go's reader has it (sigs.k8s.io/yaml), where yes is a
/// boolean and 0644 is octal. Dates and base-60 numbers stay strings.
/// </summary>
internal static class ScalarResolver
{
    private const string TagPrefix = "tag:yaml.org,2002:";

    /// <summary>Resolves a scalar; gives a message instead if its tag is unknown or doesn't fit.</summary>
    public static ScalarNode? Resolve(Scalar scalar, out string? problem)
    {
        problem = null;
        var (line, column) = ((int)scalar.Start.Line, (int)scalar.Start.Column);
        var tag = scalar.Tag.IsEmpty ? "" : scalar.Tag.Value;
        if (tag is "!" or TagPrefix + "str" || (tag.Length == 0 && scalar.Style != ScalarStyle.Plain))
        {
            return String(scalar.Value);
        }

        var node = ResolvePlain(scalar.Value, line, column);
        ScalarKind? wanted = tag switch
        {
            "" => node.Kind,
            TagPrefix + "int" or TagPrefix + "float" => ScalarKind.Number,
            TagPrefix + "bool" => ScalarKind.Bool,
            TagPrefix + "null" => ScalarKind.Null,
            _ => null,
        };
        if (wanted == node.Kind)
        {
            return node;
        }

        problem = wanted is null
            ? $"the tag {tag} is not supported"
            : $"the value doesn't fit its tag !!{tag[TagPrefix.Length..]}";
        return null;

        ScalarNode String(string text) => new(ScalarKind.String, text, text, line, column);
    }

    private static ScalarNode ResolvePlain(string text, int line, int column)
    {
        return text switch
        {
            "" or "~" or "null" or "Null" or "NULL" => Node(ScalarKind.Null, "null"),
            "y" or "Y" or "yes" or "Yes" or "YES" or "true" or "True" or "TRUE" or "on" or "On" or "ON" =>
                Node(ScalarKind.Bool, "true"),
            "n" or "N" or "no" or "No" or "NO" or "false" or "False" or "FALSE" or "off" or "Off" or "OFF" =>
                Node(ScalarKind.Bool, "false"),
            [(>= '0' and <= '9') or '+' or '-', ..] when GoNumber.TryRead(text, out var json) => Node(ScalarKind.Number, json),
            ['.', ..] when GoNumber.TryReadFloat(text, out var json) => Node(ScalarKind.Number, json),
            _ => Node(ScalarKind.String, text),
        };

        ScalarNode Node(ScalarKind kind, string resolved) => new(kind, resolved, text, line, column);
    }
}
