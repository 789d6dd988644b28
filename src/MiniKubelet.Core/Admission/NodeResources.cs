using MiniKubelet.Kubernetes;

namespace MiniKubelet.Admission;

/// <summary>What the node has, and what of it pods may have (Node's <c>status.capacity</c> and <c>status.allocatable</c>).</summary>
public static class NodeResources
{
    /// <summary>What the node has.</summary>
    /// <param name="cpus">Processors.</param>
    /// <param name="memory">Bytes.</param>
    /// <param name="storage">Bytes of local storage.</param>
    /// <param name="pods">How many pods may run (KubeletConfiguration <c>maxPods</c>).</param>
    public static EquatableMap<Quantity> Capacity(int cpus, long memory, long storage, int pods) =>
    [
        new("cpu", new Quantity(cpus)),
        new("memory", Quantity.OfBytes(memory)),
        new("ephemeral-storage", Quantity.OfBytes(storage)),
        new("pods", new Quantity(pods)),
    ];

    /// <summary>What is left for pods, never less than nothing.</summary>
    /// <param name="capacity">What the node has.</param>
    /// <param name="reserved">What is kept from pods (<c>systemReserved</c> and <c>kubeReserved</c> together).</param>
    public static EquatableMap<Quantity> Allocatable(EquatableMap<Quantity> capacity, EquatableMap<Quantity> reserved) => capacity
        .Select(entry => KeyValuePair.Create(entry.Key, Less(entry.Value, reserved.GetValueOrDefault(entry.Key))))
        .ToEquatableMap();

    /// <summary>Both reservations together.</summary>
    public static EquatableMap<Quantity> Sum(EquatableMap<Quantity> one, EquatableMap<Quantity> other) => one
        .Concat(other)
        .GroupBy(entry => entry.Key, entry => entry.Value, StringComparer.Ordinal)
        .Select(group => KeyValuePair.Create(group.Key, group.Aggregate((sum, amount) => sum + amount)))
        .ToEquatableMap();

    private static Quantity Less(Quantity amount, Quantity kept) => kept >= amount ? amount - amount : amount - kept;
}
