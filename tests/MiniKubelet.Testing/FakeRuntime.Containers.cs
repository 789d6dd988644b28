using MiniKubelet.Observation;
using MiniKubelet.Runtime;

namespace MiniKubelet.Testing;

public sealed partial class FakeRuntime
{
    /// <inheritdoc/>
    public Task<string> CreateContainerAsync(
        string sandboxId, ContainerConfig config, SandboxConfig sandbox, CancellationToken cancellationToken) => CallAsync(
        RuntimeVerb.CreateContainer,
        $"{sandbox.Name}/{config.Name}#{config.Attempt}",
        () =>
        {
            FakeContainer container;
            lock (_lock)
            {
                if (!_sandboxes.TryGetValue(sandboxId, out var owner))
                {
                    throw new RuntimeException(RuntimeErrorKind.NotFound, sandboxId, "no such sandbox");
                }

                CheckName(config.Image);
                if (_images.TryGetValue(config.Image, out var image) && !image.Present)
                {
                    throw new RuntimeException(RuntimeErrorKind.ImageNotFound, config.Image, "no such image");
                }

                if (_containers.Values.Any(
                    c => c.Sandbox.Id == sandboxId && c.Config.Name == config.Name && c.Config.Attempt == config.Attempt))
                {
                    throw new RuntimeException(RuntimeErrorKind.AlreadyExists, config.Name, "the container's name is taken");
                }

                var script = _scripts.TryGetValue(config.Name, out var scripts) ? scripts(config.Attempt) : DefaultScript(config);
                var id = NewId_NeedsLock();
                _containers[id] = container = new FakeContainer(id, owner, config, script, time.GetUtcNow());
            }

            Publish(RuntimeEventKind.Created, container.Id, sandbox.Uid);
            return container.Id;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task StartContainerAsync(string containerId, CancellationToken cancellationToken) => CallAsync(
        RuntimeVerb.StartContainer,
        ContainerName(containerId),
        () =>
        {
            var container = Find(containerId);
            lock (_lock)
            {
                if (container.State != RunState.Created)
                {
                    throw new RuntimeException(RuntimeErrorKind.InvalidState, containerId, $"the container is {container.State}");
                }

                container.State = RunState.Running;
                container.StartedAt = time.GetUtcNow();
            }

            if (container.Script.CannotRun is { } why)
            {
                container.StartedAt = null;
                container.Message = why;
                End(container, 128, "ContainerCannotRun");
                throw new RuntimeException(RuntimeErrorKind.CannotRun, containerId, why);
            }

            Publish(RuntimeEventKind.Started, containerId, container.Sandbox.Config.Uid);
            if (container.Script.EndsAfter is { } after)
            {
                EndLater(container, after, container.Script.ExitCode);
            }

            container.Script.EndsWhen?.ContinueWith(
                end => End(container, end.Result),
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously | TaskContinuationOptions.OnlyOnRanToCompletion,
                TaskScheduler.Default);
        },
        cancellationToken);

    /// <inheritdoc/>
    public async Task StopContainerAsync(string containerId, TimeSpan grace, CancellationToken cancellationToken)
    {
        await CallAsync(
            RuntimeVerb.StopContainer, $"{ContainerName(containerId)} {grace.TotalSeconds}s", () => { }, cancellationToken);
        FakeContainer? container;
        lock (_lock)
        {
            if (!_containers.TryGetValue(containerId, out container) || container.State != RunState.Running)
            {
                return;
            }
        }

        if (grace > TimeSpan.Zero)
        {
            Signal(container);
            try
            {
                await container.Exited.Task.WaitAsync(grace, time, cancellationToken);
                return;
            }
            catch (TimeoutException)
            {
                // Ignored the signal for the whole grace period.
            }
        }

        End(container, 137, "Error");
    }

    /// <inheritdoc/>
    public Task RemoveContainerAsync(string containerId, CancellationToken cancellationToken) => CallAsync(
        RuntimeVerb.RemoveContainer,
        ContainerName(containerId),
        () =>
        {
            FakeContainer? container;
            lock (_lock)
            {
                _containers.TryGetValue(containerId, out container);
            }

            if (container is not null)
            {
                Remove(container);
            }
        },
        cancellationToken);

    private void Signal(FakeContainer container)
    {
        lock (_lock)
        {
            if (container.StopSignalled)
            {
                return;
            }

            container.StopSignalled = true;
        }

        if (container.Script.EndsAfterStopSignal is { } after)
        {
            if (after == TimeSpan.Zero)
            {
                End(container, container.Script.StopExitCode);
            }
            else
            {
                EndLater(container, after, container.Script.StopExitCode);
            }
        }
    }

    private void EndLater(FakeContainer container, TimeSpan after, int exitCode)
    {
        var timer = time.CreateTimer(_ => End(container, exitCode), null, after, Timeout.InfiniteTimeSpan);
        lock (_lock)
        {
            container.Timers.Add(timer);
        }
    }

    private void End(FakeContainer container, int exitCode, string? reason = null)
    {
        lock (_lock)
        {
            if (container.State != RunState.Running)
            {
                return;
            }

            container.State = RunState.Exited;
            container.FinishedAt = time.GetUtcNow();
            container.ExitCode = exitCode;
            container.Reason = reason ?? (exitCode == 0 ? "Completed" : "Error");
            container.Timers.ForEach(timer => timer.Dispose());
        }

        Publish(RuntimeEventKind.Stopped, container.Id, container.Sandbox.Config.Uid);
        container.Exited.TrySetResult();
    }

    private void Remove(FakeContainer container)
    {
        End(container, 137, "Error");
        bool removed;
        lock (_lock)
        {
            removed = _containers.Remove(container.Id);
        }

        if (removed)
        {
            Publish(RuntimeEventKind.Deleted, container.Id, container.Sandbox.Config.Uid);
        }
    }

    private string ContainerName(string containerId)
    {
        lock (_lock)
        {
            return _containers.TryGetValue(containerId, out var container) ? container.Name : containerId;
        }
    }
}
