using MiniKubelet.Kubernetes;

namespace MiniKubelet.Runtime.Configuration;

/// <summary>The quality of service class of a pod (kubernetes/pkg/apis/core/v1/helper/qos).</summary>
public static class PodQos
{
    private static readonly string[] Counted = ["cpu", "memory"];

    /// <summary>
    /// Guaranteed when every container, init containers too, limits cpu and memory to what it requests; BestEffort when none says
    /// anything; else Burstable. Pod-level resources decide alone where they are set.
    /// </summary>
    public static PodQosClass Classify(PodSpec spec)
    {
        IReadOnlyList<ResourceRequirements> all = spec.Resources is { } podLevel && !IsSilent(podLevel)
            ? [podLevel]
            : [.. spec.InitContainers.Concat(spec.Containers).Select(container => container.Resources)];
        return all.All(IsSilent) ? PodQosClass.BestEffort
            : all.All(IsGuaranteed) ? PodQosClass.Guaranteed
            : PodQosClass.Burstable;
    }

    private static bool IsSilent(ResourceRequirements resources) =>
        Counted.All(name => Amount(resources.Limits, name) is null && Amount(resources.Requests, name) is null);

    private static bool IsGuaranteed(ResourceRequirements resources) =>
        Counted.All(name => Amount(resources.Limits, name) is { } limit && (Amount(resources.Requests, name) ?? limit) == limit);

    // A zero says nothing, as upstream counts it.
    private static Quantity? Amount(EquatableMap<Quantity> resources, string name) =>
        resources.TryGetValue(name, out var amount) && amount.Value > 0 ? amount : null;
}
