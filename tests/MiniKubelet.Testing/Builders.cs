using MiniKubelet.Kubernetes;
using MiniKubelet.Naming;
using MiniKubelet.Observation;
using MiniKubelet.Planning;
using MiniKubelet.Runtime.Configuration;

namespace MiniKubelet.Testing;

/// <summary>
/// Short words for pods and what a runtime says of them. Ids are told by name and attempt: <c>web-0</c>, <c>sandbox-0</c>; a
/// moment is a number of seconds after a fixed start.
/// </summary>
public static class Builders
{
    public const string Uid = "11111111-2222-3333-4444-555555555555";

    public static DateTimeOffset At(double seconds) =>
        new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero).AddSeconds(seconds);

    public static Pod PodOf(params Container[] containers) => PodOf(RestartPolicy.Always, containers);

    public static Pod PodOf(RestartPolicy policy, params Container[] containers) => new()
    {
        Metadata = new ObjectMeta { Name = "web", Namespace = "default", Uid = Uid },
        Spec = new PodSpec { RestartPolicy = policy, Containers = [.. containers] },
    };

    /// <summary>The pod with its spec changed.</summary>
    public static Pod With(this Pod pod, Func<PodSpec, PodSpec> change) => pod with { Spec = change(pod.Spec) };

    public static Pod WithInit(this Pod pod, params Container[] containers) => pod.With(spec => spec with { InitContainers = [.. containers] });

    public static Container App(string name) => new() { Name = name, Image = $"images/{name}:1" };

    public static Container Sidecar(string name) => App(name) with { RestartPolicy = RestartPolicy.Always };

    public static PodObservation Observed(params ContainerObservation[] containers) => Observed([SandboxOf()], containers);

    /// <summary>Newest first, as a runtime lists them.</summary>
    public static PodObservation Observed(EquatableArray<SandboxObservation> sandboxes, params ContainerObservation[] containers) =>
        new(Uid, "web", "default", sandboxes, [.. containers]);

    public static SandboxObservation SandboxOf(int attempt = 0, bool ready = true) =>
        new($"sandbox-{attempt}", attempt, ready, At(attempt), [$"10.0.0.{attempt + 2}"], HostNetwork: false, []);

    public static ContainerObservation Running(string name, int attempt = 0, int sandbox = 0, double startedAt = 1) =>
        Instance(name, attempt, sandbox, startedAt) with { State = RunState.Running, StartedAt = At(startedAt) };

    public static ContainerObservation Created(string name, int attempt = 0, int sandbox = 0, double createdAt = 1) =>
        Instance(name, attempt, sandbox, createdAt);

    public static ContainerObservation Exited(
        string name, int code, int attempt = 0, int sandbox = 0, double startedAt = 1, double finishedAt = 2) =>
        Instance(name, attempt, sandbox, startedAt) with
        {
            State = RunState.Exited,
            StartedAt = At(startedAt),
            FinishedAt = At(finishedAt),
            ExitCode = code,
        };

    public static ContainerObservation Unknown(string name, int attempt = 0, int sandbox = 0) =>
        Instance(name, attempt, sandbox, 1) with { State = RunState.Unknown };

    public static PodHistory History() => new() { StartTime = At(0) };

    /// <summary>The history in which a container was started some times and waits by a back-off.</summary>
    public static PodHistory Started(this PodHistory history, string container, int starts, RestartBackoff? backoff = null) =>
        history with { Containers = history.Containers.With(container, new ContainerHistory(starts, backoff)) };

    /// <summary>A rule on exit codes.</summary>
    public static ContainerRestartRule Rule(
        ContainerRestartRuleAction action, ContainerRestartRuleOnExitCodesOperator @operator, params int[] exitCodes) => new()
    {
        Action = action,
        ExitCodes = new ContainerRestartRuleOnExitCodes { Operator = @operator, Values = [.. exitCodes] },
    };

    /// <summary>The history in which the newest instance of a container ended; its record may be gone.</summary>
    public static PodHistory Ended(this PodHistory history, ContainerObservation end) => history with
    {
        Containers = history.Containers.With(end.Name, new ContainerHistory(end.Attempt + 1, null) { End = end }),
    };

    /// <summary>The annotation that a container of the pod is made with, by which an edit of it is noticed.</summary>
    public static EquatableMap<string> HashOf(Pod pod, string container) =>
        [new(RuntimeAnnotations.ContainerHash, ContainerConfigFactory.Hash(pod.Spec.InStartOrder().First(c => c.Name == container).Container))];

    private static ContainerObservation Instance(string name, int attempt, int sandbox, double createdAt) => new()
    {
        Id = $"{name}-{attempt}",
        Name = name,
        Attempt = attempt,
        SandboxId = $"sandbox-{sandbox}",
        State = RunState.Created,
        CreatedAt = At(createdAt),
        Image = $"images/{name}:1",
        ImageId = $"sha256:{name}",
    };
}
