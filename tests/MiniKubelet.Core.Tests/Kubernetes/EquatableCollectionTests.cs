namespace MiniKubelet.Core.Tests.Kubernetes;

public class EquatableCollectionTests
{
    [Fact]
    public void ArraysAreEqualByContentAndOrder()
    {
        EquatableArray<string> left = ["a", "b"];
        EquatableArray<string> same = ["a", "b"];
        EquatableArray<string> turned = ["b", "a"];
        Assert.True(left.Equals(same));
        Assert.Equal(left.GetHashCode(), same.GetHashCode());
        Assert.False(left.Equals(turned));
        Assert.False(left.Equals(["a"]));
        Assert.False(left.Equals(null));
    }

    [Fact]
    public void MapsAreEqualByContentWhateverTheOrder()
    {
        EquatableMap<int> left = [new("a", 1), new("b", 2)];
        EquatableMap<int> same = [new("b", 2), new("a", 1)];
        Assert.True(left.Equals(same));
        Assert.Equal(left.GetHashCode(), same.GetHashCode());
        Assert.False(left.Equals(left.With("b", 3)));
        Assert.False(left.Equals(left.Without("b")));
        Assert.True(left.Equals(left.With("c", 3).Without("c")));
    }

    [Fact]
    public void MapsAreSortedOrdinally() =>
        Assert.Equal(["B", "a", "b"], new EquatableMap<int>().With("b", 1).With("a", 1).With("B", 1).Keys);

    [Fact]
    public void RecordsThatHoldThemAreEqualByValue()
    {
        var left = new Holder { Items = ["x"], Map = [new("k", "v")] };
        var same = new Holder { Items = ["x"], Map = [new("k", "v")] };
        Assert.Equal(left, same);
        Assert.NotEqual(left, same with { Items = ["y"] });
    }

    [Fact]
    public void NobodyCanChangeThem()
    {
        EquatableArray<int> array = [1];
        EquatableMap<int> map = [new("a", 1)];
        Assert.Throws<NotSupportedException>(() => ((ICollection<int>)array).Add(2));
        Assert.Throws<NotSupportedException>(() => ((ICollection<int>)EquatableArray<int>.Empty).Add(2));
        Assert.Throws<NotSupportedException>(() => ((IDictionary<string, int>)map)["b"] = 2);
        Assert.Throws<NotSupportedException>(() => ((IDictionary<string, int>)EquatableMap<int>.Empty).Add("b", 2));
    }

    [Fact]
    public void MapsDoNotShowTheirValues() => Assert.Equal("{a}", new EquatableMap<string>().With("a", "secret").ToString());

    private sealed record Holder
    {
        public EquatableArray<string> Items { get; init; } = [];

        public EquatableMap<string> Map { get; init; } = [];
    }
}
