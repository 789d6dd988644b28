using System.Net;
using System.Net.Sockets;

namespace MiniKubelet.Manifests;

/// <summary>The checks that recur in every validator.</summary>
internal static class Rule
{
    /// <summary>The field has to be there; true if it is.</summary>
    public static bool Required(string? value, FieldPath path, FieldErrors errors)
    {
        if (!string.IsNullOrEmpty(value))
        {
            return true;
        }

        errors.Add(path, "required");
        return false;
    }

    /// <summary>The field has to be there and obey a rule of <see cref="NameRules"/>.</summary>
    public static void RequiredName(string? value, Func<string, string?> rule, FieldPath path, FieldErrors errors)
    {
        if (Required(value, path, errors))
        {
            Name(value, rule, path, errors);
        }
    }

    /// <summary>The field has to obey a rule if it is there.</summary>
    public static void Name(string? value, Func<string, string?> rule, FieldPath path, FieldErrors errors)
    {
        if (!string.IsNullOrEmpty(value) && rule(value) is { } problem)
        {
            errors.Add(path, $"{problem}, found \"{value}\"");
        }
    }

    /// <summary>The number has to lie between two others, both included.</summary>
    public static void Range(long? value, long least, long most, FieldPath path, FieldErrors errors)
    {
        if (value < least || value > most)
        {
            var range = most == long.MaxValue ? $"at least {least}" : $"from {least} to {most}";
            errors.Add(path, $"must be {range}, found {value}");
        }
    }

    /// <summary>Adds an error for every value that was there before.</summary>
    public static void Unique<T>(IEnumerable<(T Value, FieldPath Path)> values, FieldErrors errors)
        where T : notnull
    {
        var seen = new Dictionary<T, FieldPath>();
        foreach (var (value, path) in values)
        {
            if (!seen.TryAdd(value, path))
            {
                errors.Add(path, $"duplicate of {seen[value]}: {value}");
            }
        }
    }

    /// <summary>Adds an error for every name that was there before; absent names don't count.</summary>
    public static void UniqueNames(IEnumerable<(string? Name, FieldPath Path)> named, FieldErrors errors) => Unique(
        named.Where(static item => !string.IsNullOrEmpty(item.Name)).Select(static item => (item.Name!, item.Path.Child("name"))),
        errors);

    /// <summary>The elements of a list with their paths.</summary>
    public static IEnumerable<(T Item, FieldPath Path)> Each<T>(this IEnumerable<T> items, FieldPath path) =>
        items.Select((item, index) => (item, path.Index(index)));

    /// <summary>An IPv4 or IPv6 address in its usual form.</summary>
    public static void Address(string value, FieldPath path, FieldErrors errors)
    {
        // IPAddress also takes 1 and 0x7f.1, which nothing else in Kubernetes does.
        if (!IPAddress.TryParse(value, out var address)
            || (address.AddressFamily == AddressFamily.InterNetwork && address.ToString() != value)
            || value.Contains('%'))
        {
            errors.Add(path, $"must be an IP address, found \"{value}\"");
        }
    }

    /// <summary>A path inside something, which must not leave it.</summary>
    public static void InnerPath(string value, FieldPath path, FieldErrors errors)
    {
        if (value.StartsWith('/'))
        {
            errors.Add(path, $"must be a relative path, found \"{value}\"");
        }

        NoBacksteps(value, path, errors);
    }

    /// <summary>A path without ".." in it.</summary>
    public static void NoBacksteps(string value, FieldPath path, FieldErrors errors)
    {
        if (value.Split('/').Contains(".."))
        {
            errors.Add(path, $"must not contain \"..\", found \"{value}\"");
        }
    }
}
