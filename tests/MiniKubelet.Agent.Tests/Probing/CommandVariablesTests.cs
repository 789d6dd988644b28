using MiniKubelet.Agent.Probing;
using MiniKubelet.Kubernetes;

namespace MiniKubelet.Agent.Tests.Probing;

public sealed class CommandVariablesTests
{
    private static readonly EquatableArray<EnvVar> Environment =
    [
        new EnvVar { Name = "A", Value = "old" },
        new EnvVar { Name = "A", Value = "a" },
        new EnvVar { Name = "B", Value = "$(A)" },
        new EnvVar { Name = "EMPTY" },
        new EnvVar { Name = "FIELD", ValueFrom = new EnvVarSource { FieldRef = new ObjectFieldSelector { FieldPath = "metadata.name" } } },
    ];

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("$(A)", "a")]
    [InlineData("x$(A)y$(A)z", "xayaz")]
    // Values are not expanded in their turn, and only literal ones are known: to a probe any other is empty.
    [InlineData("$(B)", "$(A)")]
    [InlineData("$(EMPTY)", "")]
    [InlineData("$(FIELD)", "")]
    [InlineData("$(NONE)", "$(NONE)")]
    [InlineData("$$(A)", "$(A)")]
    [InlineData("$$$(A)", "$a")]
    [InlineData("$A", "$A")]
    [InlineData("$(A", "$(A")]
    [InlineData("100$", "100$")]
    [InlineData("$$", "$")]
    public void OnlyLiteralValuesAreExpanded(string text, string expanded) =>
        Assert.Equal(["sh", expanded], CommandVariables.Expand(["sh", text], Environment));
}
