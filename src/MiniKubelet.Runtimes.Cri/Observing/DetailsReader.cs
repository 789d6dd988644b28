using MiniKubelet.Runtime;
using MiniKubelet.Runtimes.Cri.V1;

namespace MiniKubelet.Runtimes.Cri.Observing;

/// <summary>Collects the status calls that a listing leaves open, then makes them side by side.</summary>
internal sealed class DetailsReader(CriCalls calls, int parallel)
{
    private readonly List<Func<CancellationToken, Task>> _open = [];

    /// <summary>Asks for a sandbox's status. <paramref name="found"/> is not called if it went in the meantime.</summary>
    public void Want(PodSandbox sandbox, Action<PodSandboxStatus> found) => _open.Add(async cancellationToken =>
    {
        var request = new PodSandboxStatusRequest { PodSandboxId = sandbox.Id };
        var response = await calls.CallAsync(CriMethods.PodSandboxStatus, request, sandbox.Id, cancellationToken);
        found(response.Status ?? throw NoStatus(sandbox.Id));
    });

    /// <summary>Asks for a container's status. <paramref name="found"/> is not called if it went in the meantime.</summary>
    public void Want(V1.Container container, Action<ContainerStatus> found) => _open.Add(async cancellationToken =>
    {
        var request = new ContainerStatusRequest { ContainerId = container.Id };
        var response = await calls.CallAsync(CriMethods.ContainerStatus, request, container.Id, cancellationToken);
        found(response.Status ?? throw NoStatus(container.Id));
    });

    /// <summary>Makes all the calls; throws what any of them throws, except that an object is gone.</summary>
    public Task ReadAllAsync(CancellationToken cancellationToken) => Parallel.ForEachAsync(
        _open,
        new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = cancellationToken },
        async (call, token) =>
        {
            try
            {
                await call(token);
            }
            catch (RuntimeException e) when (e.Kind == RuntimeErrorKind.NotFound)
            {
            }
        });

    private static RuntimeException NoStatus(string id) => new(RuntimeErrorKind.Internal, id, $"the runtime gives no status of {id}");
}
