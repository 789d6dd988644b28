using MiniKubelet.Kubernetes;
using MiniKubelet.Observation;
using MiniKubelet.Planning;
using MiniKubelet.Runtime.Configuration;

namespace MiniKubelet.Status;

/// <summary>
/// A pod's status as the API shows it (kubernetes/pkg/kubelet generateAPIPodStatus). Pure, and stable: building again from the
/// same facts with the result as <see cref="PodStatusInput.Previous"/> gives an equal status, whatever the time.
/// </summary>
public static class PodStatusBuilder
{
    /// <summary>The status of a pod.</summary>
    public static PodStatus Build(PodStatusInput input)
    {
        input = input with { Observed = input.History.Recall(input.Observed) };
        var spec = input.Pod.Spec;
        var statuses = spec.InStartOrder().Select(container => (container.Role, ContainerStatusBuilder.Build(input, container))).ToList();
        var outcome = VisibleOutcome(input);
        var status = new PodStatus
        {
            ObservedGeneration = input.History.Generation,
            Reason = outcome?.Reason is { Length: > 0 } reason ? reason : null,
            Message = outcome?.Message is { Length: > 0 } message ? message : null,
            StartTime = input.History.StartTime,
            QosClass = PodQos.Classify(spec),
            HostIP = First(input.NodeIps),
            HostIPs = input.NodeIps.Select(ip => new HostIP { Ip = ip }).ToEquatableArray(),
            InitContainerStatuses = statuses.Where(s => s.Role != ContainerRole.App).Select(s => s.Item2).ToEquatableArray(),
            ContainerStatuses = statuses.Where(s => s.Role == ContainerRole.App).Select(s => s.Item2).ToEquatableArray(),
        };
        var ips = PodIps(input);
        status = status with
        {
            PodIP = First(ips),
            PodIPs = ips.Select(ip => new PodIP { Ip = ip }).ToEquatableArray(),
            Phase = outcome?.Phase ?? LivingPhase(input, PodPhaseRules.PhaseOf(spec, status.InitContainerStatuses, status.ContainerStatuses)),
        };
        return status with { Conditions = PodConditions.Build(input, status) };
    }

    /// <summary>
    /// The outcome once nothing of the pod runs any more: a pod whose containers are still being stopped is not over, and whoever
    /// waits for its end must be able to rely on it.
    /// </summary>
    private static PodOutcome? VisibleOutcome(PodStatusInput input) =>
        input.Observed.Containers.Any(c => c.State == RunState.Running) ? null : input.History.Outcome;

    // The end of a pod is decided once, by its planner, and kept in its history: it never reverts, even if the records it was read
    // from are gone. Until then a pod that only looks over runs: something will be started again, such as what a probe gave up on.
    private static PodPhase LivingPhase(PodStatusInput input, PodPhase phase) =>
        phase is PodPhase.Succeeded or PodPhase.Failed && input.History is { Outcome: null, Termination: null } ? PodPhase.Running : phase;

    private static EquatableArray<string> PodIps(PodStatusInput input)
    {
        if (input.Pod.Spec.HostNetwork)
        {
            return input.NodeIps;
        }

        if (input.Observed.Sandboxes.Count > 0 && input.Observed.Sandboxes[0].Ready)
        {
            return input.Observed.Sandboxes[0].Ips;
        }

        // A pod that goes or is over keeps the address it had, to be read; one that gets a new sandbox has none for now.
        var over = input.History.Outcome is not null || input.History.Termination is not null;
        return over && input.Previous is { } previous ? previous.PodIPs.Select(ip => ip.Ip).ToEquatableArray() : [];
    }

    private static string? First(EquatableArray<string> ips) => ips.Count > 0 ? ips[0] : null;
}
