using MiniKubelet.Kubernetes;

namespace MiniKubelet.Core.Tests.Kubernetes;

public class QuantityTests
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("0Ki", "0")]
    [InlineData("-0", "0")]
    [InlineData("1", "1")]
    [InlineData("+1", "1")]
    [InlineData("-5", "-5")]
    [InlineData("100", "100")]
    [InlineData("1000", "1k")]
    [InlineData("100000", "100k")]
    [InlineData("1234567", "1234567")]
    [InlineData("0.1", "100m")]
    [InlineData(".5", "500m")]
    [InlineData("5.", "5")]
    [InlineData("1.5", "1500m")]
    [InlineData("1000m", "1")]
    [InlineData("100m", "100m")]
    [InlineData("0.5m", "500u")]
    [InlineData("1n", "1n")]
    [InlineData("0.1n", "1n")]
    [InlineData("1.1n", "2n")]
    [InlineData("-0.1n", "-1n")]
    [InlineData("12.5k", "12500")]
    [InlineData("1E", "1E")]
    [InlineData("1000P", "1E")]
    [InlineData("1Ki", "1Ki")]
    [InlineData("1024", "1024")]
    [InlineData("1024Ki", "1Mi")]
    [InlineData("1000Mi", "1000Mi")]
    [InlineData("1.5Gi", "1536Mi")]
    [InlineData("0.5Gi", "512Mi")]
    [InlineData("0.5Ki", "512")]
    [InlineData("1.1Ki", "1126400m")]
    [InlineData("-1Mi", "-1Mi")]
    [InlineData("1Ei", "1Ei")]
    [InlineData("1e3", "1e3")]
    [InlineData("1E3", "1e3")]
    [InlineData("12e6", "12e6")]
    [InlineData("1.5e3", "1500")]
    [InlineData("100e-3", "100e-3")]
    [InlineData("1e-999999999", "1e-9")]
    public void PrintsTheCanonicalForm(string text, string canonical)
    {
        Assert.True(Quantity.TryParse(text, out var quantity));
        Assert.Equal(canonical, quantity.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("-")]
    [InlineData("--1")]
    [InlineData("1.2.3")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("1 Gi")]
    [InlineData("Gi")]
    [InlineData("1ki")]
    [InlineData("1K")]
    [InlineData("1mi")]
    [InlineData("1GiB")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("1e1.5")]
    [InlineData("0x10")]
    [InlineData("1e999999999")]
    public void RefusesWhatIsNoQuantity(string? text) => Assert.False(Quantity.TryParse(text, out _));

    [Theory]
    [InlineData("1Gi", "1024Mi")]
    [InlineData("1", "1000m")]
    [InlineData("1k", "1e3")]
    [InlineData("1Ki", "1024")]
    public void ComparesByValue(string left, string right)
    {
        Assert.Equal(Quantity.Parse(left), Quantity.Parse(right));
        Assert.Equal(Quantity.Parse(left).GetHashCode(), Quantity.Parse(right).GetHashCode());
    }

    [Fact]
    public void RoundsUp()
    {
        Assert.Equal(1, Quantity.Parse("1m").RoundUp());
        Assert.Equal(2, Quantity.Parse("1500m").RoundUp());
        Assert.Equal(1500, Quantity.Parse("1.5").MilliValue());
        Assert.Equal(1, Quantity.Parse("1u").MilliValue());
        Assert.Equal(long.MaxValue, Quantity.Parse("1000E").RoundUp());
        Assert.Equal(long.MaxValue, Quantity.Parse("1E").Add(Quantity.Parse("20E")).MilliValue());
    }

    [Fact]
    public void SumsKeepTheNotation()
    {
        Assert.Equal("2Gi", (default(Quantity) + Quantity.Parse("1Gi") + Quantity.Parse("1Gi")).ToString());
        Assert.Equal("512Mi", (Quantity.Parse("1Gi") - Quantity.Parse("512Mi")).ToString());
        Assert.Equal("64Mi", Quantity.OfBytes(64 << 20).ToString());
        Assert.Equal("250m", Quantity.OfMilli(250).ToString());
    }

    [Fact]
    public void ReadsNumbersAndStrings()
    {
        var json = """{"metadata":{},"spec":{"overhead":{"a":2,"b":"1.50Gi","c":0.25,"d":1e3}},"status":{}}"""u8;
        var overhead = KubernetesJson.Deserialize<Pod>(json).Spec.Overhead;
        Assert.Equal(["2", "1536Mi", "250m", "1e3"], overhead.Values.Select(quantity => quantity.ToString()));
    }
}
