using MiniKubelet.Kubernetes;
using MiniKubelet.Observation;

namespace MiniKubelet.Planning;

public static partial class PodPlanner
{
    /// <summary>
    /// Init containers one after another, sidecars started in between and kept running. True when the app containers' turn has come.
    /// <code>
    ///   regular init:  absent ─▶ start ─▶ running ─▶ exit 0 ─▶ next
    ///                                            └▶ exit ≠ 0 ─▶ back-off, start again   (by rule or policy not: the pod has failed)
    ///   sidecar:       absent ─▶ start ─▶ running ─▶ startup probe passed or none ─▶ next
    ///                              ▲         └▶ ended ─┐
    ///                              └──── back-off ◀────┘   until no app container is left to run
    /// </code>
    /// The newest with a record tells how far the pod was: those before it are done, though their records are gone, and a sidecar among
    /// them that ended since is started again and holds nothing back.
    /// </summary>
    private static bool PlanInitContainers(PlanDraft draft)
    {
        var initContainers = draft.Spec.InitContainers;
        var initialized = draft.Spec.Containers.Any(c => draft.InSandbox(c.Name) is not null);

        var reached = initContainers.Count - 1;
        while (reached >= 0 && draft.InSandbox(initContainers[reached].Name) is null or { State: RunState.Created })
        {
            reached--;
        }

        for (var i = 0; i < initContainers.Count; i++)
        {
            var container = initContainers[i];
            var gates = !initialized && i >= reached;
            var passed = container.IsSidecar()
                ? PlanSidecar(draft, container, initialized)
                : !gates || PlanInitContainer(draft, container);
            if (gates && !passed)
            {
                return false;
            }
        }

        return true;
    }

    private static bool PlanInitContainer(PlanDraft draft, Container container)
    {
        var instance = draft.InSandbox(container.Name);
        switch (instance?.State)
        {
            case null or RunState.Created:
                draft.Start(new PodContainer(container, ContainerRole.Init));
                return false;
            case RunState.Running:
                return false;
            case RunState.Unknown:
                draft.Kill(instance, KillReason.UnknownState, null);
                return false;
            case RunState.Exited when instance.ExitCode == 0:
                return true;
            case RunState.Exited:
                if (draft.RunsAgain(container, instance))
                {
                    draft.Start(new PodContainer(container, ContainerRole.Init));
                }
                else
                {
                    draft.Outcome = Failed;
                }

                return false;
            default:
                throw new InvalidOperationException($"container {instance.Id}: no such state {instance.State}");
        }
    }

    /// <summary>
    /// Keeps a sidecar running whatever the pod's policy. True when what comes after it may start: neither its readiness nor its
    /// liveness count for that.
    /// </summary>
    private static bool PlanSidecar(PlanDraft draft, Container container, bool initialized)
    {
        var instance = draft.InSandbox(container.Name);
        if (instance is { State: RunState.Running })
        {
            KillIfUnfit(draft, container, instance);
            return container.StartupProbe is null || draft.VerdictOn(instance).Started;
        }

        if (instance is { State: RunState.Unknown })
        {
            draft.Kill(instance, KillReason.UnknownState, null);
        }
        else if (!initialized || AppsStillRun(draft))
        {
            draft.Start(new PodContainer(container, ContainerRole.Sidecar));
        }

        return false;
    }

    private static bool AppsStillRun(PlanDraft draft) => draft.Spec.Containers.Any(container =>
        (draft.InSandbox(container.Name) ?? EndedBefore(draft, container)) is not { State: RunState.Exited } instance
        || draft.RunsAgain(container, instance));
}
