using System.Globalization;
using System.Text;

namespace MiniKubelet.Agent.Metrics;

/// <summary>A family of time series that differ in the values of their labels (Prometheus' text format, version 0.0.4).</summary>
public abstract class Metric
{
    private protected Metric(string name, string help, string[] labels)
    {
        Name = name;
        Help = help;
        Labels = labels;
    }

    /// <summary>The family's name, with its unit.</summary>
    public string Name { get; }

    private protected string Help { get; }

    private protected string[] Labels { get; }

    private protected Lock Sync { get; } = new();

    internal abstract void Render(StringBuilder text);

    private protected void RenderHead(StringBuilder text, string type) =>
        text.Append("# HELP ").Append(Name).Append(' ').Append(Help).Append("\n# TYPE ").Append(Name).Append(' ').Append(type).Append('\n');

    // The labels of a series are its key in the family: rendered once, when the series is first written to.
    private protected string Key(string[] values)
    {
        if (values.Length != Labels.Length)
        {
            throw new ArgumentException($"{Name} has the labels [{string.Join(", ", Labels)}], {values.Length} values were given");
        }

        return string.Join(',', Labels.Zip(values, static (label, value) => $"{label}=\"{Escape(value)}\""));
    }

    private protected static void RenderSample(StringBuilder text, string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0)
        {
            text.Append('{').Append(labels).Append('}');
        }

        text.Append(' ').Append(Number(value)).Append('\n');
    }

    private protected static string Number(double value) =>
        double.IsPositiveInfinity(value) ? "+Inf" : value.ToString("R", CultureInfo.InvariantCulture);

    private static string Escape(string value) =>
        value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal);
}

/// <summary>A count that only grows, or a value that goes up and down.</summary>
public sealed class Gauge : Metric
{
    private readonly SortedDictionary<string, double> _series = new(StringComparer.Ordinal);
    private readonly string _type;

    internal Gauge(string type, string name, string help, params string[] labels)
        : base(name, help, labels) => _type = type;

    /// <summary>Adds to the series with these label values.</summary>
    public void Add(double amount, params string[] values)
    {
        var key = Key(values);
        lock (Sync)
        {
            _series[key] = _series.GetValueOrDefault(key) + amount;
        }
    }

    /// <summary>Adds 1.</summary>
    public void Increment(params string[] values) => Add(1, values);

    /// <summary>Sets the series with these label values.</summary>
    public void Set(double value, params string[] values)
    {
        var key = Key(values);
        lock (Sync)
        {
            _series[key] = value;
        }
    }

    /// <summary>Forgets all series whose label has the value: what it counted is gone.</summary>
    public void Forget(string label, string value)
    {
        var pair = $"{label}=\"{value}\"";
        lock (Sync)
        {
            foreach (var key in _series.Keys.Where(k => k.Split(',').Contains(pair)).ToList())
            {
                _series.Remove(key);
            }
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

            RenderHead(text, _type);
            foreach (var (labels, value) in _series)
            {
                RenderSample(text, Name, labels, value);
            }
        }
    }
}
