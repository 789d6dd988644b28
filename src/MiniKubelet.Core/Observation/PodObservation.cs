namespace MiniKubelet.Observation;

/// <summary>What the runtime said of one pod, and nothing else. (The kubelet calls this a PodStatus too.)</summary>
/// <param name="Uid">The pod's UID.</param>
/// <param name="Name">The pod's name; empty when nothing is there.</param>
/// <param name="Namespace">The pod's namespace; empty when nothing is there.</param>
/// <param name="Sandboxes">Its sandboxes, newest first (by attempt, then creation).</param>
/// <param name="Containers">Its containers, newest first (by creation).</param>
public sealed record PodObservation(
    string Uid,
    string Name,
    string Namespace,
    EquatableArray<SandboxObservation> Sandboxes,
    EquatableArray<ContainerObservation> Containers)
{
    /// <summary>A pod of which the runtime holds nothing.</summary>
    public static PodObservation Nothing(string uid) => new(uid, "", "", [], []);

    /// <summary>The newest instance of a container, or null.</summary>
    public ContainerObservation? Newest(string container)
    {
        foreach (var candidate in Containers)
        {
            if (candidate.Name == container)
            {
                return candidate;
            }
        }

        return null;
    }
}

/// <summary>A sandbox as the runtime reports it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Attempt">Counts the pod's sandboxes, from 0.</param>
/// <param name="Ready">Its process runs and its network stands.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="Ips">The pod's addresses, primary first; empty with the host's network.</param>
/// <param name="HostNetwork">It uses the host's network.</param>
/// <param name="Annotations">The annotations it was made with.</param>
public sealed record SandboxObservation(
    string Id,
    int Attempt,
    bool Ready,
    DateTimeOffset CreatedAt,
    EquatableArray<string> Ips,
    bool HostNetwork,
    EquatableMap<string> Annotations);

/// <summary>The state of a container at the runtime (CRI ContainerState).</summary>
public enum RunState
{
    /// <summary>Made, never started.</summary>
    Created,

    /// <summary>Its process runs.</summary>
    Running,

    /// <summary>Its process ended, or could not start.</summary>
    Exited,

    /// <summary>The runtime does not know.</summary>
    Unknown,
}

/// <summary>A container as the runtime reports it.</summary>
public sealed record ContainerObservation
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>Its name in the pod.</summary>
    public required string Name { get; init; }

    /// <summary>Counts the instances of this container: its restart count.</summary>
    public required int Attempt { get; init; }

    /// <summary>The sandbox it is in.</summary>
    public required string SandboxId { get; init; }

    /// <summary>Its state.</summary>
    public required RunState State { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its process started; null if it never did.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When its process ended; null if it has not.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Exit code of an exited container; 128 + n after signal n.</summary>
    public int ExitCode { get; init; }

    /// <summary>What the runtime gives as the reason: <c>Completed</c>, <c>Error</c>, <c>OOMKilled</c>, <c>ContainerCannotRun</c>, or empty.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Further words of the runtime.</summary>
    public string Message { get; init; } = "";

    /// <summary>The image as the manifest named it.</summary>
    public string Image { get; init; } = "";

    /// <summary>The image that really runs, as <see cref="Runtime.ImageInfo.Reference"/>.</summary>
    public string ImageId { get; init; } = "";

    /// <summary>The signal that asks it to stop, such as <c>SIGUSR1</c>, as far as the runtime tells; else empty.</summary>
    public string StopSignal { get; init; } = "";

    /// <summary>The log file on this machine; empty where the runtime keeps the log itself.</summary>
    public string LogPath { get; init; } = "";

    /// <summary>The annotations it was made with.</summary>
    public EquatableMap<string> Annotations { get; init; } = [];
}
