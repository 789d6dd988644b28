using Microsoft.Extensions.Logging;
using MiniKubelet.Agent.Events;
using MiniKubelet.Agent.Images;
using MiniKubelet.Agent.Metrics;
using MiniKubelet.Agent.Probing;
using MiniKubelet.Agent.Status;
using MiniKubelet.Agent.Volumes;
using MiniKubelet.Planning;
using MiniKubelet.Runtime;
using MiniKubelet.Runtime.Configuration;

namespace MiniKubelet.Agent.Pods;

/// <summary>What every pod's worker works with; made once by the composition root.</summary>
public sealed record PodServices
{
    /// <summary>The container runtime.</summary>
    public required IContainerRuntime Runtime { get; init; }

    /// <summary>Its name as container ids carry it: <c>containerd</c> in <c>containerd://…</c>.</summary>
    public required string RuntimeName { get; init; }

    /// <summary>Hears of every object seen, so that it can tell whose an event is.</summary>
    public required Pleg Pleg { get; init; }

    /// <summary>Runs the probes.</summary>
    public required Prober Prober { get; init; }

    /// <summary>Mounts the volumes.</summary>
    public required VolumeMounter Volumes { get; init; }

    /// <summary>Gets the images.</summary>
    public required ImagePuller Images { get; init; }

    /// <summary>What pods show registries.</summary>
    public required PullCredentials Credentials { get; init; }

    /// <summary>Where the status goes.</summary>
    public required StatusStore Status { get; init; }

    /// <summary>Where events go.</summary>
    public required EventRecorder Events { get; init; }

    /// <summary>What is counted.</summary>
    public required KubeletMetrics Metrics { get; init; }

    /// <summary>Where things lie on disk.</summary>
    public required PodFiles Files { get; init; }

    /// <summary>What is kept of pods on disk.</summary>
    public required PodCheckpoints Checkpoints { get; init; }

    /// <summary>This machine.</summary>
    public required NodeSettings Node { get; init; }

    /// <summary>Bounds of the crash back-off.</summary>
    public BackoffLimits Backoff { get; init; } = BackoffLimits.Default;

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>The log.</summary>
    public required ILogger Logger { get; init; }
}
