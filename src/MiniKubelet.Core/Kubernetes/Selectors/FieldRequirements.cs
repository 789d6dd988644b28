using System.Text;

namespace MiniKubelet.Kubernetes.Selectors;

/// <summary>One requirement on a field: equal to a value, or not.</summary>
/// <param name="Field">The field's path, such as <c>status.phase</c>.</param>
/// <param name="Value">The value.</param>
/// <param name="Negated">The field must not have the value.</param>
public sealed record FieldRequirement(string Field, string Value, bool Negated);

/// <summary>A field selector as it stands in a query: <c>a=b,c!=d</c>; a backslash protects a comma, equals sign or backslash.</summary>
/// <param name="Items">The requirements.</param>
public sealed record FieldRequirements(EquatableArray<FieldRequirement> Items)
{
    /// <summary>Selects everything.</summary>
    public static FieldRequirements Everything { get; } = new(EquatableArray<FieldRequirement>.Empty);

    /// <summary>Reads a selector; throws <see cref="FormatException"/>.</summary>
    public static FieldRequirements Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return Everything;
        }

        List<FieldRequirement> items = [];
        foreach (var term in Terms(text))
        {
            if (term.Length > 0)
            {
                items.Add(ParseTerm(term, text));
            }
        }

        return new(items.ToEquatableArray());
    }

    /// <summary>Whether an object meets all requirements; <paramref name="valueOf"/> gives the text of a field.</summary>
    public bool Matches(Func<string, string> valueOf)
    {
        ArgumentNullException.ThrowIfNull(valueOf);
        foreach (var item in Items)
        {
            if ((valueOf(item.Field) == item.Value) == item.Negated)
            {
                return false;
            }
        }

        return true;
    }

    private static FieldRequirement ParseTerm(string term, string text)
    {
        for (var i = 0; i < term.Length; i++)
        {
            var rest = term.AsSpan(i);
            if (rest.StartsWith("!="))
            {
                return new(term[..i].Trim(), Unescape(term[(i + 2)..], text), Negated: true);
            }

            if (rest[0] == '=')
            {
                var length = rest.StartsWith("==") ? 2 : 1;
                return new(term[..i].Trim(), Unescape(term[(i + length)..], text), Negated: false);
            }
        }

        throw new FormatException($"invalid selector: '{text}'; can't understand '{term}'");
    }

    private static IEnumerable<string> Terms(string text)
    {
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                i++;
            }
            else if (text[i] == ',')
            {
                yield return text[start..i];
                start = i + 1;
            }
        }

        yield return text[start..];
    }

    private static string Unescape(string value, string text)
    {
        var result = new StringBuilder(value.Length);
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] == '\\')
            {
                i++;
                if (i == value.Length || value[i] is not ('\\' or ',' or '='))
                {
                    throw new FormatException($"invalid selector: '{text}'; invalid escape sequence");
                }
            }
            else if (value[i] is '=')
            {
                throw new FormatException($"invalid selector: '{text}'; unescaped '=' in a value");
            }

            result.Append(value[i]);
        }

        return result.ToString();
    }
}
