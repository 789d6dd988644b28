using System.Text.Json.Serialization;

namespace MiniKubelet.Kubernetes;

/// <summary>A container added to a running pod for debugging.</summary>
public sealed record EphemeralContainer
{
    /// <summary>Unique within the pod.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>Image reference.</summary>
    public string Image { get; init => field = value ?? ""; } = "";

    /// <summary>Replaces the image's entry point; $(VAR) is expanded.</summary>
    public EquatableArray<string> Command { get; init => field = value ?? []; } = [];

    /// <summary>Replaces the image's command; $(VAR) is expanded.</summary>
    public EquatableArray<string> Args { get; init => field = value ?? []; } = [];

    /// <summary>Working directory; default the image's.</summary>
    public string? WorkingDir { get; init; }

    /// <summary>Ports the container listens on.</summary>
    public EquatableArray<ContainerPort> Ports { get; init => field = value ?? []; } = [];

    /// <summary>Sources whose every key becomes a variable.</summary>
    public EquatableArray<EnvFromSource> EnvFrom { get; init => field = value ?? []; } = [];

    /// <summary>Environment variables.</summary>
    public EquatableArray<EnvVar> Env { get; init => field = value ?? []; } = [];

    /// <summary>Compute resources.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public ResourceRequirements Resources { get; init => field = value ?? new(); } = new();

    /// <summary>What a change of resources does.</summary>
    public EquatableArray<ContainerResizePolicy> ResizePolicy { get; init => field = value ?? []; } = [];

    /// <summary>Not allowed here; kept so that validation can say so.</summary>
    public RestartPolicy? RestartPolicy { get; init; }

    /// <summary>Not allowed here; kept so that validation can say so.</summary>
    public EquatableArray<ContainerRestartRule> RestartPolicyRules { get; init => field = value ?? []; } = [];

    /// <summary>Where volumes appear.</summary>
    public EquatableArray<VolumeMount> VolumeMounts { get; init => field = value ?? []; } = [];

    /// <summary>Where block devices appear.</summary>
    public EquatableArray<VolumeDevice> VolumeDevices { get; init => field = value ?? []; } = [];

    /// <summary>Not allowed here; kept so that validation can say so.</summary>
    public Probe? LivenessProbe { get; init; }

    /// <summary>Not allowed here; kept so that validation can say so.</summary>
    public Probe? ReadinessProbe { get; init; }

    /// <summary>Not allowed here; kept so that validation can say so.</summary>
    public Probe? StartupProbe { get; init; }

    /// <summary>Not allowed here; kept so that validation can say so.</summary>
    public Lifecycle? Lifecycle { get; init; }

    /// <summary>File for the last words; default /dev/termination-log.</summary>
    public string? TerminationMessagePath { get; init; }

    /// <summary>Where the last words come from; default File.</summary>
    public TerminationMessagePolicy? TerminationMessagePolicy { get; init; }

    /// <summary>Default Always for :latest, else IfNotPresent.</summary>
    public PullPolicy? ImagePullPolicy { get; init; }

    /// <summary>Security settings.</summary>
    public SecurityContext? SecurityContext { get; init; }

    /// <summary>Keep standard input open.</summary>
    public bool Stdin { get; init; }

    /// <summary>Close standard input after the first attach.</summary>
    public bool StdinOnce { get; init; }

    /// <summary>Allocate a terminal.</summary>
    public bool Tty { get; init; }

    /// <summary>The container whose process namespace is shared.</summary>
    public string? TargetContainerName { get; init; }
}
