using System.Text;
using MiniKubelet.Kubernetes;

namespace MiniKubelet.Agent.Probing;

/// <summary>
/// <c>$(VAR)</c> in a probe's command. Only values written out in the manifest are known here: a variable with a source is empty,
/// one that there is not stays as it is, <c>$$</c> is one <c>$</c> (kubernetes/pkg/kubelet/container/helpers.go
/// ExpandContainerCommandOnlyStatic).
/// </summary>
internal static class CommandVariables
{
    public static EquatableArray<string> Expand(EquatableArray<string> command, EquatableArray<EnvVar> environment) =>
        command.Any(part => part.Contains('$'))
            ? command.Select(part => Expand(part, environment)).ToEquatableArray()
            : command;

    private static string Expand(string text, EquatableArray<EnvVar> environment)
    {
        var expanded = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '$' || i + 1 == text.Length)
            {
                expanded.Append(text[i]);
                continue;
            }

            var close = text[i + 1] == '(' ? text.IndexOf(')', i + 2) : -1;
            if (close >= 0)
            {
                var reference = text[i..(close + 1)];
                expanded.Append(Value(text[(i + 2)..close], environment) ?? reference);
                i = close;
            }
            else
            {
                // "$$" is an escaped "$"; any other "$x" means nothing and stays.
                expanded.Append('$');
                if (text[i + 1] != '$')
                {
                    expanded.Append(text[i + 1]);
                }

                i++;
            }
        }

        return expanded.ToString();
    }

    private static string? Value(string name, EquatableArray<EnvVar> environment) =>
        environment.LastOrDefault(variable => variable.Name == name) is { } variable ? variable.Value ?? "" : null;
}
