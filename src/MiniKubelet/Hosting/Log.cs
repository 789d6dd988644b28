using Microsoft.Extensions.Logging;

namespace MiniKubelet.Hosting;

/// <summary>What the daemon as a whole says in the log: 1xxx.</summary>
internal static partial class Log
{
    [LoggerMessage(1000, LogLevel.Information, "minikubelet {Version} on node {Node}: manifests {Manifests}, state {Root}")]
    public static partial void Starting(ILogger logger, string version, string node, string manifests, string root);

    [LoggerMessage(1001, LogLevel.Warning, "no container runtime yet, trying again in {Pause}: {Error}")]
    public static partial void NoRuntime(ILogger logger, TimeSpan pause, string error);

    [LoggerMessage(1002, LogLevel.Information, "runtime: {Name} {Version}")]
    public static partial void RuntimeFound(ILogger logger, string name, string version);

    [LoggerMessage(1003, LogLevel.Warning, "Docker runs without live-restore: when it stops, it stops every pod")]
    public static partial void NoLiveRestore(ILogger logger);

    [LoggerMessage(1004, LogLevel.Information, "CAP_SYS_RESOURCE is missing: no process is protected from the OOM killer, oom_score_adj stays at 0 or above")]
    public static partial void MayNotLowerOomScore(ILogger logger);

    [LoggerMessage(1005, LogLevel.Information, "stopping; pods run on")]
    public static partial void Stopping(ILogger logger);

    [LoggerMessage(1006, LogLevel.Critical, "a loop of the daemon failed")]
    public static partial void LoopFailed(ILogger logger, Exception error);

    [LoggerMessage(1007, LogLevel.Information, "ready: API at {Url}, kubeconfig {Kubeconfig}")]
    public static partial void Ready(ILogger logger, string url, string kubeconfig);
}
