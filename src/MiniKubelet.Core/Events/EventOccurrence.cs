using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using MiniKubelet.Kubernetes;

namespace MiniKubelet.Events;

/// <summary>Something that happened once, before it is counted.</summary>
/// <param name="About">To what.</param>
/// <param name="Type">Normal or Warning.</param>
/// <param name="Reason">One word.</param>
/// <param name="Message">In words.</param>
public sealed record EventOccurrence(ObjectReference About, string Type, string Reason, string Message)
{
    // What makes two occurrences the same, what makes them similar, and what they draw on together (events_cache.go: getEventKey,
    // EventAggregatorByReasonFunc, getSpamKey). Hashes, so that a long message is not kept to recognise it by.
    internal string Key => Hash(ObjectKey, About.FieldPath, Type, Reason, Message);

    internal string SimilarKey => Hash(ObjectKey, Type, Reason);

    internal string ObjectKey => Hash(About.Kind, About.Namespace, About.Name, About.Uid, About.ApiVersion);

    internal string MessageKey => Hash(Message);

    private static string Hash(params string?[] parts) =>
        BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', parts)))).ToString("x16", null);
}

/// <summary>An occurrence as it is shown.</summary>
/// <param name="Key">The same for all occurrences that are shown as one.</param>
/// <param name="Message">In words; for similar ones those of the last, and that they were combined.</param>
/// <param name="Count">How often it was seen.</param>
/// <param name="FirstSeen">Since when.</param>
public sealed record CorrelatedEvent(string Key, string Message, int Count, DateTimeOffset FirstSeen);
