using System.Text;
using Xunit;

namespace MiniKubelet.Manifests.Tests;

public class ManifestTextTests
{
    [Fact]
    public void AliasesThatStandForBillionsOfValuesAreRefused()
    {
        var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 10; i++)
        {
            bomb.Append($"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n");
        }

        Assert.Contains("500000 values", Error(bomb.ToString()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AMergeKeyThatDoublesItselfIsRefused()
    {
        var bomb = new StringBuilder("a0: &a0 {x: {y: {z: 1}}}\n");
        for (var i = 1; i < 40; i++)
        {
            bomb.Append($"a{i}: &a{i} {{l: *a{i - 1}, r: *a{i - 1}}}\n");
        }

        Assert.Contains("500000 values", Error(bomb.ToString()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("in.yaml", '[')]
    [InlineData("in.json", '[')]
    public void DeepNestingIsRefusedWithoutRecursingIntoIt(string file, char open) =>
        Assert.Equal(1, Error(new string(open, 1_000_000), file).Line);

    [Fact]
    public void AnAnchorInsideItselfIsRefused() => Assert.Equal("the anchor a contains itself", Error("a: &a [*a]").Message);

    [Fact]
    public void AFileAboveTheLimitIsRefused() =>
        Assert.Equal("larger than 10 MiB", Error(new string('#', ManifestLimits.FileBytes + 1)).Message);

    [Theory]
    [InlineData("a:\n\tb: 1\n", 2, 1)]
    [InlineData("a:\n  b: 1\n \tc: 2\n", 3, 2)]
    public void ATabInTheIndentationIsCalledThat(string text, int line, int column)
    {
        var error = Error(text);
        Assert.Equal((line, column, "a tab in the indentation; YAML takes only spaces there"), (error.Line, error.Column, error.Message));
    }

    [Theory]
    [InlineData("in.yaml", "a: \"\\ud800\"")]
    [InlineData("in.yaml", "\"\\udc00\": a")]
    [InlineData("in.json", "{\"a\": \"\\ud800\"}")]
    [InlineData("in.json", "{\"\\ud800x\": 1}")]
    public void HalfACharacterIsRefused(string file, string text) =>
        Assert.StartsWith("not valid", Error(text, file).Message, StringComparison.Ordinal);

    [Fact]
    public void NoMoreErrorsAreToldThanHelp()
    {
        var text = new StringBuilder("apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n");
        for (var i = 0; i < 50_000; i++)
        {
            text.Append($"  unknown{i}: 1\n");
        }

        var errors = ManifestReader.Read("in.yaml", Encoding.UTF8.GetBytes(text.ToString())).Errors;

        Assert.Equal(ManifestLimits.Errors + 1, errors.Count);
        Assert.Equal("more than 100 errors; the rest is not shown", errors[^1].Message);
    }

    [Fact]
    public void PositionsCountLinesAndColumnsFromOne()
    {
        var document = (MappingNode)ManifestText.Parse("in.yaml", "a:\n  b: [1, é, x]\n"u8).Documents[0];
        var items = ((SequenceNode)((MappingNode)document["a"]!)["b"]!).Items;
        Assert.Equal([(2, 7), (2, 10), (2, 13)], items.Select(item => (item.Line, item.Column)));
    }

    [Fact]
    public void PositionsInJsonAreThoseOfTheText()
    {
        var document = (MappingNode)ManifestText.Parse("in.json", "{\"a\":\n [1, \"é\", {}]}"u8).Documents[0];
        var items = ((SequenceNode)document["a"]!).Items;
        Assert.Equal([(2, 3), (2, 6), (2, 11)], items.Select(item => (item.Line, item.Column)));
    }

    private static ManifestError Error(string text, string file = "in.yaml") =>
        Assert.Single(ManifestText.Parse(file, Encoding.UTF8.GetBytes(text)).Errors);
}
