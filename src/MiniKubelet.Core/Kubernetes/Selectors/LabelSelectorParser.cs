namespace MiniKubelet.Kubernetes.Selectors;

/// <summary>Reads the text form of a label selector, token by token.</summary>
internal sealed class LabelSelectorParser(string text)
{
    private int _position;

    internal EquatableArray<LabelRequirement> Parse()
    {
        List<LabelRequirement> items = [];
        while (true)
        {
            items.Add(Requirement());
            if (End())
            {
                return items.ToEquatableArray();
            }

            Expect(',');
        }
    }

    private LabelRequirement Requirement()
    {
        if (Take('!'))
        {
            return new(Key(), LabelOperator.DoesNotExist, []);
        }

        var key = Key();
        if (End() || Peek() == ',')
        {
            return new(key, LabelOperator.Exists, []);
        }

        if (Take('='))
        {
            Take('=');
            return new(key, LabelOperator.In, [Word()]);
        }

        if (Take('!'))
        {
            Expect('=');
            return new(key, LabelOperator.NotIn, [Word()]);
        }

        if (Take('>'))
        {
            return new(key, LabelOperator.GreaterThan, [Number()]);
        }

        if (Take('<'))
        {
            return new(key, LabelOperator.LessThan, [Number()]);
        }

        return Word() switch
        {
            "in" => new(key, LabelOperator.In, Values()),
            "notin" => new(key, LabelOperator.NotIn, Values()),
            var other => throw Error($"found '{other}', expected: in, notin, =, ==, !=, gt, lt"),
        };
    }

    private EquatableArray<string> Values()
    {
        Expect('(');
        List<string> values = [];
        do
        {
            values.Add(Word());
        }
        while (Take(','));
        Expect(')');
        return values.ToEquatableArray();
    }

    private string Key()
    {
        var key = Word();
        return key.Length > 0 ? key : throw Error(End() ? "found end of text, expected a label's key" : $"found '{Peek()}', expected: !, identifier");
    }

    private string Number()
    {
        var word = Word();
        return LabelRequirement.Number(word) is not null ? word : throw Error($"found '{word}', expected a whole number");
    }

    // A word may be empty: "a=" asks for the empty value.
    private string Word()
    {
        SkipSpace();
        var start = _position;
        while (_position < text.Length && !char.IsWhiteSpace(text[_position]) && !"=!<>(),".Contains(text[_position]))
        {
            _position++;
        }

        return text[start.._position];
    }

    private char Peek() => text[_position];

    private bool End()
    {
        SkipSpace();
        return _position == text.Length;
    }

    private bool Take(char wanted)
    {
        if (End() || text[_position] != wanted)
        {
            return false;
        }

        _position++;
        return true;
    }

    private void Expect(char wanted)
    {
        if (!Take(wanted))
        {
            throw Error(End() ? $"found end of text, expected: {wanted}" : $"found '{Peek()}', expected: {wanted}");
        }
    }

    private void SkipSpace()
    {
        while (_position < text.Length && char.IsWhiteSpace(text[_position]))
        {
            _position++;
        }
    }

    private static FormatException Error(string what) => new($"unable to parse requirement: {what}");
}
