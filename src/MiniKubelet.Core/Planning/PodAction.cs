namespace MiniKubelet.Planning;

/// <summary>Which part a container plays in its pod.</summary>
public enum ContainerRole
{
    /// <summary>An init container that must end with success before the next step.</summary>
    Init,

    /// <summary>An init container with <c>restartPolicy: Always</c>: starts in order, then runs beside the others.</summary>
    Sidecar,

    /// <summary>A container of <c>spec.containers</c>.</summary>
    App,
}

/// <summary>Why a container is killed.</summary>
public enum KillReason
{
    /// <summary>The runtime does not know its state.</summary>
    UnknownState,

    /// <summary>Its definition changed.</summary>
    DefinitionChanged,

    /// <summary>Its liveness probe failed.</summary>
    LivenessProbeFailed,

    /// <summary>Its startup probe failed.</summary>
    StartupProbeFailed,

    /// <summary>Its pod is going.</summary>
    PodTerminating,

    /// <summary>Its sandbox is gone or must be made anew.</summary>
    SandboxChanged,

    /// <summary>The pod that lives on has no such container any more.</summary>
    NotInPod,

    /// <summary>A restart rule has all containers start anew.</summary>
    RestartingAllContainers,
}

/// <summary>One step of a <see cref="PodPlan"/>: a value that says what to do. Only the executor acts.</summary>
public abstract record PodAction
{
    private PodAction()
    {
    }

    /// <summary>Get the images of these containers, all at once and in the background; starting a container waits for its own.</summary>
    public sealed record EnsureImages(EquatableArray<string> Containers) : PodAction;

    /// <summary>Make the pod's sandbox.</summary>
    public sealed record CreateSandbox(int Attempt) : PodAction;

    /// <summary>Create and start an instance of a container in the pod's sandbox.</summary>
    public sealed record StartContainer(string Container, ContainerRole Role, int Attempt) : PodAction;

    /// <summary>Stop one container, with its preStop hook and grace; the pod lives on.</summary>
    public sealed record KillContainer(string ContainerId, string Container, KillReason Reason, long GraceSeconds) : PodAction;

    /// <summary>Stop several containers within one grace period that ends at <paramref name="Deadline"/>: stage after stage,
    /// the containers of a stage together.</summary>
    public sealed record KillPod(EquatableArray<KillStage> Stages, KillReason Reason, DateTimeOffset Deadline) : PodAction;

    /// <summary>Remove an ended container.</summary>
    public sealed record RemoveContainer(string ContainerId) : PodAction;

    /// <summary>Stop a sandbox: its network goes.</summary>
    public sealed record StopSandbox(string SandboxId) : PodAction;

    /// <summary>Remove a stopped sandbox.</summary>
    public sealed record RemoveSandbox(string SandboxId) : PodAction;

    /// <summary>Unmount the pod's volumes and remove its directories and logs: the last trace.</summary>
    public sealed record RemovePodFiles : PodAction;
}

/// <summary>Containers of a pod that are asked to stop at the same moment.</summary>
/// <param name="Containers">The containers.</param>
public sealed record KillStage(EquatableArray<KillTarget> Containers);

/// <summary>A container to be stopped.</summary>
/// <param name="ContainerId">Its id at the runtime.</param>
/// <param name="Container">Its name in the pod.</param>
public sealed record KillTarget(string ContainerId, string Container);
