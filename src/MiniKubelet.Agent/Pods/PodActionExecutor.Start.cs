using System.Text;
using MiniKubelet.Agent.Events;
using MiniKubelet.Agent.Volumes;
using MiniKubelet.Kubernetes;
using MiniKubelet.Linux;
using MiniKubelet.Observation;
using MiniKubelet.Planning;
using MiniKubelet.Runtime;
using MiniKubelet.Runtime.Configuration;

namespace MiniKubelet.Agent.Pods;

public sealed partial class PodActionExecutor
{
    private const string HostsPath = "/etc/hosts";
    private (EquatableArray<Volume> Of, MountedVolumes Volumes)? _mounted;

    /// <summary>Mounts the volumes and makes the sandbox. Throws <see cref="PodStartException"/>.</summary>
    public async Task CreateSandboxAsync(PodAction.CreateSandbox create, Pod pod, CancellationToken cancellationToken)
    {
        MountVolumes(pod);
        cancellationToken.ThrowIfCancellationRequested();
        var config = ConfigureSandbox(pod, create.Attempt);
        Directory.CreateDirectory(config.LogDirectory);
        foreach (var notice in PodDns.Of(pod, services.Node).Notices)
        {
            services.Events.Record(pod, EventType.Warning, notice.Reason, notice.Message);
        }

        if (create.Attempt > 0)
        {
            services.Events.Record(pod, EventType.Normal, "SandboxChanged", "Pod sandbox changed, it will be killed and re-created.");
        }

        try
        {
            // Not cut short: a sandbox that is half made leaks more than the moment it takes.
            var id = await services.Runtime.RunSandboxAsync(config, CancellationToken.None).ConfigureAwait(false);
            services.Pleg.Created(pod.Metadata.Uid, id);
            await services.Pleg.LookIfUnwellAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (RuntimeException e) when (e.Kind != RuntimeErrorKind.Unavailable)
        {
            throw await SandboxFailedAsync(pod, e, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Creates and starts an instance of a container, then runs its postStart hook. Throws <see cref="PodStartException"/> when no
    /// process ran. After an edit (<paramref name="edited"/>) it waits for no image: it may be another one now.
    /// </summary>
    public async Task StartContainerAsync(
        PodAction.StartContainer start, Pod pod, PodObservation observed, CancellationToken edited, CancellationToken cancellationToken)
    {
        var container = pod.Spec.InStartOrder().First(c => c.Name == start.Container).Container;
        var image = await _images.GetAsync(pod, container, edited).ConfigureAwait(false);
        var sandbox = observed.Sandboxes[0];
        var config = Configure(start, pod, container, image, sandbox);
        var sandboxConfig = SandboxConfigFactory.Create(pod, sandbox.Attempt, services.Node);
        var id = await CreateAsync(pod, container, config, sandboxConfig, sandbox.Id).ConfigureAwait(false);
        try
        {
            await services.Runtime.StartContainerAsync(id, CancellationToken.None).ConfigureAwait(false);
        }
        catch (RuntimeException e) when (e.Kind != RuntimeErrorKind.Unavailable)
        {
            services.Events.Record(pod, container.Name, EventType.Warning, "Failed", $"Error: {e.Message}");
            Log.ContainerStartFailed(services.Logger, pod.FullName(), container.Name, e.Message);
            if (e.Kind == RuntimeErrorKind.CannotRun)
            {
                // The runtime keeps the container as one that ended; from there the crash back-off takes over.
                return;
            }

            throw new PodStartException("RunContainerError", e.Message, e);
        }

        services.Metrics.StartedContainers.Increment(start.Role == ContainerRole.App ? "container" : "init_container");
        services.Events.Record(pod, container.Name, EventType.Normal, "Started", $"Started container {container.Name}");
        if (container.Lifecycle?.PostStart is { } hook)
        {
            await RunPostStartAsync(hook, pod, container, id, observed, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Where it is the runtime's network that is missing, the kubelet says so; the host's network is always there.</summary>
    private async Task<PodStartException> SandboxFailedAsync(Pod pod, RuntimeException e, CancellationToken cancellationToken)
    {
        if (!pod.Spec.HostNetwork && await services.Pleg.LookAtHealthAsync(cancellationToken).ConfigureAwait(false) is { } problem)
        {
            services.Events.Record(pod, EventType.Warning, "NetworkNotReady", $"network is not ready: {problem}");
            return new PodStartException("NetworkNotReady", problem, e);
        }

        services.Events.Record(pod, EventType.Warning, "FailedCreatePodSandBox", $"Failed to create pod sandbox: {e.Message}");
        return new PodStartException("FailedCreatePodSandBox", e.Message, e);
    }

    private SandboxConfig ConfigureSandbox(Pod pod, int attempt)
    {
        try
        {
            return SandboxConfigFactory.Create(pod, attempt, services.Node);
        }
        catch (ContainerConfigException e)
        {
            services.Events.Record(pod, EventType.Warning, "FailedCreatePodSandBox", $"Failed to create pod sandbox: {e.Message}");
            throw new PodStartException(e.Reason, e.Message, e);
        }
    }

    private ContainerConfig Configure(
        PodAction.StartContainer start, Pod pod, Container container, ImageInfo image, SandboxObservation sandbox)
    {
        try
        {
            var podIps = sandbox.HostNetwork ? services.Node.NodeIps : sandbox.Ips;
            var mounts = ContainerMounts(pod, container, podIps, out var terminationLog);
            return ContainerConfigFactory.Create(new ContainerConfigInput
            {
                Pod = pod,
                Container = container,
                Role = start.Role,
                Attempt = start.Attempt,
                Image = image,
                Node = services.Node,
                Mounts = mounts,
                PodIps = podIps,
                TerminationMessageHostPath = terminationLog ?? "",
            });
        }
        catch (ContainerConfigException e)
        {
            services.Events.Record(pod, container.Name, EventType.Warning, "Failed", $"Error: {e.Message}");
            throw new PodStartException(e.Reason, e.Message, e);
        }
        catch (VolumeException e)
        {
            services.Events.Record(pod, container.Name, EventType.Warning, "Failed", $"Error: {e.Message}");
            throw new PodStartException("CreateContainerConfigError", e.Message, e);
        }
    }

    private async Task<string> CreateAsync(
        Pod pod, Container container, ContainerConfig config, SandboxConfig sandbox, string sandboxId)
    {
        try
        {
            Directory.CreateDirectory(Path.Join(sandbox.LogDirectory, Path.GetDirectoryName(config.LogPath)));
            var id = await services.Runtime.CreateContainerAsync(sandboxId, config, sandbox, CancellationToken.None).ConfigureAwait(false);
            services.Pleg.Created(pod.Metadata.Uid, id);
            services.Events.Record(pod, container.Name, EventType.Normal, "Created", $"Created container: {container.Name}");
            return id;
        }
        catch (RuntimeException e) when (e.Kind != RuntimeErrorKind.Unavailable)
        {
            services.Events.Record(pod, container.Name, EventType.Warning, "Failed", $"Error: {e.Message}");
            throw new PodStartException("CreateContainerError", e.Message, e);
        }
    }

    /// <summary>Mounts the pod's volumes once, and again when an edit under a fixed UID changed them.</summary>
    private MountedVolumes MountVolumes(Pod pod)
    {
        try
        {
            if (_mounted is not { } mounted || !mounted.Of.Equals(pod.Spec.Volumes))
            {
                _mounted = mounted = (pod.Spec.Volumes, services.Volumes.Mount(pod));
            }

            return mounted.Volumes;
        }
        catch (VolumeException e)
        {
            services.Events.Record(pod, EventType.Warning, "FailedMount", e.Message);
            throw new PodStartException("FailedMount", e.Message, e);
        }
    }

    private EquatableArray<Mount> ContainerMounts(
        Pod pod, Container container, EquatableArray<string> podIps, out string? terminationLog)
    {
        var mounts = services.Volumes.MountsOf(pod, container, MountVolumes(pod)).ToList();
        if (podIps.Count > 0 && mounts.TrueForAll(m => m.ContainerPath != HostsPath))
        {
            var nodeHosts = pod.Spec.HostNetwork && File.Exists(HostsPath) ? File.ReadAllText(HostsPath) : "";
            var text = HostsFile.Render(pod, podIps, services.Node.ClusterDomain, nodeHosts);
            var hosts = services.Files.EtcHosts(pod.Metadata.Uid);
            var mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
            AtomicFile.Write(hosts, Encoding.UTF8.GetBytes(text), mode, durable: false);
            mounts.Add(new Mount(HostsPath, hosts, ReadOnly: false));
        }

        terminationLog = services.Volumes.MakeTerminationLog(pod, container);
        if (terminationLog is not null)
        {
            // A path without its first slash is meant to have one (volume/util MakeAbsolutePath).
            mounts.Add(new Mount(Path.Join("/", container.TerminationMessagePath), terminationLog, ReadOnly: false));
        }

        return mounts.ToEquatableArray();
    }
}
