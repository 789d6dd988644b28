using System.Text;

namespace MiniKubelet.Runtime.Configuration;

/// <summary>
/// Expands <c>$(NAME)</c>. <c>$$</c> is a dollar sign, so <c>$$(NAME)</c> is the text <c>$(NAME)</c>; an unknown name and an
/// unfinished reference stay as they are (Kubernetes API, EnvVar.value).
/// </summary>
public static class VariableExpansion
{
    /// <summary>Expands the references in a text; the lookup gives null for a name it does not know.</summary>
    public static string Expand(string text, Func<string, string?> lookup)
    {
        var result = new StringBuilder(text.Length);
        var rest = text.AsSpan();
        while (rest.IndexOf('$') is >= 0 and var dollar && dollar + 1 < rest.Length)
        {
            result.Append(rest[..dollar]);
            rest = rest[(dollar + 1)..];
            var close = rest[0] == '(' ? rest.IndexOf(')') : -1;
            if (close > 0)
            {
                var name = rest[1..close].ToString();
                result.Append(lookup(name) ?? $"$({name})");
                rest = rest[(close + 1)..];
            }
            else
            {
                // One character is taken with the dollar: it cannot begin a reference of its own.
                result.Append(rest[0] == '$' ? "" : "$").Append(rest[0]);
                rest = rest[1..];
            }
        }

        return result.Append(rest).ToString();
    }
}
