using MiniKubelet.Runtime;

namespace MiniKubelet.Testing;

public sealed partial class FakeRuntime
{
    /// <inheritdoc/>
    public Task<string> RunSandboxAsync(SandboxConfig config, CancellationToken cancellationToken) => CallAsync(
        RuntimeVerb.RunSandbox,
        $"{config.Name}#{config.Attempt}",
        () =>
        {
            FakeSandbox sandbox;
            lock (_lock)
            {
                if (_sandboxes.Values.Any(s => s.Config.Uid == config.Uid && s.Config.Attempt == config.Attempt))
                {
                    throw new RuntimeException(RuntimeErrorKind.AlreadyExists, config.Name, "the sandbox's name is taken");
                }

                var id = NewId_NeedsLock();
                var ip = config.Network == NamespaceMode.Node ? null : PodIp(config, _ids);
                _sandboxes[id] = sandbox = new FakeSandbox(id, config, time.GetUtcNow(), ip);
            }

            Publish(RuntimeEventKind.Created, sandbox.Id, config.Uid);
            Publish(RuntimeEventKind.Started, sandbox.Id, config.Uid);
            return sandbox.Id;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task StopSandboxAsync(string sandboxId, CancellationToken cancellationToken) => CallAsync(
        RuntimeVerb.StopSandbox, SandboxName(sandboxId), () => StopSandbox(sandboxId), cancellationToken);

    /// <inheritdoc/>
    public Task RemoveSandboxAsync(string sandboxId, CancellationToken cancellationToken) => CallAsync(
        RuntimeVerb.RemoveSandbox,
        SandboxName(sandboxId),
        () =>
        {
            StopSandbox(sandboxId);
            foreach (var container in ContainersOf(sandboxId))
            {
                Remove(container);
            }

            FakeSandbox? sandbox;
            lock (_lock)
            {
                _sandboxes.Remove(sandboxId, out sandbox);
            }

            if (sandbox is not null)
            {
                Publish(RuntimeEventKind.Deleted, sandboxId, sandbox.Config.Uid);
            }
        },
        cancellationToken);

    /// <summary>Ends a sandbox from outside, as a reboot or a killed pause process would.</summary>
    public void StopSandbox(string sandboxId)
    {
        foreach (var container in ContainersOf(sandboxId))
        {
            End(container, 137, "Error");
        }

        FakeSandbox? sandbox;
        lock (_lock)
        {
            if (!_sandboxes.TryGetValue(sandboxId, out sandbox) || !sandbox.Ready)
            {
                return;
            }

            sandbox.Ready = false;
        }

        Publish(RuntimeEventKind.Stopped, sandboxId, sandbox.Config.Uid);
    }

    private List<FakeContainer> ContainersOf(string sandboxId)
    {
        lock (_lock)
        {
            return _containers.Values.Where(c => c.Sandbox.Id == sandboxId).ToList();
        }
    }

    private string SandboxName(string sandboxId)
    {
        lock (_lock)
        {
            return _sandboxes.TryGetValue(sandboxId, out var sandbox) ? $"{sandbox.Config.Name}#{sandbox.Config.Attempt}" : sandboxId;
        }
    }
}
