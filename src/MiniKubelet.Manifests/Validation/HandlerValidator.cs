using MiniKubelet.Kubernetes;

namespace MiniKubelet.Manifests;

/// <summary>Rules for what probes and lifecycle hooks do.</summary>
internal static class HandlerValidator
{
    /// <summary>Exactly one of the actions has to be there.</summary>
    public static void OneOf(IReadOnlyList<(string Field, object? Action)> actions, FieldPath path, FieldErrors errors)
    {
        var found = actions.Where(static action => action.Action is not null).Select(static action => action.Field).ToList();
        if (found.Count != 1)
        {
            var choices = string.Join(", ", actions.Select(static action => action.Field));
            var given = found.Count == 0 ? "none" : string.Join(", ", found);
            errors.Add(path, $"must have exactly one of {choices}, found {given}");
        }
    }

    /// <summary>Checks a command.</summary>
    public static void Validate(ExecAction? action, FieldPath path, FieldErrors errors)
    {
        if (action is { Command.Count: 0 })
        {
            errors.Add(path.Child("command"), "required");
        }
    }

    /// <summary>Checks an HTTP request.</summary>
    public static void Validate(HTTPGetAction? action, FieldPath path, FieldErrors errors)
    {
        if (action is null)
        {
            return;
        }

        PortValidator.NumberOrName(action.Port, path.Child("port"), errors);
        if (action.Path?.AsSpan().ContainsAny('\r', '\n', '\0') == true)
        {
            errors.Add(path.Child("path"), "must be one line");
        }

        foreach (var (header, at) in action.HttpHeaders.Each(path.Child("httpHeaders")))
        {
            if (Rule.Required(header.Name, at.Child("name"), errors) && !header.Name.All(IsTokenCharacter))
            {
                errors.Add(at.Child("name"), $"must consist of letters, digits and '-', found \"{header.Name}\"");
            }

            if (header.Value.AsSpan().ContainsAny('\r', '\n', '\0'))
            {
                errors.Add(at.Child("value"), "must be one line");
            }
        }
    }

    private static bool IsTokenCharacter(char character) => char.IsAsciiLetterOrDigit(character) || character == '-';
}
