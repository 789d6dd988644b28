using MiniKubelet.Kubernetes;
using MiniKubelet.Planning;

namespace MiniKubelet.Runtime.Configuration;

/// <summary>A container's limits as the kernel counts them (kubernetes/pkg/kubelet/cm and qos/policy.go).</summary>
internal static class ContainerResourcesFactory
{
    private const long MinShares = 2;
    private const long MaxShares = 262_144;
    private const long Period = 100_000;
    private const long MinQuota = 1000;
    private const int GuaranteedScore = -997;
    private const int BestEffortScore = 1000;
    private const string HugepagePrefix = "hugepages-";

    public static ContainerResources Create(PodSpec spec, PodContainer container, NodeSettings node)
    {
        var limits = container.Container.Resources.Limits;
        var cpuLimit = MilliCpu(limits);
        var cpuRequest = container.Container.Resources.Requests.ContainsKey("cpu") ? MilliCpu(container.Container.Resources.Requests) : cpuLimit;
        return new ContainerResources
        {
            CpuShares = Math.Clamp(cpuRequest * 1024 / 1000, MinShares, MaxShares),
            CpuPeriod = Period,
            CpuQuota = cpuLimit == 0 ? 0 : Math.Max(cpuLimit * Period / 1000, MinQuota),
            MemoryLimit = Bytes(limits, "memory"),
            OomScoreAdj = OomScore(spec, container, node),
            HugepageLimits = limits
                .Where(entry => entry.Key.StartsWith(HugepagePrefix, StringComparison.Ordinal))
                .Select(entry => KeyValuePair.Create(PageSize(entry.Key[HugepagePrefix.Length..]), entry.Value.RoundUp()))
                .ToEquatableMap(),
        };
    }

    private static int OomScore(PodSpec spec, PodContainer container, NodeSettings node)
    {
        var score = spec.PriorityClassName == "system-node-critical" ? GuaranteedScore : PodQos.Classify(spec) switch
        {
            PodQosClass.Guaranteed => GuaranteedScore,
            PodQosClass.BestEffort => BestEffortScore,
            PodQosClass.Burstable => BurstableScore(spec, container, node),
        };

        // Without CAP_SYS_RESOURCE nobody may go below what is inherited: the container would not start at all.
        return node.MayLowerOomScore ? score : Math.Max(score, 0);
    }

    private static int BurstableScore(PodSpec spec, PodContainer container, NodeSettings node)
    {
        var request = MemoryRequest(container.Container);
        if (container.Role == ContainerRole.Sidecar)
        {
            // A sidecar must not die before the smallest container it serves.
            request = Math.Max(request, spec.Containers.Select(MemoryRequest).DefaultIfEmpty(0).Min());
        }

        var share = node.MemoryCapacity > 0 ? 1000m * request / node.MemoryCapacity : 0;
        return (int)Math.Clamp(1000 - decimal.Floor(share), 1000 + GuaranteedScore, BestEffortScore - 1);
    }

    private static long MemoryRequest(Container container) =>
        Bytes(container.Resources.Requests.ContainsKey("memory") ? container.Resources.Requests : container.Resources.Limits, "memory");

    private static long MilliCpu(EquatableMap<Quantity> resources) =>
        resources.TryGetValue("cpu", out var amount) ? Math.Min(amount.MilliValue(), MaxShares * 1000) : 0;

    private static long Bytes(EquatableMap<Quantity> resources, string name) =>
        resources.TryGetValue(name, out var amount) ? amount.RoundUp() : 0;

    // Kubernetes says 2Mi, the kernel's cgroup files say 2MB.
    private static string PageSize(string quantity) => quantity.Replace("i", "B", StringComparison.Ordinal);
}
