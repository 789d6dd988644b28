using System.Globalization;
using System.Text.RegularExpressions;

namespace MiniKubelet.Manifests;

/// <summary>Numbers as Go reads them from YAML 1.1 and writes them into JSON.</summary>
internal static partial class GoNumber
{
    /// <summary>Reads a plain scalar that begins with a digit or a sign. Gives JSON's form of the number.</summary>
    public static bool TryRead(string written, out string json)
    {
        var plain = written.Replace("_", "", StringComparison.Ordinal);
        if (TryReadInteger(plain, out var integer))
        {
            json = integer.ToString(CultureInfo.InvariantCulture);
            return true;
        }

        return TryReadFloat(plain, out json);
    }

    /// <summary>Reads a decimal fraction or exponent. Infinity isn't a number in JSON, so overflow is no float.</summary>
    public static bool TryReadFloat(string plain, out string json)
    {
        json = "";
        if (!FloatStyle().IsMatch(plain)
            || !double.TryParse(plain, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            || double.IsInfinity(value))
        {
            return false;
        }

        json = Format(value);
        return true;
    }

    /// <summary>The shortest text that reads back as the same number: with an exponent below 1e-6 and from 1e21.</summary>
    public static string Format(double value)
    {
        if (value == 0)
        {
            return "0";
        }

        // Both take the shortest digits that read back; only the form differs, and Go writes e-7 where .NET writes E-07.
        var shortest = value.ToString("R", CultureInfo.InvariantCulture);
        return Math.Abs(value) is >= 1e-6 and < 1e21
            ? decimal.Parse(shortest, NumberStyles.Float, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture)
            : shortest.Replace("E-0", "e-", StringComparison.Ordinal).Replace('E', 'e');
    }

    // strconv.ParseInt with base 0: 0x1F, 0o17, 017, 0b11 and decimals, with a sign.
    private static bool TryReadInteger(string plain, out long value)
    {
        value = 0;
        var negative = plain.StartsWith('-');
        var digits = plain.AsSpan(negative || plain.StartsWith('+') ? 1 : 0);
        var radix = 10;
        if (digits.Length > 1 && digits[0] == '0')
        {
            (radix, var prefix) = digits[1] switch
            {
                'x' or 'X' => (16, 2),
                'o' or 'O' => (8, 2),
                'b' or 'B' => (2, 2),
                _ => (8, 1),
            };
            digits = digits[prefix..];
        }

        if (digits.IsEmpty)
        {
            return false;
        }

        // One beyond long.MaxValue is needed for the smallest negative number.
        var total = UInt128.Zero;
        foreach (var character in digits)
        {
            var digit = char.IsAsciiHexDigit(character) ? Convert.ToInt32(character.ToString(), 16) : int.MaxValue;
            if (digit >= radix)
            {
                return false;
            }

            total = (total * (UInt128)radix) + (UInt128)digit;
            if (total > (UInt128)long.MaxValue + (negative ? 1u : 0u))
            {
                return false;
            }
        }

        value = negative ? (long)-(Int128)total : (long)total;
        return true;
    }

    [GeneratedRegex(@"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$", RegexOptions.CultureInvariant)]
    private static partial Regex FloatStyle();
}
