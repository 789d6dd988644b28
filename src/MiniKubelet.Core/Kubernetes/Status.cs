using System.Text.Json.Serialization;

namespace MiniKubelet.Kubernetes;

/// <summary>The `Status` kind: the outcome of a request that returns no object.</summary>
public sealed record Status
{
    /// <summary>API version of the object.</summary>
    public string ApiVersion { get; init => field = value ?? "v1"; } = "v1";

    /// <summary>Kind of the object.</summary>
    public string Kind { get; init => field = value ?? "Status"; } = "Status";

    /// <summary>Metadata of the answer.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public ListMeta Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>Success or Failure.</summary>
    [JsonPropertyName("status")]
    public string? Result { get; init; }

    /// <summary>For a person to read.</summary>
    public string? Message { get; init; }

    /// <summary>Machine-readable reason, one word.</summary>
    public string? Reason { get; init; }

    /// <summary>More about the reason.</summary>
    public StatusDetails? Details { get; init; }

    /// <summary>HTTP status code.</summary>
    public int Code { get; init; }
}

/// <summary>What a Status is about.</summary>
public sealed record StatusDetails
{
    /// <summary>Name of the object.</summary>
    public string? Name { get; init; }

    /// <summary>API group of the object.</summary>
    public string? Group { get; init; }

    /// <summary>Kind or resource of the object.</summary>
    public string? Kind { get; init; }

    /// <summary>UID of the object.</summary>
    public string? Uid { get; init; }

    /// <summary>Single reasons, such as bad fields.</summary>
    public EquatableArray<StatusCause> Causes { get; init => field = value ?? []; } = [];

    /// <summary>Seconds to wait before trying again.</summary>
    public int RetryAfterSeconds { get; init; }
}

/// <summary>One cause of a failure.</summary>
public sealed record StatusCause
{
    /// <summary>Machine-readable reason, one word.</summary>
    public string? Reason { get; init; }

    /// <summary>For a person to read.</summary>
    public string? Message { get; init; }

    /// <summary>Path of the field at fault.</summary>
    public string? Field { get; init; }
}
