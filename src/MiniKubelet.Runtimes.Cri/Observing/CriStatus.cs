using MiniKubelet.Observation;
using MiniKubelet.Runtimes.Cri.Configs;
using MiniKubelet.Runtimes.Cri.V1;

namespace MiniKubelet.Runtimes.Cri.Observing;

/// <summary>What CRI says of sandboxes and containers, in our words.</summary>
internal static class CriStatus
{
    public static SandboxObservation ToObservation(PodSandboxStatus status)
    {
        var hostNetwork = status.Linux?.Namespaces?.Options?.Network == NamespaceMode.Node;
        var ready = status.State == PodSandboxState.SandboxReady;
        return new SandboxObservation(
            status.Id,
            (int)status.Metadata.Attempt,
            ready,
            Time(status.CreatedAt),
            ready && !hostNetwork ? Ips(status.Network) : [],
            hostNetwork,
            status.Annotations.ToEquatableMap());
    }

    public static ContainerObservation ToObservation(ContainerStatus status, string sandboxId) => new()
    {
        Id = status.Id,
        Name = status.Metadata.Name,
        Attempt = (int)status.Metadata.Attempt,
        SandboxId = sandboxId,
        State = ToState(status.State),
        CreatedAt = Time(status.CreatedAt),
        StartedAt = TimeOrNull(status.StartedAt),
        FinishedAt = TimeOrNull(status.FinishedAt),
        ExitCode = status.ExitCode,
        Reason = status.Reason,
        Message = status.Message,
        Image = status.Annotations.TryGetValue(CriContainer.UserSpecifiedImageAnnotation, out var image)
            ? image
            : status.Image?.Image ?? "",
        ImageId = status.ImageRef,
        LogPath = status.LogPath,
        StopSignal = status.Annotations.TryGetValue(CriContainer.StopSignalAnnotation, out var signal) ? signal : "",
        Annotations = CriContainer.AnnotationsOf(status),
    };

    public static RunState ToState(ContainerState state) => state switch
    {
        ContainerState.ContainerCreated => RunState.Created,
        ContainerState.ContainerRunning => RunState.Running,
        ContainerState.ContainerExited => RunState.Exited,

        // An open enum: a newer runtime may send what this project has no name for.
        ContainerState.ContainerUnknown or _ => RunState.Unknown,
    };

    private static EquatableArray<string> Ips(PodSandboxNetworkStatus? network) => network is null || network.Ip.Length == 0
        ? []
        : [network.Ip, .. network.AdditionalIps.Select(additional => additional.Ip)];

    // CRI counts nanoseconds since 1970, and writes never as 0; some runtimes as Go's zero time, which is far below.
    private static DateTimeOffset Time(long nanoseconds) =>
        DateTimeOffset.UnixEpoch.AddTicks(nanoseconds / TimeSpan.NanosecondsPerTick);

    private static DateTimeOffset? TimeOrNull(long nanoseconds) => nanoseconds <= 0 ? null : Time(nanoseconds);
}
