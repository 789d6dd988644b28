namespace MiniKubelet.Testing;

/// <summary>The calls of <see cref="Runtime.IContainerRuntime"/>.</summary>
public enum RuntimeVerb
{
    GetInfo,
    RunSandbox,
    StopSandbox,
    RemoveSandbox,
    CreateContainer,
    StartContainer,
    StopContainer,
    RemoveContainer,
    Exec,
    GetImage,
    PullImage,
    ObservePod,
    ObservePods,
    WatchEvents,
    ReadLogs,
}
