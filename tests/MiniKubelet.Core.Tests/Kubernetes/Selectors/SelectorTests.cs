using MiniKubelet.Kubernetes.Selectors;

namespace MiniKubelet.Core.Tests.Kubernetes.Selectors;

public sealed class SelectorTests
{
    private static readonly EquatableMap<string> Labels =
        EquatableMap<string>.Empty.With("app", "web").With("tier", "").With("size", "12");

    [Theory]
    [InlineData("", true)]
    [InlineData("app=web", true)]
    [InlineData("app==web", true)]
    [InlineData("app = web , size", true)]
    [InlineData("app=db", false)]
    [InlineData("app!=db", true)]
    [InlineData("colour!=red", true)]
    [InlineData("app", true)]
    [InlineData("!app", false)]
    [InlineData("! colour", true)]
    [InlineData("tier=", true)]
    [InlineData("app in (db, web)", true)]
    [InlineData("app in (db)", false)]
    [InlineData("colour in (red)", false)]
    [InlineData("app notin (db)", true)]
    [InlineData("colour notin (red)", true)]
    [InlineData("size>11", true)]
    [InlineData("size>12", false)]
    [InlineData("size<13,size>9", true)]
    [InlineData("app>1", false)]
    public void LabelsAreSelected(string selector, bool expected) =>
        Assert.Equal(expected, LabelRequirements.Parse(selector).Matches(Labels));

    [Theory]
    [InlineData("app near (web)")]
    [InlineData("app in web")]
    [InlineData("app in (web")]
    [InlineData("=web")]
    [InlineData("app=web,")]
    [InlineData("app=web db")]
    [InlineData("size>many")]
    [InlineData("app!web")]
    public void ABadLabelSelectorIsRefused(string selector) =>
        Assert.Throws<FormatException>(() => LabelRequirements.Parse(selector));

    [Theory]
    [InlineData("", true)]
    [InlineData("name=a", true)]
    [InlineData("name==a,phase!=Failed", true)]
    [InlineData("name!=a", false)]
    [InlineData("phase=Failed", false)]
    [InlineData(@"odd=x\,y\=z\\", true)]
    public void FieldsAreSelected(string selector, bool expected) =>
        Assert.Equal(expected, FieldRequirements.Parse(selector).Matches(field => field switch
        {
            "name" => "a",
            "phase" => "Running",
            "odd" => @"x,y=z\",
            _ => throw new ArgumentException(field),
        }));

    [Theory]
    [InlineData("name")]
    [InlineData(@"name=a\b")]
    [InlineData("name=a=b")]
    public void ABadFieldSelectorIsRefused(string selector) =>
        Assert.Throws<FormatException>(() => FieldRequirements.Parse(selector));
}
