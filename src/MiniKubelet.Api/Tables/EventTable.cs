using System.Globalization;
using MiniKubelet.Kubernetes;

namespace MiniKubelet.Api.Tables;

/// <summary>Events as kubectl prints them.</summary>
internal static class EventTable
{
    internal static Table<Event> Table { get; } = new(
        [
            new("Last Seen"),
            new("Type"),
            new("Reason"),
            new("Object"),
            new("Subobject", Wide: true),
            new("Source", Wide: true),
            new("Message"),
            new("First Seen", Wide: true),
            new("Count", Wide: true),
            new("Name", Wide: true, Format: "name"),
        ],
        Row);

    private static string[] Row(Event item, DateTimeOffset now)
    {
        var first = HumanDuration.Since(item.FirstTimestamp ?? item.EventTime, now);
        var last = item.Series is { } series ? HumanDuration.Since(series.LastObservedTime, now)
            : item.LastTimestamp is { } seen ? HumanDuration.Since(seen, now)
            : first;
        var count = item.Series?.Count ?? Math.Max(1, item.Count);
        var about = item.InvolvedObject;
#pragma warning disable CA1308 // kubectl shows the kind in lower case
        var kind = (about.Kind ?? "").ToLowerInvariant();
#pragma warning restore CA1308
        return
        [
            last,
            item.Type ?? "",
            item.Reason ?? "",
            string.IsNullOrEmpty(about.Name) ? kind : $"{kind}/{about.Name}",
            about.FieldPath ?? "",
            Source(item),
            (item.Message ?? "").Trim(),
            first,
            count.ToString(CultureInfo.InvariantCulture),
            item.Metadata.Name,
        ];
    }

    private static string Source(Event item)
    {
        string component = item.Source.Component ?? item.ReportingComponent, host = item.Source.Host ?? item.ReportingInstance;
        return host.Length == 0 ? component : $"{component}, {host}";
    }
}
