namespace MiniKubelet.Benchmarks;

/// <summary>Some measurements of one thing, in milliseconds.</summary>
internal sealed class Sample
{
    private readonly List<double> _values = [];

    public double Median => Sorted() is { Count: > 0 } sorted
        ? (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2
        : double.NaN;

    public void Add(TimeSpan value) => _values.Add(value.TotalMilliseconds);

    /// <summary>Smallest, median and largest, as a row of the report shows them.</summary>
    public override string ToString() => Sorted() is { Count: > 0 } sorted
        ? $"{sorted[0]:F0} / {Median:F0} / {sorted[^1]:F0} ms"
        : "none";

    private List<double> Sorted() => [.. _values.Order()];
}
