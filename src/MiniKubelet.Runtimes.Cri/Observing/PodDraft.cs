using MiniKubelet.Observation;
using MiniKubelet.Runtimes.Cri.V1;

namespace MiniKubelet.Runtimes.Cri.Observing;

/// <summary>
/// One pod's observation while its details come in. What the last observation knows and cannot have changed since is taken
/// from there. Slots are filled from several threads, each its own.
/// </summary>
internal sealed class PodDraft(PodSandboxMetadata metadata, PodObservation? last, DateTimeOffset now)
{
    // containerd learns on another way that the kernel killed a container for its memory, and corrects the reason of an exit
    // that it has already reported. After this long it will not.
    private static readonly TimeSpan _exitSettles = TimeSpan.FromSeconds(10);

    private readonly List<Slot<SandboxObservation>> _sandboxes = [];
    private readonly List<Slot<ContainerObservation>> _containers = [];

    public void Add(PodSandbox sandbox, DetailsReader details)
    {
        var slot = new Slot<SandboxObservation>();
        _sandboxes.Add(slot);
        slot.Value = last?.Sandboxes.FirstOrDefault(known =>
            known.Id == sandbox.Id && known.Ready == (sandbox.State == PodSandboxState.SandboxReady));
        if (slot.Value is null)
        {
            details.Want(sandbox, status => slot.Value = CriStatus.ToObservation(status));
        }
    }

    public void Add(V1.Container container, DetailsReader details)
    {
        var slot = new Slot<ContainerObservation>();
        _containers.Add(slot);
        slot.Value = last?.Containers.FirstOrDefault(known =>
            known.Id == container.Id && known.State == CriStatus.ToState(container.State) && IsFinal(known));
        if (slot.Value is null)
        {
            details.Want(container, status => slot.Value = CriStatus.ToObservation(status, container.PodSandboxId));
        }
    }

    /// <summary>The observation, once the details are in. Without those that went while they were read.</summary>
    public PodObservation ToObservation() => new(
        metadata.Uid,
        metadata.Name,
        metadata.Namespace,
        _sandboxes.Select(slot => slot.Value).OfType<SandboxObservation>()
            .OrderByDescending(sandbox => sandbox.Attempt).ThenByDescending(sandbox => sandbox.CreatedAt).ToEquatableArray(),
        _containers.Select(slot => slot.Value).OfType<ContainerObservation>()
            .OrderByDescending(container => container.CreatedAt).ToEquatableArray());

    // Within one state all that we keep of a container stays as it is.
    private bool IsFinal(ContainerObservation known) => known.State switch
    {
        RunState.Created or RunState.Running => true,
        RunState.Exited => known.FinishedAt + _exitSettles < now,
        RunState.Unknown => false,
    };

    private sealed class Slot<T>
        where T : class
    {
        public T? Value { get; set; }
    }
}
