using System.Globalization;

namespace MiniKubelet.Kubernetes.Selectors;

/// <summary>A label selector as it stands in a query: <c>a=b,c!=d,e in (f,g),h notin (i),j,!k,l&gt;1</c>. All must hold.</summary>
/// <param name="Items">The requirements.</param>
public sealed record LabelRequirements(EquatableArray<LabelRequirement> Items)
{
    /// <summary>Selects everything.</summary>
    public static LabelRequirements Everything { get; } = new(EquatableArray<LabelRequirement>.Empty);

    /// <summary>Reads a selector; throws <see cref="FormatException"/> that says what was expected where.</summary>
    public static LabelRequirements Parse(string? text) =>
        string.IsNullOrWhiteSpace(text) ? Everything : new(new LabelSelectorParser(text).Parse());

    /// <summary>Whether labels meet all requirements.</summary>
    public bool Matches(EquatableMap<string> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        foreach (var item in Items)
        {
            if (!item.Matches(labels))
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>How a requirement relates a label to its values (labels.Requirement of apimachinery).</summary>
public enum LabelOperator
{
    /// <summary>The label is there with one of the values.</summary>
    In,

    /// <summary>The label is not there, or has none of the values.</summary>
    NotIn,

    /// <summary>The label is there.</summary>
    Exists,

    /// <summary>The label is not there.</summary>
    DoesNotExist,

    /// <summary>The label is a whole number above the value.</summary>
    GreaterThan,

    /// <summary>The label is a whole number below the value.</summary>
    LessThan,
}

/// <summary>One requirement on one label.</summary>
/// <param name="Key">The label.</param>
/// <param name="Operator">How it relates to the values.</param>
/// <param name="Values">The values; none for Exists and DoesNotExist.</param>
public sealed record LabelRequirement(string Key, LabelOperator Operator, EquatableArray<string> Values)
{
    /// <summary>Whether labels meet it.</summary>
    public bool Matches(EquatableMap<string> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var present = labels.TryGetValue(Key, out var value);
        return Operator switch
        {
            LabelOperator.In => present && Values.Contains(value!),
            LabelOperator.NotIn => !present || !Values.Contains(value!),
            LabelOperator.Exists => present,
            LabelOperator.DoesNotExist => !present,
            LabelOperator.GreaterThan => present && Number(value!) is { } n && n > Number(Values[0]),
            LabelOperator.LessThan => present && Number(value!) is { } n && n < Number(Values[0]),
        };
    }

    internal static long? Number(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
}
