using System.Text.Json;
using MiniKubelet.Agent.Status;
using MiniKubelet.Api.Http;
using MiniKubelet.Api.Tables;
using MiniKubelet.Kubernetes;

namespace MiniKubelet.Api.Resources;

/// <summary>Events in their two groups: the same objects, in core/v1 and in the newer form of events.k8s.io/v1.</summary>
internal static class EventKinds
{
    private static readonly MicroTimeConverter MicroTime = new();

    internal static ResourceKind<Event> Core(ResourceStore<Event> store) => new()
    {
        Resource = Resource(""),
        Store = store,
        Table = EventTable.Table,
        Fields = Fields("involvedObject", "source", "reportingComponent"),
    };

    internal static ResourceKind<Event> EventsGroup(ResourceStore<Event> store) => new()
    {
        Resource = Resource("events.k8s.io"),
        Store = store,
        Table = EventTable.Table,
        Fields = Fields("regarding", "deprecatedSource", "reportingController"),
        Write = WriteEventsGroup,
    };

    private static ApiResource Resource(string group) => new()
    {
        Group = group, Name = "events", Singular = "event", Kind = "Event", ShortNames = ["ev"], Namespaced = true,
    };

    private static Dictionary<string, Func<Event, string>> Fields(string about, string source, string reporter) => new()
    {
        [$"{about}.kind"] = static e => e.InvolvedObject.Kind ?? "",
        [$"{about}.namespace"] = static e => e.InvolvedObject.Namespace ?? "",
        [$"{about}.name"] = static e => e.InvolvedObject.Name ?? "",
        [$"{about}.uid"] = static e => e.InvolvedObject.Uid ?? "",
        [$"{about}.apiVersion"] = static e => e.InvolvedObject.ApiVersion ?? "",
        [$"{about}.resourceVersion"] = static e => e.InvolvedObject.ResourceVersion ?? "",
        [$"{about}.fieldPath"] = static e => e.InvolvedObject.FieldPath ?? "",
        ["reason"] = static e => e.Reason ?? "",
        ["type"] = static e => e.Type ?? "",
        [source] = static e => e.Source.Component ?? e.ReportingComponent,
        [reporter] = static e => e.ReportingComponent,
    };

    private static void WriteEventsGroup(Utf8JsonWriter json, Event item)
    {
        json.WriteStartObject("Event", "events.k8s.io/v1");
        json.WritePropertyName("metadata"u8);
        json.WriteObject(item.Metadata);
        json.WritePropertyName("eventTime"u8);
        if (item.EventTime is { } time)
        {
            MicroTime.Write(json, time, KubernetesJson.Options);
        }
        else
        {
            json.WriteNullValue();
        }

        if (item.Series is { } series)
        {
            json.WritePropertyName("series"u8);
            json.WriteObject(series);
        }

        json.WriteString("reportingController"u8, item.ReportingComponent);
        json.WriteString("reportingInstance"u8, item.ReportingInstance);
        json.WriteString("action"u8, item.Action ?? "");
        json.WriteString("reason"u8, item.Reason ?? "");
        json.WritePropertyName("regarding"u8);
        json.WriteObject(item.InvolvedObject);
        json.WriteString("note"u8, item.Message ?? "");
        json.WriteString("type"u8, item.Type ?? "");
        json.WritePropertyName("deprecatedSource"u8);
        json.WriteObject(item.Source);
        WriteTime(json, "deprecatedFirstTimestamp", item.FirstTimestamp);
        WriteTime(json, "deprecatedLastTimestamp", item.LastTimestamp);
        json.WriteNumber("deprecatedCount"u8, item.Count);
        json.WriteEndObject();
    }

    private static void WriteTime(Utf8JsonWriter json, string name, DateTimeOffset? time)
    {
        if (time is { } value)
        {
            json.WritePropertyName(name);
            new TimeConverter().Write(json, value, KubernetesJson.Options);
        }
    }
}
