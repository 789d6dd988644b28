using MiniKubelet.Agent.Status;
using MiniKubelet.Events;
using MiniKubelet.Kubernetes;

namespace MiniKubelet.Agent.Events;

/// <summary>Whether an event is worth a person's attention (v1 Event's type).</summary>
public enum EventType
{
    /// <summary>As it should be.</summary>
    Normal,

    /// <summary>Something is wrong.</summary>
    Warning,
}

/// <summary>
/// Writes Kubernetes Events into <see cref="StatusStore.Events"/>, which it alone writes; what is the same or similar is made one by the
/// <see cref="EventCorrelator"/>. However much happens, no more than the store's bound is kept, each no longer than a note of
/// events.k8s.io may be.
/// </summary>
public sealed class EventRecorder
{
    private const int MessageLimit = 1024;

    private readonly Lock _lock = new();
    private readonly EventCorrelator _correlator = new();
    private readonly ResourceStore<Event> _events;
    private readonly EventSource _source;
    private readonly TimeProvider _time;

    /// <summary>Records as component <c>kubelet</c> on the host <paramref name="nodeName"/>.</summary>
    public EventRecorder(StatusStore status, string nodeName, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(status);
        _events = status.Events;
        _source = new EventSource { Component = "kubelet", Host = nodeName };
        _time = time;
    }

    /// <summary>Records an event about a pod.</summary>
    public void Record(Pod pod, EventType type, string reason, string message)
    {
        ArgumentNullException.ThrowIfNull(pod);
        Record(ReferenceTo(pod, null), type, reason, message);
    }

    /// <summary>Records an event about a container of a pod.</summary>
    public void Record(Pod pod, string container, EventType type, string reason, string message)
    {
        ArgumentNullException.ThrowIfNull(pod);
        var field = pod.Spec.InitContainers.Any(c => c.Name == container) ? "initContainers"
            : pod.Spec.EphemeralContainers.Any(c => c.Name == container) ? "ephemeralContainers"
            : "containers";
        Record(ReferenceTo(pod, $"spec.{field}{{{container}}}"), type, reason, message);
    }

    /// <summary>Records an event about any object.</summary>
    public void Record(ObjectReference about, EventType type, string reason, string message)
    {
        ArgumentNullException.ThrowIfNull(about);
        var now = _time.GetUtcNow();
        var @namespace = string.IsNullOrEmpty(about.Namespace) ? "default" : about.Namespace;
        lock (_lock)
        {
            if (_correlator.Correlate(new EventOccurrence(about, type.ToString(), reason, Shortened(message)), now) is not { } shown)
            {
                return;
            }

            var name = $"{about.Name}.{shown.Key}";
            var known = _events.Get(@namespace, name) ?? new Event
            {
                Metadata = new ObjectMeta
                {
                    Name = name,
                    Namespace = @namespace,
                    Uid = Guid.NewGuid().ToString(),
                    CreationTimestamp = now,
                },
                InvolvedObject = about,
                Type = type.ToString(),
                Reason = reason,
                Source = _source,
                ReportingComponent = "kubelet",
                ReportingInstance = _source.Host ?? "",
                FirstTimestamp = shown.FirstSeen,
            };
            _events.Put(known with { Message = shown.Message, LastTimestamp = now, Count = shown.Count });
        }
    }

    private static string Shortened(string message) => message.Length <= MessageLimit ? message : message[..(MessageLimit - 1)] + "…";

    private static ObjectReference ReferenceTo(Pod pod, string? fieldPath) => new()
    {
        ApiVersion = pod.ApiVersion,
        Kind = pod.Kind,
        Namespace = pod.Metadata.Namespace,
        Name = pod.Metadata.Name,
        Uid = pod.Metadata.Uid,
        FieldPath = fieldPath,
    };
}
