namespace MiniKubelet.Agent.Status;

/// <summary>How many objects of a kind are kept and for how long (the API server keeps events for an hour).</summary>
/// <param name="Capacity">At most so many, the oldest go first.</param>
/// <param name="Age">None older than this.</param>
/// <param name="LastSeen">An object's age counts from then.</param>
/// <param name="Time">The clock.</param>
internal sealed record Retention<T>(int Capacity, TimeSpan Age, Func<T, DateTimeOffset> LastSeen, TimeProvider Time)
{
    /// <summary>What must go.</summary>
    internal IReadOnlyList<T> Surplus(IReadOnlyCollection<T> items)
    {
        var limit = Time.GetUtcNow() - Age;
        var tooMany = items.Count - Capacity;
        if (tooMany > 0)
        {
            return [.. items.OrderBy(LastSeen).Where((item, index) => index < tooMany || LastSeen(item) < limit)];
        }

        return [.. items.Where(item => LastSeen(item) < limit)];
    }
}
