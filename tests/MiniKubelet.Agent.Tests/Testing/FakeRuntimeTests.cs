using MiniKubelet.Observation;
using MiniKubelet.Runtime;
using MiniKubelet.Testing;

namespace MiniKubelet.Agent.Tests.Testing;

/// <summary>What the contract suite does not ask of the fake: scripts on virtual time, and failpoints.</summary>
public sealed class FakeRuntimeTests : IAsyncDisposable
{
    private static readonly SandboxConfig Sandbox = new()
    {
        Name = "web", Namespace = "default", Uid = "uid", Attempt = 0, Hostname = "web", LogDirectory = "/logs",
    };

    private readonly VirtualTime time = new();
    private readonly FakeRuntime runtime;

    public FakeRuntimeTests() => runtime = new FakeRuntime(time);

    public ValueTask DisposeAsync() => runtime.DisposeAsync();

    [Fact]
    public async Task AScriptedProcessEndsInItsTime()
    {
        runtime.Script("app", attempt => ContainerScript.Ends(TimeSpan.FromSeconds(10), exitCode: attempt));
        var id = await StartAsync(attempt: 3);

        time.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(RunState.Running, Observe(id).State);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(Observe(id) is { State: RunState.Exited, ExitCode: 3, Reason: "Error" });
        Assert.Equal(TimeSpan.FromSeconds(10), Observe(id).FinishedAt - Observe(id).StartedAt);
    }

    [Fact]
    public async Task AProcessThatIgnoresTheSignalIsKilledAfterTheGrace()
    {
        runtime.Script("app", new ContainerScript { EndsAfterStopSignal = null });
        var id = await StartAsync();

        var stop = runtime.StopContainerAsync(id, TimeSpan.FromSeconds(30), default);
        time.Advance(TimeSpan.FromSeconds(29));
        Assert.False(stop.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));
        await stop;

        Assert.Equal(137, Observe(id).ExitCode);
    }

    [Fact]
    public async Task TheCallsThatActAreRecorded()
    {
        var id = await StartAsync();
        await runtime.ObservePodAsync("uid", default);
        await runtime.StopContainerAsync(id, TimeSpan.FromSeconds(30), default);
        await runtime.RemoveContainerAsync(id, default);

        Assert.Equal(
            [
                "RunSandbox web#0", "CreateContainer web/app#0", "StartContainer web/app#0", "StopContainer web/app#0 30s",
                "RemoveContainer web/app#0",
            ],
            runtime.Calls);
        Assert.Equal(1, runtime.CountOf(RuntimeVerb.ObservePod));
    }

    [Fact]
    public async Task AFailureHappensSoOftenAndChangesNothing()
    {
        runtime.Fail(RuntimeVerb.RunSandbox, RuntimeErrorKind.Unavailable, times: 2);

        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(
                RuntimeErrorKind.Unavailable,
                (await Assert.ThrowsAsync<RuntimeException>(() => runtime.RunSandboxAsync(Sandbox, default))).Kind);
        }

        Assert.Empty(runtime.Observe("uid").Sandboxes);
        await runtime.RunSandboxAsync(Sandbox, default);
        Assert.Single(runtime.Observe("uid").Sandboxes);
    }

    [Fact]
    public async Task ACrashIsBeforeOrAfterTheDeed()
    {
        var killed = runtime.CrashBefore(RuntimeVerb.RunSandbox);
        var call = runtime.RunSandboxAsync(Sandbox, default);
        await killed;
        Assert.False(call.IsCompleted);
        Assert.Empty(runtime.Observe("uid").Sandboxes);

        killed = runtime.CrashAfter(RuntimeVerb.RunSandbox);
        call = runtime.RunSandboxAsync(Sandbox, default);
        await killed;
        Assert.False(call.IsCompleted);
        Assert.Single(runtime.Observe("uid").Sandboxes);
    }

    [Fact]
    public async Task AHungCallWaitsForItsReleaseOrItsCaller()
    {
        var release = runtime.Hang(RuntimeVerb.RunSandbox);
        using var stop = new CancellationTokenSource();
        var given = runtime.RunSandboxAsync(Sandbox, stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);

        var kept = runtime.RunSandboxAsync(Sandbox, default);
        Assert.False(kept.IsCompleted);
        release.Dispose();
        await kept;
        Assert.Single(runtime.Observe("uid").Sandboxes);
    }

    [Fact]
    public async Task AMissingImageIsThereAfterAPull()
    {
        runtime.MissingImage("slow", pullTakes: TimeSpan.FromMinutes(1));
        runtime.MissingImage("secret", RuntimeErrorKind.Unauthorized);
        Assert.Null(await runtime.GetImageAsync("slow", default));

        var pull = runtime.PullImageAsync("slow", null, default);
        Assert.False(pull.IsCompleted);
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(await pull, (await runtime.GetImageAsync("slow", default))?.Id);
        Assert.Equal(
            RuntimeErrorKind.Unauthorized,
            (await Assert.ThrowsAsync<RuntimeException>(() => runtime.PullImageAsync("secret", null, default))).Kind);
    }

    [Fact]
    public async Task EventsCanBeLostAndBroken()
    {
        await using var events = runtime.WatchEventsAsync(default).GetAsyncEnumerator();
        Assert.True(await events.MoveNextAsync());
        Assert.Equal(RuntimeEventKind.Resync, events.Current.Kind);

        runtime.LoseEvents = true;
        var id = await StartAsync();
        runtime.LoseEvents = false;
        runtime.KillProcess(id);
        Assert.True(await events.MoveNextAsync());
        Assert.Equal(new RuntimeEvent(RuntimeEventKind.Stopped, id, "uid"), events.Current);

        runtime.BreakEvents();
        Assert.Equal(
            RuntimeErrorKind.Unavailable, (await Assert.ThrowsAsync<RuntimeException>(async () => await events.MoveNextAsync())).Kind);
    }

    private ContainerObservation Observe(string id) => runtime.Observe("uid").Containers.Single(container => container.Id == id);

    private async Task<string> StartAsync(int attempt = 0)
    {
        var sandbox = await runtime.RunSandboxAsync(Sandbox, default);
        var config = new ContainerConfig { Name = "app", Attempt = attempt, Image = "i", UserSpecifiedImage = "i", LogPath = "app/0.log" };
        var id = await runtime.CreateContainerAsync(sandbox, config, Sandbox, default);
        await runtime.StartContainerAsync(id, default);
        return id;
    }
}
