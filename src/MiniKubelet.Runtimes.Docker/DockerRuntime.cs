using MiniKubelet.Runtime;
using MiniKubelet.Runtimes.Docker.Engine;

namespace MiniKubelet.Runtimes.Docker;

/// <summary>
/// A Docker Engine (API 1.41 or newer) as a container runtime. A pod's sandbox is a pause container; the pod's containers join
/// its network and IPC namespaces. It keeps nothing that Docker does not hold: only caches of what cannot change.
/// </summary>
public sealed partial class DockerRuntime : IContainerRuntime
{
    /// <summary>The image of every sandbox; loaded by the project's scripts, never pulled.</summary>
    public const string PauseImage = "minikubelet.local/pause:1";

    /// <summary>kubelet's runtimeRequestTimeout. Stops, pulls, commands and streams are not bound by it.</summary>
    private static readonly TimeSpan _requestTimeout = TimeSpan.FromMinutes(2);

    /// <summary>
    /// The OCI runtime <c>scripts/minikubelet-runc</c>, if Docker is configured with it: containers made with it share the
    /// sandbox's UTS namespace, which the Engine API cannot ask for. Without it they only have its host name.
    /// </summary>
    private const string UtsRuntime = "minikubelet";

    private readonly EngineClient _engine;
    private readonly TimeProvider _time;
    private readonly string _socketPath;

    // Null until asked, and again when Docker refuses a container: its configuration may have changed.
    private bool? _sharesUts;

    /// <summary>A runtime behind a unix socket. Connects with the first call.</summary>
    public DockerRuntime(string socketPath, TimeProvider time)
    {
        (_socketPath, _time) = (socketPath, time);
        _engine = new EngineClient(socketPath, _requestTimeout, time);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _engine.Dispose();
        return ValueTask.CompletedTask;
    }
}
