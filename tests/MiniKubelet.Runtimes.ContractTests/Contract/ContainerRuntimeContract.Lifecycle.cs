using MiniKubelet.Observation;
using MiniKubelet.Runtime;
using MiniKubelet.Testing;
using Xunit;

namespace MiniKubelet.Runtimes.ContractTests.Contract;

public abstract partial class ContainerRuntimeContract
{
    [RuntimeFact]
    public async Task ASandboxIsObservedAsItWasMade()
    {
        var before = TimeProvider.System.GetUtcNow();
        var pod = await Pods.RunAsync(config => config with { Attempt = 3 });

        var observed = await pod.ObserveAsync();

        Assert.Equal((pod.Uid, pod.Config.Name, pod.Config.Namespace), (observed.Uid, observed.Name, observed.Namespace));
        Assert.Empty(observed.Containers);
        var sandbox = Assert.Single(observed.Sandboxes);
        Assert.True(sandbox is { Ready: true, Attempt: 3, HostNetwork: false }, sandbox.ToString());
        Assert.Equal(pod.SandboxId, sandbox.Id);
        Assert.InRange(sandbox.CreatedAt, before, TimeProvider.System.GetUtcNow());
        Assert.Equal("a sandbox's", sandbox.Annotations["example.com/note"]);
    }

    [RuntimeFact]
    public async Task AContainerIsCreatedThenRunningThenExited()
    {
        var before = TimeProvider.System.GetUtcNow();
        var pod = await Pods.RunAsync();
        var config = pod.Container("main", "while [ ! -e /tmp/end ]; do usleep 10000; done; exit 3", attempt: 2);
        var id = await pod.CreateAsync(config);

        var created = await pod.ObserveAsync(id);
        Assert.True(created is { State: RunState.Created, StartedAt: null, FinishedAt: null, Reason: "" }, created.ToString());
        Assert.Equal(("main", 2, pod.SandboxId), (created.Name, created.Attempt, created.SandboxId));
        Assert.Equal(config.Annotations, created.Annotations);

        await Runtime.StartContainerAsync(id, CancellationToken.None);
        var running = await pod.ObserveAsync(id);
        Assert.True(running is { State: RunState.Running, StartedAt: not null, FinishedAt: null, Reason: "" }, running.ToString());

        await pod.EndAsync(id);
        var exited = await pod.UntilExitedAsync(id);
        Assert.True(exited is { ExitCode: 3, Reason: "Error" }, exited.ToString());
        Assert.Equal(running.StartedAt, exited.StartedAt);
        Assert.InRange(created.CreatedAt, before, running.StartedAt!.Value);
        Assert.InRange(exited.FinishedAt!.Value, running.StartedAt.Value, TimeProvider.System.GetUtcNow());
    }

    [RuntimeFact]
    public async Task SuccessIsCompleted()
    {
        var pod = await Pods.RunAsync();

        var exited = await pod.UntilExitedAsync(await pod.StartAsync(pod.Container("main", "true")));

        Assert.True(exited is { ExitCode: 0, Reason: "Completed" }, exited.ToString());
    }

    [RuntimeFact]
    public async Task RunningOutOfMemoryIsOomKilled()
    {
        var pod = await Pods.RunAsync();
        var config = pod.Container("main", "exec tail /dev/zero") with
        {
            Resources = new ContainerResources { MemoryLimit = 16 * 1024 * 1024 },
        };

        var exited = await pod.UntilExitedAsync(await pod.StartAsync(config));
        var last = await TestPods.UntilAsync(
            $"OOMKilled: {exited}",
            async () => await pod.ObserveAsync(exited.Id) is { Reason: "OOMKilled" } killed ? killed : null);

        Assert.Equal(137, last.ExitCode);
    }

    [RuntimeFact]
    public async Task ACommandThatDoesNotExistCannotRun()
    {
        var pod = await Pods.RunAsync();
        var id = await pod.CreateAsync(pod.FromImage("main", TestImages.Busybox) with { Command = ["/no/such/command"] });

        var error = await FailsAsync(RuntimeErrorKind.CannotRun, () => Runtime.StartContainerAsync(id, CancellationToken.None));

        Assert.Contains("/no/such/command", error.Message, StringComparison.Ordinal);
        var observed = await pod.ObserveAsync(id);
        Assert.True(observed is { State: RunState.Exited, ExitCode: not 0, FinishedAt: not null }, observed.ToString());
    }

    [RuntimeFact]
    public async Task TheInstancesOfAContainerAreObservedNewestFirst()
    {
        var pod = await Pods.RunAsync();
        for (var attempt = 0; attempt < 3; attempt++)
        {
            await pod.UntilExitedAsync(await pod.StartAsync(pod.Container("main", $"exit {attempt}", attempt)));
        }

        var observed = await pod.ObserveAsync();

        Assert.Equal([2, 1, 0], observed.Containers.Select(container => container.Attempt));
        Assert.Equal([2, 1, 0], observed.Containers.Select(container => container.ExitCode));
        Assert.Equal(2, observed.Newest("main")!.Attempt);
    }

    [RuntimeFact]
    public async Task StartingWhatIsNotThereIsNotFound()
    {
        await FailsAsync(RuntimeErrorKind.NotFound, () => Runtime.StartContainerAsync(UnknownId, CancellationToken.None));
    }

    [RuntimeFact]
    public async Task CreatingInASandboxThatIsNotThereIsNotFound()
    {
        var pod = Pods.New();

        await FailsAsync(
            RuntimeErrorKind.NotFound,
            () => Runtime.CreateContainerAsync(UnknownId, pod.Container("main", "true"), pod.Config, CancellationToken.None));
    }

    private static string UnknownId => Guid.NewGuid().ToString("N") + Guid.NewGuid().ToString("N");
}
