using Microsoft.Extensions.Logging;
using MiniKubelet.Kubernetes;
using MiniKubelet.Runtime;

namespace MiniKubelet.Agent;

/// <summary>Everything the agent says in the log, with stable ids: 1xx pods, 2xx runtime, 3xx manifests, 4xx node.</summary>
internal static partial class Log
{
    [LoggerMessage(100, LogLevel.Warning, "pod {Pod}: sync failed ({Kind}): {Error}")]
    public static partial void SyncFailed(ILogger logger, string pod, RuntimeErrorKind kind, string error);

    [LoggerMessage(101, LogLevel.Information, "pod {Pod}: ended as {Phase} {Reason}")]
    public static partial void PodEnded(ILogger logger, string pod, PodPhase phase, string reason);

    [LoggerMessage(102, LogLevel.Information, "pod {Pod}: gone")]
    public static partial void PodGone(ILogger logger, string pod);

    [LoggerMessage(103, LogLevel.Warning, "pod {Pod}: {Path} cannot be removed: {Reason}")]
    public static partial void PodFilesRemain(ILogger logger, string pod, string path, string reason);

    [LoggerMessage(104, LogLevel.Warning, "pod {Pod}: container {Container} did not start: {Error}")]
    public static partial void ContainerStartFailed(ILogger logger, string pod, string container, string error);

    [LoggerMessage(105, LogLevel.Warning, "pod {Pod} ({Uid}) runs but no manifest wants it: it is terminated")]
    public static partial void OrphanFound(ILogger logger, string pod, string uid);

    [LoggerMessage(106, LogLevel.Warning, "{Path} cannot be read and is ignored: {Error}")]
    public static partial void CheckpointUnreadable(ILogger logger, string path, string error);

    [LoggerMessage(107, LogLevel.Error, "pod {Pod}: sync broke off, it is tried again")]
    public static partial void SyncBroke(ILogger logger, string pod, Exception error);

    [LoggerMessage(108, LogLevel.Warning, "pod {Pod}: what is remembered of it cannot be written, a restart would lose it: {Error}")]
    public static partial void CheckpointNotWritten(ILogger logger, string pod, string error);

    [LoggerMessage(109, LogLevel.Warning, "pod {Pod}: hook of container {Container}: {Error}")]
    public static partial void HookFailed(ILogger logger, string pod, string container, string error);

    [LoggerMessage(120, LogLevel.Warning, "pod {Pod}: rejected: {Reason}: {Message}")]
    public static partial void PodRejected(ILogger logger, string pod, string reason, string message);

    [LoggerMessage(121, LogLevel.Information, "pod {Pod}: admitted after all")]
    public static partial void PodAdmitted(ILogger logger, string pod);

    [LoggerMessage(200, LogLevel.Warning, "the runtime has no events: it is listed every second instead")]
    public static partial void NoRuntimeEvents(ILogger logger);

    [LoggerMessage(201, LogLevel.Warning, "the runtime's events broke off, trying again in {Pause}: {Error}")]
    public static partial void EventStreamBroken(ILogger logger, string error, TimeSpan pause);

    [LoggerMessage(300, LogLevel.Error, "{Error}")]
    public static partial void ManifestInvalid(ILogger logger, string error);

    [LoggerMessage(301, LogLevel.Warning, "manifest folder {Folder} is not there: running pods are left as they are")]
    public static partial void FolderMissing(ILogger logger, string folder);

    [LoggerMessage(302, LogLevel.Warning, "cannot watch {Folder}, it is listed every {Period} instead: {Error}")]
    public static partial void CannotWatch(ILogger logger, string folder, TimeSpan period, string error);

    [LoggerMessage(303, LogLevel.Information, "{File} is ignored: not a *.yaml, *.yml or *.json file")]
    public static partial void FileIgnored(ILogger logger, string file);
}
