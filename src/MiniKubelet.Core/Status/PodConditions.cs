using MiniKubelet.Kubernetes;
using MiniKubelet.Planning;

namespace MiniKubelet.Status;

/// <summary>The conditions of a pod (kubernetes/pkg/kubelet/status/generate.go).</summary>
internal static class PodConditions
{
    private static readonly string[] Ours =
    [
        "PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled", "DisruptionTarget",
        "AllContainersRestarting",
    ];

    private static readonly string[] Disruptions = ["Evicted", "Terminated", "Preempting"];

    private sealed record Verdict(bool Holds, string Reason = "", string Message = "")
    {
        public static Verdict True { get; } = new(true);
    }

    /// <summary>All conditions; <paramref name="status"/> has everything else. Conditions that others set are kept.</summary>
    public static EquatableArray<PodCondition> Build(PodStatusInput input, PodStatus status)
    {
        var spec = input.Pod.Spec;
        var foreign = (input.Previous?.Conditions ?? []).Where(c => !Ours.Contains(c.Type)).ToList();
        var containersReady = ContainersReady(spec, status);
        var conditions = new List<(string Type, Verdict Verdict)>
        {
            ("PodReadyToStartContainers", new Verdict(PodPlanner.UsableSandbox(spec, input.Observed) is not null)),
            ("Initialized", Initialized(spec, status)),
            ("Ready", Ready(spec, containersReady, foreign)),
            ("ContainersReady", containersReady),
            ("PodScheduled", Verdict.True),
        };
        if (Disruptions.Contains(status.Reason))
        {
            conditions.Add(("DisruptionTarget", new Verdict(true, "TerminationByKubelet", status.Message ?? "")));
        }

        if (spec.InStartOrder().Any(c => c.Container.RestartPolicyRules.Any(r => r.Action == ContainerRestartRuleAction.RestartAllContainers)))
        {
            conditions.Add(("AllContainersRestarting", AllContainersRestarting(input, status)));
        }

        return conditions.Select(c => Condition(input, c.Type, c.Verdict)).Concat(foreign).ToEquatableArray();
    }

    private static Verdict AllContainersRestarting(PodStatusInput input, PodStatus status) => status.Phase switch
    {
        PodPhase.Succeeded => new Verdict(false, "PodCompleted"),
        PodPhase.Failed => new Verdict(false, "PodFailed"),
        _ when input.History.RestartingAllContainers =>
            new Verdict(true, "RestartAllContainersStarted", "container exited with restart policy rule"),
        _ => new Verdict(false),
    };

    private static Verdict Initialized(PodSpec spec, PodStatus status)
    {
        var unknown = new List<string>();
        var incomplete = new List<string>();
        foreach (var container in spec.InitContainers)
        {
            var found = status.InitContainerStatuses.FirstOrDefault(s => s.Name == container.Name);
            if (found is null)
            {
                unknown.Add(container.Name);
            }
            else if (container.IsSidecar() ? found.Started != true : !found.Ready)
            {
                incomplete.Add(container.Name);
            }
        }

        if (status.Phase == PodPhase.Succeeded && unknown.Count == 0)
        {
            return new Verdict(true, "PodCompleted");
        }

        var anyAppStarted = status.ContainerStatuses.Any(s =>
            s.State.Running is not null || s.State.Terminated is not null || s.LastState.Terminated is not null);
        return anyAppStarted || unknown.Count + incomplete.Count == 0
            ? Verdict.True
            : new Verdict(false, "ContainersNotInitialized", Lists(unknown, "incomplete", incomplete));
    }

    private static Verdict ContainersReady(PodSpec spec, PodStatus status)
    {
        var unknown = new List<string>();
        var unready = new List<string>();
        foreach (var (container, role) in spec.InStartOrder().Where(c => c.Role != ContainerRole.Init))
        {
            var statuses = role == ContainerRole.App ? status.ContainerStatuses : status.InitContainerStatuses;
            var found = statuses.FirstOrDefault(s => s.Name == container.Name);
            if (found is null)
            {
                unknown.Add(container.Name);
            }
            else if (!found.Ready)
            {
                unready.Add(container.Name);
            }
        }

        return (status.Phase, unknown.Count) switch
        {
            (PodPhase.Succeeded, 0) => new Verdict(false, "PodCompleted"),
            (PodPhase.Failed, 0) => new Verdict(false, "PodFailed"),
            _ when unknown.Count + unready.Count > 0 => new Verdict(false, "ContainersNotReady", Lists(unknown, "unready", unready)),
            _ => Verdict.True,
        };
    }

    private static Verdict Ready(PodSpec spec, Verdict containersReady, List<PodCondition> foreign)
    {
        if (!containersReady.Holds)
        {
            return containersReady;
        }

        var messages = new List<string>();
        foreach (var gate in spec.ReadinessGates.Select(gate => gate.ConditionType))
        {
            var condition = foreign.Find(c => c.Type == gate);
            if (condition is null)
            {
                messages.Add($"corresponding condition of pod readiness gate \"{gate}\" does not exist.");
            }
            else if (condition.Status != ConditionStatus.True)
            {
                messages.Add($"the status of pod readiness gate \"{gate}\" is not \"True\", but {condition.Status}");
            }
        }

        return messages.Count == 0 ? Verdict.True : new Verdict(false, "ReadinessGatesNotReady", string.Join(", ", messages));
    }

    private static string Lists(List<string> unknown, string word, List<string> others)
    {
        var parts = new List<string>();
        if (unknown.Count > 0)
        {
            parts.Add($"containers with unknown status: [{string.Join(' ', unknown)}]");
        }

        if (others.Count > 0)
        {
            parts.Add($"containers with {word} status: [{string.Join(' ', others)}]");
        }

        return string.Join(", ", parts);
    }

    private static PodCondition Condition(PodStatusInput input, string type, Verdict verdict)
    {
        var status = verdict.Holds ? ConditionStatus.True : ConditionStatus.False;
        var previous = input.Previous?.Conditions.FirstOrDefault(c => c.Type == type);
        return new PodCondition
        {
            Type = type,
            ObservedGeneration = input.History.Generation,
            Status = status,
            LastTransitionTime = previous?.Status == status ? previous.LastTransitionTime : input.Now,
            Reason = verdict.Reason.Length > 0 ? verdict.Reason : null,
            Message = verdict.Message.Length > 0 ? verdict.Message : null,
        };
    }
}
