using MiniKubelet.Kubernetes;
using MiniKubelet.Naming;
using MiniKubelet.Observation;
using MiniKubelet.Probing;
using MiniKubelet.Runtime.Configuration;
using MiniKubelet.Status;

namespace MiniKubelet.Planning;

/// <summary>A plan while it is being written, with the questions that its parts share. Lives for one call of the planner.</summary>
internal sealed class PlanDraft(PodPlanInput input)
{
    private const int KilledExitCode = 137;

    private readonly List<PodAction> _kills = [];
    private readonly List<PodAction> _actions = [];
    private readonly Dictionary<string, WaitingReason> _waiting = [];
    private readonly List<string> _images = [];
    private DateTimeOffset? _nextCheckAt;

    public PodPlanInput Input => input;

    public PodSpec Spec => input.Pod.Spec;

    /// <summary>What the runtime holds, and what is known of the ends it has forgotten.</summary>
    public PodObservation Observed { get; } = input.History.Recall(input.Observed);

    /// <summary>The sandbox that containers run in, or null when there is none or it must be replaced.</summary>
    public SandboxObservation? Sandbox { get; set; }

    public PodOutcome? Outcome { get; set; }

    public void Add(PodAction action) => _actions.Add(action);

    /// <summary>Has the images of these containers fetched before anything else is done.</summary>
    public void FetchImages(IEnumerable<string> containers) => _images.AddRange(containers);

    public void LookAgainAt(DateTimeOffset at)
    {
        if (_nextCheckAt is null || at < _nextCheckAt)
        {
            _nextCheckAt = at;
        }
    }

    /// <summary>The newest instance of a container in the present sandbox; instances of older sandboxes do not count.</summary>
    public ContainerObservation? InSandbox(string container) =>
        Sandbox is null ? null : Observed.Containers.FirstOrDefault(c => c.Name == container && c.SandboxId == Sandbox.Id);

    /// <summary>The pod has a container of this name.</summary>
    public bool IsInPod(string container) => Spec.InStartOrder().Any(c => c.Name == container);

    public ProbeVerdict VerdictOn(ContainerObservation container) =>
        input.Verdicts.ByContainerId.TryGetValue(container.Id, out var verdict) ? verdict : new ProbeVerdict();

    /// <summary>The container was made from another definition than the pod has now.</summary>
    public static bool IsChanged(Container container, ContainerObservation instance) =>
        instance.Annotations.TryGetValue(RuntimeAnnotations.ContainerHash, out var hash) && hash != ContainerConfigFactory.Hash(container);

    /// <summary>Whether another instance follows this one: by rule or policy, because its definition changed, because a probe gave it
    /// up, or with all others. What has not ended yet but lost its sandbox will be killed.</summary>
    public bool RunsAgain(Container container, ContainerObservation instance) =>
        IsChanged(container, instance)
        || RestartOfAll.Removed(instance)
        || (input.History.Of(container.Name).GivenUp == instance.Id && Spec.PolicyOf(container) != RestartPolicy.Never)
        || Spec.Restarts(container, instance.State == RunState.Exited ? instance.ExitCode : KilledExitCode);

    /// <summary>
    /// Starts the next instance of a container, or, while it must wait, says why and when to look again.
    /// </summary>
    public void Start(PodContainer container)
    {
        var name = container.Name;
        var newest = Observed.Newest(name);
        if (newest is { State: RunState.Exited } && !IsChanged(container.Container, newest) && HoldsOff(name, newest))
        {
            return;
        }

        if (input.StartFailures.TryGetValue(name, out var failure) && failure.RetryAt > input.Now)
        {
            Wait(name, failure.RetryAt, StartFailureReason(container.Container, failure));
            return;
        }

        // A container that was made but never started is what a crash between create and start leaves: it is made anew.
        var leftover = newest is { State: RunState.Created } ? newest : null;
        if (leftover is not null)
        {
            Add(new PodAction.RemoveContainer(leftover.Id));
        }

        _images.Add(name);
        Add(new PodAction.StartContainer(name, container.Role, leftover?.Attempt ?? NextAttempt(name)));
    }

    /// <summary>Kills a running container of a pod that lives on, before anything is started.</summary>
    public void Kill(ContainerObservation container, KillReason reason, long? probeGrace) =>
        _kills.Add(new PodAction.KillContainer(
            container.Id, container.Name, reason, PodContainers.BoundGrace(probeGrace ?? Spec.GracePeriodSeconds())));

    public PodPlan ToPlan()
    {
        if (Outcome is not null)
        {
            return new PodPlan { Outcome = Outcome };
        }

        var actions = _kills.Concat(_actions);
        if (_images.Count > 0)
        {
            actions = actions.Prepend(new PodAction.EnsureImages(_images.ToEquatableArray()));
        }

        return new PodPlan
        {
            Actions = actions.ToEquatableArray(),
            NextCheckAt = _nextCheckAt,
            Waiting = _waiting.ToEquatableMap(),
        };
    }

    private string PodLabel => $"{input.Pod.Metadata.Name}_{input.Pod.Metadata.Namespace}({input.Pod.Metadata.Uid})";

    /// <summary>No instance of the container was ever made, nor failed to be.</summary>
    public bool NeverStarted(string name) =>
        Observed.Newest(name) is null && !input.StartFailures.ContainsKey(name);

    private void Wait(string container, DateTimeOffset until, WaitingReason reason)
    {
        _waiting[container] = reason;
        LookAgainAt(until);
    }

    /// <summary>True while a container that ended is in its crash back-off: then it waits, and says so.</summary>
    public bool HoldsOff(string name, ContainerObservation exited)
    {
        var entry = input.History.Of(name).Backoff;
        if (RestartOfAll.Removed(exited)
            || RestartBackoff.WaitUntil(entry, exited.FinishedAt ?? exited.CreatedAt, input.Now, input.Backoff) is not { } until)
        {
            return false;
        }

        Wait(name, until, new WaitingReason("CrashLoopBackOff",
            $"back-off {GoDuration.Format(entry!.Delay)} restarting failed container={name} pod={PodLabel}"));
        return true;
    }

    private int NextAttempt(string name) => Math.Max(
        input.History.Of(name).Starts,
        input.Observed.Containers.Where(c => c.Name == name).Select(c => c.Attempt + 1).DefaultIfEmpty(0).Max());

    private static WaitingReason StartFailureReason(Container container, StartFailure failure) => failure.Reason switch
    {
        "ErrImagePull" or "RegistryUnavailable" =>
            new("ImagePullBackOff", $"Back-off pulling image \"{container.Image}\": {failure.Reason}: {failure.Message}"),
        _ => new(failure.Reason, failure.Message),
    };
}
