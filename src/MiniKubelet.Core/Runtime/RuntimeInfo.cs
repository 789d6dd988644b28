namespace MiniKubelet.Runtime;

/// <summary>What a runtime says of itself.</summary>
/// <param name="Name">Its name, such as <c>containerd</c>, <c>cri-o</c> or <c>docker</c>.</param>
/// <param name="Version">Its version.</param>
/// <param name="NotReadyReason">Why it cannot run pods now, or null when it can.</param>
/// <param name="NetworkNotReadyReason">Why it cannot give pods a network now, or null when it can.</param>
/// <param name="LiveRestore">Whether containers outlive a restart of the runtime (Docker needs <c>live-restore</c>).</param>
public sealed record RuntimeInfo(
    string Name, string Version, string? NotReadyReason, string? NetworkNotReadyReason, bool LiveRestore)
{
    /// <summary>What keeps it from running pods, in the kubelet's words (pkg/kubelet updateRuntimeUp); null when nothing does.</summary>
    public string? Problem => NotReadyReason is { } reason ? $"container runtime not ready: {reason}" : NetworkProblem;

    /// <summary>Why pods get no network, in the kubelet's words; null when they do.</summary>
    public string? NetworkProblem => NetworkNotReadyReason is { } reason ? $"container runtime network not ready: {reason}" : null;
}

/// <summary>An image as the runtime holds it.</summary>
/// <param name="Id">The image's id, such as <c>sha256:…</c>.</param>
/// <param name="Reference">A digest reference where there is one (<c>name@sha256:…</c>), else the id; shown as <c>imageID</c>.</param>
/// <param name="User">The USER of the image: a uid, a name, or empty for root; any group is cut off.</param>
/// <param name="Size">Its size in bytes, as the runtime counts it.</param>
public sealed record ImageInfo(string Id, string Reference, string User, long Size);

/// <summary>A name and a password, or a token, for a registry.</summary>
/// <param name="Username">User name.</param>
/// <param name="Password">Password.</param>
/// <param name="IdentityToken">Identity token, instead of a password.</param>
/// <param name="ServerAddress">The registry they are for.</param>
public sealed record RegistryCredentials(string? Username, string? Password, string? IdentityToken, string? ServerAddress)
{
    /// <summary>Nothing of what they are: a text like this ends up in a log.</summary>
    public override string ToString() => "registry credentials";
}

/// <summary>What a command in a container gave back.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">Its stdout and stderr together, cut at the limit.</param>
public sealed record ExecResult(int ExitCode, string Output);

/// <summary>What happened at the runtime. An event only wakes; decisions are made from an observation.</summary>
public enum RuntimeEventKind
{
    /// <summary>The stream stands (again) or lost events: observe everything.</summary>
    Resync,

    /// <summary>A container or sandbox was created.</summary>
    Created,

    /// <summary>A container or sandbox was started.</summary>
    Started,

    /// <summary>A container or sandbox ended.</summary>
    Stopped,

    /// <summary>A container or sandbox was removed.</summary>
    Deleted,
}

/// <summary>One event of the runtime.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Id">The container or sandbox; empty for a resync.</param>
/// <param name="PodUid">The pod it belongs to where the event says so, else null.</param>
public sealed record RuntimeEvent(RuntimeEventKind Kind, string Id, string? PodUid);
