using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniKubelet.Kubernetes;

/// <summary>
/// An amount of a resource, such as 500m or 1Gi. Equal by value, whatever the notation; printed in Kubernetes' canonical form.
/// Exact to a billionth and up to about 7.9e28.
/// </summary>
[JsonConverter(typeof(Converter))]
public readonly record struct Quantity : IComparable<Quantity>
{
    private readonly QuantityNotation _notation;

    /// <summary>Makes a quantity printed with decimal suffixes.</summary>
    public Quantity(decimal value)
        : this(value, QuantityNotation.DecimalSI)
    {
    }

    private Quantity(decimal value, QuantityNotation notation) => (Value, _notation) = (value, notation);

    /// <summary>The amount: cores, bytes, pieces.</summary>
    public decimal Value { get; }

    /// <summary>Makes a quantity printed with binary suffixes, as memory is.</summary>
    public static Quantity OfBytes(long bytes) => new(bytes, QuantityNotation.BinarySI);

    /// <summary>Makes a quantity of thousandths, as processor time is.</summary>
    public static Quantity OfMilli(long milli) => new(milli / 1000m);

    /// <summary>Reads a quantity; throws <see cref="FormatException"/> if the text is not one.</summary>
    public static Quantity Parse(string text) =>
        TryParse(text, out var quantity)
            ? quantity
            : throw new FormatException($"expected a quantity such as 500m or 1Gi, found \"{text}\"");

    /// <summary>Reads a quantity: sign, digits, and a decimal, binary or exponent suffix without blanks.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Quantity quantity)
    {
        quantity = default;
        if (!QuantityText.TryParse(text, out var value, out var notation))
        {
            return false;
        }

        quantity = new Quantity(value, notation);
        return true;
    }

    /// <summary>The amount rounded up to a whole number, held within 64 bits.</summary>
    public long RoundUp() => ToInt64(decimal.Ceiling(Value));

    /// <summary>The amount in thousandths rounded up, held within 64 bits.</summary>
    public long MilliValue() =>
        Value >= long.MaxValue ? long.MaxValue : Value <= long.MinValue ? long.MinValue : ToInt64(decimal.Ceiling(Value * 1000));

    /// <summary>Orders by value.</summary>
    public int CompareTo(Quantity other) => Value.CompareTo(other.Value);

    /// <summary>Equal by value: 1Gi equals 1024Mi.</summary>
    public bool Equals(Quantity other) => Value == other.Value;

    /// <inheritdoc/>
    public override int GetHashCode() => Value.GetHashCode();

    /// <summary>The canonical form, as Kubernetes prints it.</summary>
    public override string ToString() => QuantityText.Format(Value, _notation);

    /// <summary>Whether the left amount is smaller.</summary>
    public static bool operator <(Quantity left, Quantity right) => left.Value < right.Value;

    /// <summary>Whether the left amount is greater.</summary>
    public static bool operator >(Quantity left, Quantity right) => left.Value > right.Value;

    /// <summary>Whether the left amount is smaller or equal.</summary>
    public static bool operator <=(Quantity left, Quantity right) => left.Value <= right.Value;

    /// <summary>Whether the left amount is greater or equal.</summary>
    public static bool operator >=(Quantity left, Quantity right) => left.Value >= right.Value;

    /// <summary>The sum, in the notation of the left amount unless that is zero; held at the greatest amount there is.</summary>
    public static Quantity operator +(Quantity left, Quantity right) => new(
        right.Value > 0 && left.Value > decimal.MaxValue - right.Value ? decimal.MaxValue : left.Value + right.Value,
        left.Value == 0 ? right._notation : left._notation);

    /// <summary>The difference, in the notation of the left amount unless that is zero.</summary>
    public static Quantity operator -(Quantity left, Quantity right) =>
        new(left.Value - right.Value, left.Value == 0 ? right._notation : left._notation);

    /// <summary>The sum; see the operator.</summary>
    public Quantity Add(Quantity other) => this + other;

    /// <summary>The difference; see the operator.</summary>
    public Quantity Subtract(Quantity other) => this - other;

    private static long ToInt64(decimal whole) =>
        whole >= long.MaxValue ? long.MaxValue : whole <= long.MinValue ? long.MinValue : (long)whole;

    internal sealed class Converter : JsonConverter<Quantity>
    {
        public override Quantity Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            // A bare number is taken as it is written: 1e3 keeps its exponent.
            var text = reader.TokenType switch
            {
                JsonTokenType.String => reader.GetString(),
                JsonTokenType.Number => Encoding.ASCII.GetString(
                    reader.HasValueSequence ? System.Buffers.BuffersExtensions.ToArray(reader.ValueSequence) : reader.ValueSpan),
                _ => null,
            };
            return TryParse(text, out var quantity)
                ? quantity
                : throw new JsonException($"expected a quantity such as 500m or 1Gi, found \"{text}\"");
        }

        public override void Write(Utf8JsonWriter writer, Quantity value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }
}
