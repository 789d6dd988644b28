using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using MiniKubelet.Agent.Status;
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
/// Writes Kubernetes Events into <see cref="StatusStore.Events"/>, which it alone writes. The same message about the same
/// object for the same reason is one event whose count grows (client-go's event correlator).
/// </summary>
public sealed class EventRecorder
{
    private readonly Lock _lock = new();
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
        var name = NameOf(about, type, reason, message);
        lock (_lock)
        {
            var known = _events.Get(@namespace, name);
            _events.Put(known is null
                ? new Event
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
                    Message = message,
                    Source = _source,
                    ReportingComponent = "kubelet",
                    ReportingInstance = _source.Host ?? "",
                    FirstTimestamp = now,
                    LastTimestamp = now,
                    Count = 1,
                }
                : known with { LastTimestamp = now, Count = known.Count + 1 });
        }
    }

    private static ObjectReference ReferenceTo(Pod pod, string? fieldPath) => new()
    {
        ApiVersion = pod.ApiVersion,
        Kind = pod.Kind,
        Namespace = pod.Metadata.Namespace,
        Name = pod.Metadata.Name,
        Uid = pod.Metadata.Uid,
        FieldPath = fieldPath,
    };

    // The name is made of all that makes two events the same: to look one up is to compute its name.
    private static string NameOf(ObjectReference about, EventType type, string reason, string message)
    {
        var identity = string.Join('\0', about.Kind, about.Namespace, about.Name, about.Uid, about.FieldPath, type, reason, message);
        var hash = BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(identity)));
        return $"{about.Name}.{hash:x16}";
    }
}
