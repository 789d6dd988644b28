using System.Threading.Channels;
using MiniKubelet.Runtime;

namespace MiniKubelet.Testing;

/// <summary>
/// A container runtime in memory: sandboxes and containers are records, processes follow a <see cref="ContainerScript"/> on the
/// clock it is given. It obeys the contract suite as far as that does not look into the kernel. It outlives the daemon under
/// test, as a real one does. Failpoints stop, fail or hang any call.
/// </summary>
public sealed partial class FakeRuntime(TimeProvider time) : IContainerRuntime
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, FakeSandbox> _sandboxes = [];
    private readonly Dictionary<string, FakeContainer> _containers = [];
    private readonly Dictionary<string, FakeImage> _images = [];
    private readonly List<Channel<RuntimeEvent>> _watchers = [];
    private readonly Dictionary<string, Func<int, ContainerScript>> _scripts = [];
    private int _ids;

    /// <summary>What it says of itself.</summary>
    public RuntimeInfo Info { get; set; } = new("fake", "1", null, null, true);

    /// <summary>Gives each sandbox that is not on the host's network its address.</summary>
    public Func<SandboxConfig, int, string> PodIp { get; set; } = (_, number) => $"10.88.{number / 250}.{(number % 250) + 2}";

    /// <summary>How containers behave that no <c>Script</c> call named.</summary>
    public Func<ContainerConfig, ContainerScript> DefaultScript { get; set; } = _ => ContainerScript.Runs;

    /// <summary>How the container of this name behaves, by attempt.</summary>
    public void Script(string container, Func<int, ContainerScript> script) => _scripts[container] = script;

    /// <summary>How every instance of the container of this name behaves.</summary>
    public void Script(string container, ContainerScript script) => _scripts[container] = _ => script;

    /// <summary>Ends the process of a running container from outside, as the kernel or an administrator would.</summary>
    public void KillProcess(string containerId, int exitCode = 137) => End(Find(containerId), exitCode, exitCode == 0 ? "Completed" : "Error");

    /// <summary>The configuration a container was made with.</summary>
    public ContainerConfig ConfigOf(string containerId) => Find(containerId).Config;

    /// <summary>The configuration a sandbox was made with.</summary>
    public SandboxConfig SandboxConfigOf(string sandboxId)
    {
        lock (_lock)
        {
            return _sandboxes[sandboxId].Config;
        }
    }

    /// <inheritdoc/>
    public Task<RuntimeInfo> GetInfoAsync(CancellationToken cancellationToken) =>
        CallAsync(RuntimeVerb.GetInfo, "", () => Info, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private FakeContainer Find(string containerId)
    {
        lock (_lock)
        {
            return _containers.TryGetValue(containerId, out var container)
                ? container
                : throw new RuntimeException(RuntimeErrorKind.NotFound, containerId, "no such container");
        }
    }

    private string NewId_NeedsLock() => $"{++_ids:x64}";
}
