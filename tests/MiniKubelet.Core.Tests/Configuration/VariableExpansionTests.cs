using MiniKubelet.Runtime.Configuration;

namespace MiniKubelet.Core.Tests.Configuration;

public class VariableExpansionTests
{
    private static readonly Dictionary<string, string> Variables = new()
    {
        ["A"] = "a",
        ["B"] = "b",
        ["EMPTY"] = "",
        ["WITH.DOT"] = "dot",
        ["NESTED"] = "$(A)",
    };

    [Theory]
    [InlineData("", "")]
    [InlineData("plain", "plain")]
    [InlineData("$(A)", "a")]
    [InlineData("___$(A)___", "___a___")]
    [InlineData("$(A)$(B)", "ab")]
    [InlineData("$(A)-$(B)", "a-b")]
    [InlineData("$(EMPTY)", "")]
    [InlineData("$(WITH.DOT)", "dot")]
    [InlineData("$(NESTED)", "$(A)")]
    [InlineData("$(UNKNOWN)", "$(UNKNOWN)")]
    [InlineData("x$(UNKNOWN)y", "x$(UNKNOWN)y")]
    [InlineData("$()", "$()")]
    [InlineData("$$(A)", "$(A)")]
    [InlineData("$$$(A)", "$a")]
    [InlineData("$$$$(A)", "$$(A)")]
    [InlineData("$$", "$")]
    [InlineData("$$$", "$$")]
    [InlineData("$", "$")]
    [InlineData("$A", "$A")]
    [InlineData("${A}", "${A}")]
    [InlineData("cost $5", "cost $5")]
    [InlineData("$(A", "$(A")]
    [InlineData("$(A$(B)", "$(A$(B)")]
    [InlineData("$(", "$(")]
    [InlineData("$(A)$", "a$")]
    [InlineData("foo$$(A", "foo$(A")]
    [InlineData("$x$(A)", "$xa")]
    [InlineData("\n$(A)\n", "\na\n")]
    public void Expands(string text, string expanded) =>
        Assert.Equal(expanded, VariableExpansion.Expand(text, name => Variables.GetValueOrDefault(name)));
}
