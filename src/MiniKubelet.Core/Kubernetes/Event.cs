using System.Text.Json.Serialization;

namespace MiniKubelet.Kubernetes;

/// <summary>Something that happened to an object.</summary>
public sealed record Event : IKubernetesObject
{
    /// <summary>API version of the object.</summary>
    public string ApiVersion { get; init => field = value ?? "v1"; } = "v1";

    /// <summary>Kind of the object.</summary>
    public string Kind { get; init => field = value ?? "Event"; } = "Event";

    /// <summary>Name, labels and the rest.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public ObjectMeta Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>The object.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public ObjectReference InvolvedObject { get; init => field = value ?? new(); } = new();

    /// <summary>Machine-readable reason, one word.</summary>
    public string? Reason { get; init; }

    /// <summary>For a person to read.</summary>
    public string? Message { get; init; }

    /// <summary>Who reports it, in the old style.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public EventSource Source { get; init => field = value ?? new(); } = new();

    /// <summary>When it was first seen.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset? FirstTimestamp { get; init; }

    /// <summary>When it was last seen.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset? LastTimestamp { get; init; }

    /// <summary>How often it was seen.</summary>
    public int Count { get; init; }

    /// <summary>Normal or Warning.</summary>
    public string? Type { get; init; }

    /// <summary>When it was first seen, with microseconds.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    [JsonConverter(typeof(MicroTimeConverter))]
    public DateTimeOffset? EventTime { get; init; }

    /// <summary>Set when it was seen several times.</summary>
    public EventSeries? Series { get; init; }

    /// <summary>What was done.</summary>
    public string? Action { get; init; }

    /// <summary>A second object.</summary>
    public ObjectReference? Related { get; init; }

    /// <summary>Who reports it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string ReportingComponent { get; init => field = value ?? ""; } = "";

    /// <summary>Which instance of it, such as the node.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string ReportingInstance { get; init => field = value ?? ""; } = "";
}

/// <summary>A list of Event objects.</summary>
public sealed record EventList
{
    /// <summary>API version of the object.</summary>
    public string ApiVersion { get; init => field = value ?? "v1"; } = "v1";

    /// <summary>Kind of the object.</summary>
    public string Kind { get; init => field = value ?? "EventList"; } = "EventList";

    /// <summary>Version and page of the list.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public ListMeta Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>The objects.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public EquatableArray<Event> Items { get; init => field = value ?? []; } = [];
}

/// <summary>Who reports an event.</summary>
public sealed record EventSource
{
    /// <summary>The component.</summary>
    public string? Component { get; init; }

    /// <summary>Its node.</summary>
    public string? Host { get; init; }
}

/// <summary>Repetitions of an event.</summary>
public sealed record EventSeries
{
    /// <summary>How often it was seen.</summary>
    public int Count { get; init; }

    /// <summary>When it was last seen, with microseconds.</summary>
    [JsonConverter(typeof(MicroTimeConverter))]
    public DateTimeOffset? LastObservedTime { get; init; }
}
