using System.Globalization;
using MiniKubelet.Kubernetes;

namespace MiniKubelet.Manifests;

/// <summary>Which scalars a field's type takes, and what to say about the others.</summary>
internal static class ScalarRules
{
    private static readonly HashSet<Type> Scalars =
    [
        typeof(string), typeof(bool), typeof(int), typeof(long), typeof(Quantity), typeof(IntOrString), typeof(Bytes),
        typeof(DateTimeOffset), typeof(TimeSpan),
    ];

    /// <summary>Whether fields of the type hold a scalar.</summary>
    public static bool IsScalar(Type type) => type.IsEnum || Scalars.Contains(type);

    /// <summary>Null if the scalar fits the type; else what was expected.</summary>
    public static string? Problem(ScalarNode node, Type type) =>
        type == typeof(string) ? String(node)
        : type == typeof(bool) ? node.Kind == ScalarKind.Bool ? null : $"expected {NameOf(type)}, found {node.Description}"
        : type == typeof(int) ? Integer(node, int.MinValue, int.MaxValue)
        : type == typeof(long) ? Integer(node, long.MinValue, long.MaxValue)
        : type == typeof(Quantity) ? QuantityText(node)
        : type == typeof(IntOrString) ? node.Kind == ScalarKind.String ? null : Integer(node, int.MinValue, int.MaxValue)
        : type == typeof(Bytes) ? Base64(node)
        : type == typeof(DateTimeOffset) ? Time(node)
        : type == typeof(TimeSpan) ? Duration(node)
        : type.IsEnum ? Enumeration(node, type)
        : null;

    /// <summary>What a field of the type holds, in words.</summary>
    public static string NameOf(Type type) =>
        type == typeof(bool) ? "true or false"
        : type == typeof(int) || type == typeof(long) ? "an integer"
        : type == typeof(Quantity) ? "a quantity such as 500m or 1Gi"
        : type == typeof(IntOrString) ? "an integer or a string"
        : type == typeof(DateTimeOffset) ? "a time such as 2006-01-02T15:04:05Z"
        : type == typeof(TimeSpan) ? "a duration such as 1m30s"
        : type.IsEnum ? $"one of {string.Join(", ", Enum.GetNames(type))}"
        : "a string";

    /// <summary>JSON that stands for a value that was refused, so that the rest of the object can be read and checked.</summary>
    public static string Placeholder(Type type) =>
        type == typeof(bool) ? "false"
        : type == typeof(DateTimeOffset) ? "\"0001-01-01T00:00:00Z\""
        : type == typeof(TimeSpan) ? "\"0\""
        : type.IsEnum ? $"\"{Enum.GetNames(type)[0]}\""
        : type == typeof(string) || type == typeof(Bytes) ? "\"\""
        : "0";

    private static string? String(ScalarNode node) => node.Kind switch
    {
        ScalarKind.String => null,
        ScalarKind.Null => "expected a string, found null",
        ScalarKind.Bool or ScalarKind.Number => $"expected a string, found {node.Description}; put it in quotes{Quoted(node)}",
    };

    private static string Quoted(ScalarNode node) => node.IsHidden ? "" : $": \"{node.Written}\"";

    private static string? Integer(ScalarNode node, long least, long most)
    {
        if (node.Kind != ScalarKind.Number)
        {
            return node.Kind == ScalarKind.String && long.TryParse(node.Text, CultureInfo.InvariantCulture, out _)
                ? $"expected an integer, found {node.Description}; leave the quotes out"
                : $"expected an integer, found {node.Description}";
        }

        return !long.TryParse(node.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
                ? $"expected an integer, found {node.Description}"
            : value < least || value > most ? $"expected an integer from {least} to {most}, found {node.Description}"
            : null;
    }

    private static string? QuantityText(ScalarNode node) =>
        node.Kind is ScalarKind.String or ScalarKind.Number && Quantity.TryParse(node.Text, out _)
            ? null
            : $"expected {NameOf(typeof(Quantity))}, found {node.Description}";

    private static string? Base64(ScalarNode node) =>
        node.Kind == ScalarKind.String && Convert.TryFromBase64String(node.Text, new byte[node.Text.Length], out _)
            ? null
            : "expected text in base64; plain text goes into stringData (Secret) or data (ConfigMap)";

    private static string? Time(ScalarNode node) =>
        node.Kind == ScalarKind.String
        && DateTimeOffset.TryParse(node.Text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _)
            ? null
            : $"expected {NameOf(typeof(DateTimeOffset))}, found {node.Description}";

    private static string? Duration(ScalarNode node) =>
        node.Kind == ScalarKind.String && GoDuration.TryParse(node.Text, out _)
            ? null
            : $"expected {NameOf(typeof(TimeSpan))}, found {node.Description}";

    private static string? Enumeration(ScalarNode node, Type type)
    {
        var names = Enum.GetNames(type);
        if (node.Kind == ScalarKind.String && names.Contains(node.Text, StringComparer.Ordinal))
        {
            return null;
        }

        var meant = node.Kind == ScalarKind.String ? Suggestion.For(node.Text, names) : null;
        return $"expected {NameOf(type)}, found {node.Description}{(meant is null ? "" : $", did you mean {meant}?")}";
    }
}
