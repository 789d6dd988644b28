using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace MiniKubelet.Kubernetes;

/// <summary>How a quantity was written, and is printed.</summary>
internal enum QuantityNotation
{
    DecimalSI,
    BinarySI,
    DecimalExponent,
}

/// <summary>
/// The text of quantities: the grammar and the canonical form of apimachinery's resource.Quantity. Canonical means an integer
/// mantissa and the greatest suffix that keeps it one.
/// </summary>
internal static class QuantityText
{
    // Suffixes of the powers of 1000 from -3 to 6, and of the powers of 1024 from 1 to 6.
    private static readonly string[] DecimalSuffixes = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];
    private static readonly string[] BinarySuffixes = ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];

    internal static bool TryParse([NotNullWhen(true)] string? text, out decimal value, out QuantityNotation notation)
    {
        (value, notation) = (0, QuantityNotation.DecimalSI);
        if (string.IsNullOrEmpty(text))
        {
            return false;
        }

        var start = text[0] is '+' or '-' ? 1 : 0;
        var end = start;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] == '.'))
        {
            end++;
        }

        // The style admits one point and leading zeros, and refuses a lone point.
        var digits = text.AsSpan(start, end - start);
        if (!decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            || !TryScale(text[end..], ref number, out notation))
        {
            return false;
        }

        value = text[0] == '-' ? -RoundToNano(number) : RoundToNano(number);
        return true;
    }

    internal static string Format(decimal value, QuantityNotation notation)
    {
        if (value == 0)
        {
            return "0";
        }

        if (notation == QuantityNotation.BinarySI && decimal.Abs(value) >= 1024 && decimal.IsInteger(value))
        {
            var power = 0;
            while (power < BinarySuffixes.Length && value % 1024 == 0)
            {
                value /= 1024;
                power++;
            }

            return Digits(value) + (power == 0 ? "" : BinarySuffixes[power - 1]);
        }

        var thousands = 0;
        while (!decimal.IsInteger(value))
        {
            value *= 1000;
            thousands--;
        }

        while (thousands < 6 && value % 1000 == 0)
        {
            value /= 1000;
            thousands++;
        }

        return notation == QuantityNotation.DecimalExponent
            ? Digits(value) + (thousands == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"e{thousands * 3}"))
            : Digits(value) + DecimalSuffixes[thousands + 3];
    }

    private static bool TryScale(string suffix, ref decimal number, out QuantityNotation notation)
    {
        notation = QuantityNotation.DecimalSI;
        int decimalIndex = Array.IndexOf(DecimalSuffixes, suffix);
        if (decimalIndex >= 0)
        {
            return TryTimes(ref number, 1000, decimalIndex - 3);
        }

        int binaryIndex = Array.IndexOf(BinarySuffixes, suffix);
        if (binaryIndex >= 0)
        {
            notation = QuantityNotation.BinarySI;
            return TryTimes(ref number, 1024, binaryIndex + 1);
        }

        notation = QuantityNotation.DecimalExponent;
        return suffix.Length > 1
            && suffix[0] is 'e' or 'E'
            && int.TryParse(suffix.AsSpan(1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exponent)
            && TryTimes(ref number, 10, exponent);
    }

    // The bounds keep a hostile exponent from looping; what lies beyond is zero or too large anyway.
    private static bool TryTimes(ref decimal number, int factor, int power)
    {
        try
        {
            for (; power > 0 && number != 0; power--)
            {
                number *= factor;
            }

            for (; power < 0 && number > 0; power++)
            {
                if (number < 0.000000001m)
                {
                    return true;
                }

                number /= factor;
            }

            return true;
        }
        catch (OverflowException)
        {
            return false;
        }
    }

    // Kubernetes keeps nothing smaller than a billionth, and rounds away from zero.
    private static decimal RoundToNano(decimal number)
    {
        var whole = decimal.Truncate(number);
        return whole + (decimal.Ceiling((number - whole) * 1_000_000_000) / 1_000_000_000);
    }

    private static string Digits(decimal value) => decimal.Truncate(value).ToString(CultureInfo.InvariantCulture);
}
