namespace MiniKubelet.Events;

/// <summary>
/// Makes few events of many occurrences, as client-go does for the kubelet (tools/record/events_cache.go):
/// <code>
///   occurrence ─▶ the 10th kind of message for one object, type and reason within 10 min of one another: combined into one event
///              ─▶ the same again: counted
///              ─▶ more than 25 about one object at once, then more than one in 5 min: counted, but not shown
/// </code>
/// A step at a time: what comes out depends on what went in and on the moments given with it. What it remembers is bounded.
/// </summary>
public sealed class EventCorrelator
{
    private const string CombinedPrefix = "(combined from similar events): ";
    private const int Capacity = 4096;

    private readonly RecentEntries<SimilarEvents> _similar = new(Capacity);
    private readonly RecentEntries<SeenEvent> _seen = new(Capacity);
    private readonly RecentEntries<EventBudget> _budgets = new(Capacity);

    /// <summary>Takes an occurrence; how it is shown, or null when its object has had too many lately.</summary>
    public CorrelatedEvent? Correlate(EventOccurrence occurrence, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(occurrence);
        var (key, message) = (occurrence.Key, occurrence.Message);
        var (similar, combine) = SimilarEvents.Step(_similar.Find(occurrence.SimilarKey), occurrence.MessageKey, now);
        _similar.Put(occurrence.SimilarKey, similar);
        if (combine)
        {
            (key, message) = (occurrence.SimilarKey, CombinedPrefix + message);
        }

        var seen = SeenEvent.Step(_seen.Find(key), now);
        _seen.Put(key, seen);
        var (budget, granted) = EventBudget.Step(_budgets.Find(occurrence.ObjectKey), now);
        _budgets.Put(occurrence.ObjectKey, budget);
        return granted ? new CorrelatedEvent(key, message, seen.Count, seen.FirstSeen) : null;
    }
}

/// <summary>The messages of one object, type and reason that were seen lately, oldest first.</summary>
internal sealed record SimilarEvents(EquatableArray<string> Messages, DateTimeOffset LastSeen)
{
    private const int Most = 10;
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    /// <summary>Adds a message; whether it is one too many. Then the oldest is dropped, so that the next new one is too many again.</summary>
    public static (SimilarEvents Next, bool Combine) Step(SimilarEvents? previous, string message, DateTimeOffset now)
    {
        var messages = previous is null || now - previous.LastSeen > Interval ? [] : previous.Messages;
        if (!messages.Contains(message))
        {
            messages = [.. messages, message];
        }

        var combine = messages.Count >= Most;
        return (new SimilarEvents(combine ? messages.Skip(1).ToEquatableArray() : messages, now), combine);
    }
}

/// <summary>How often an event was seen, and since when.</summary>
internal sealed record SeenEvent(int Count, DateTimeOffset FirstSeen)
{
    public static SeenEvent Step(SeenEvent? previous, DateTimeOffset now) =>
        previous is null ? new SeenEvent(1, now) : previous with { Count = previous.Count + 1 };
}

/// <summary>How many events about one object may still be shown: a bucket that fills again slowly.</summary>
internal sealed record EventBudget(double Tokens, DateTimeOffset At)
{
    private const double Burst = 25;
    private static readonly TimeSpan Refill = TimeSpan.FromMinutes(5);

    public static (EventBudget Next, bool Granted) Step(EventBudget? previous, DateTimeOffset now)
    {
        if (previous is null)
        {
            return (new EventBudget(Burst - 1, now), true);
        }

        var tokens = Math.Min(Burst, previous.Tokens + Math.Max(0, (now - previous.At) / Refill));
        return tokens >= 1 ? (new EventBudget(tokens - 1, now), true) : (previous, false);
    }
}
