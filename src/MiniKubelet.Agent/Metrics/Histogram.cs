using System.Text;

namespace MiniKubelet.Agent.Metrics;

/// <summary>Counts durations by upper bounds in seconds.</summary>
public sealed class Histogram : Metric
{
    private readonly SortedDictionary<string, Series> _series = new(StringComparer.Ordinal);
    private readonly double[] _bounds;

    internal Histogram(string name, string help, double[] bounds, params string[] labels)
        : base(name, help, labels) => _bounds = bounds;

    /// <summary>Counts a duration in the series with these label values.</summary>
    public void Observe(TimeSpan duration, params string[] values)
    {
        var seconds = duration.TotalSeconds;
        var key = Key(values);
        lock (Sync)
        {
            if (!_series.TryGetValue(key, out var series))
            {
                _series[key] = series = new Series(_bounds.Length);
            }

            var bucket = Array.FindIndex(_bounds, bound => seconds <= bound);
            if (bucket >= 0)
            {
                series.Buckets[bucket]++;
            }

            series.Count++;
            series.Sum += seconds;
        }
    }

    internal override void Render(StringBuilder text)
    {
        lock (Sync)
        {
            if (_series.Count == 0)
            {
                return;
            }

            RenderHead(text, "histogram");
            foreach (var (labels, series) in _series)
            {
                var prefix = labels.Length == 0 ? "" : labels + ",";
                long below = 0;
                for (var i = 0; i < _bounds.Length; i++)
                {
                    below += series.Buckets[i];
                    RenderSample(text, Name + "_bucket", $"{prefix}le=\"{Number(_bounds[i])}\"", below);
                }

                RenderSample(text, Name + "_bucket", prefix + "le=\"+Inf\"", series.Count);
                RenderSample(text, Name + "_sum", labels, series.Sum);
                RenderSample(text, Name + "_count", labels, series.Count);
            }
        }
    }

    private sealed class Series(int buckets)
    {
        internal long[] Buckets { get; } = new long[buckets];

        internal long Count { get; set; }

        internal double Sum { get; set; }
    }
}
