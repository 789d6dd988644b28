namespace MiniKubelet.Images;

/// <summary>Go's <c>filepath.Match</c>: <c>*</c>, <c>?</c>, <c>[a-z]</c>, <c>[^a]</c> and <c>\</c> before what is meant as it is.</summary>
internal static class Glob
{
    /// <summary>Whether the whole text fits; a pattern that is none fits nothing.</summary>
    public static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        while (pattern.Length > 0)
        {
            if (pattern[0] == '*')
            {
                for (var skipped = 0; skipped <= text.Length; skipped++)
                {
                    if (Matches(pattern[1..], text[skipped..]))
                    {
                        return true;
                    }
                }

                return false;
            }

            if (text.Length == 0 || !MatchesOne(ref pattern, text[0]))
            {
                return false;
            }

            text = text[1..];
        }

        return text.Length == 0;
    }

    private static bool MatchesOne(ref ReadOnlySpan<char> pattern, char character)
    {
        switch (pattern[0])
        {
            case '?':
                pattern = pattern[1..];
                return true;
            case '[':
                var end = pattern[1..].IndexOf(']') + 1;
                if (end <= 0)
                {
                    return false;
                }

                var set = pattern[1..end];
                pattern = pattern[(end + 1)..];
                return set.Length > 0 && (set[0] == '^' ? !IsIn(set[1..], character) : IsIn(set, character));
            case '\\' when pattern.Length > 1:
                pattern = pattern[1..];
                goto default;
            default:
                var literal = pattern[0];
                pattern = pattern[1..];
                return literal == character;
        }
    }

    private static bool IsIn(ReadOnlySpan<char> set, char character)
    {
        for (var i = 0; i < set.Length; i++)
        {
            if (i + 2 < set.Length && set[i + 1] == '-')
            {
                if (set[i] <= character && character <= set[i + 2])
                {
                    return true;
                }

                i += 2;
            }
            else if (set[i] == character)
            {
                return true;
            }
        }

        return false;
    }
}
