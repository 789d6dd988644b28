using MiniKubelet.Kubernetes;

namespace MiniKubelet.Planning;

/// <summary>What the Event <c>Killing</c> says (kubernetes/pkg/kubelet/kuberuntime computePodActions, computeInitContainerActions).</summary>
public static class KillMessage
{
    /// <summary>
    /// The message. Whether the container comes back is told by its policy alone: its rules need an exit code, and it still runs.
    /// A definition that changed brings it back under any policy. Of sidecars it is never said.
    /// </summary>
    public static string Of(PodSpec spec, string container, KillReason reason)
    {
        var found = spec.InStartOrder().FirstOrDefault(c => c.Name == container);
        var app = found.Container is null || found.Role == ContainerRole.App;
        var who = app ? $"Container {container}" : $"Init container {container}";
        var restarts = found.Container is not null && spec.PolicyOf(found.Container) != RestartPolicy.Never;
        return reason switch
        {
            KillReason.DefinitionChanged => $"{who} definition changed{Restarted(app)}",
            KillReason.LivenessProbeFailed => $"{who} failed liveness probe{Restarted(app && restarts)}",
            KillReason.StartupProbeFailed => $"{who} failed startup probe{Restarted(app && restarts)}",
            KillReason.UnknownState => $"{(app ? "Container" : "Init container")} is in \"unknown\" state, try killing it before restart",
            KillReason.PodTerminating or KillReason.SandboxChanged or KillReason.NotInPod or KillReason.RestartingAllContainers =>
                $"Stopping container {container}",
        };
    }

    private static string Restarted(bool said) => said ? ", will be restarted" : "";
}
