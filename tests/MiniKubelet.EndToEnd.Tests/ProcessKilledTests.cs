using MiniKubelet.EndToEnd.Tests.Harness;
using MiniKubelet.Testing;
using Xunit;
using Xunit.Abstractions;

namespace MiniKubelet.EndToEnd.Tests;

/// <summary>A pod whose processes die under it.</summary>
public abstract class ProcessKilledTests(RuntimeUnderTest runtime, ITestOutputHelper output) : EndToEndTest(runtime, output)
{
    private static readonly Manifest _counted = new("web")
    {
        Init = [Manifest.Script("init", "echo init >> /shared/log")],
        Containers = [Manifest.Script("app", $"echo app >> /shared/log; {Manifest.Idle}"), Manifest.Script("other", Manifest.Idle)],
    };

    [RuntimeFact]
    public async Task AKilledContainerIsRestartedAndTheOthersRunOn()
    {
        Put(_counted);
        var before = await ReadyAsync("web");
        await Log.HasAsync("app");

        await Runtime.KillAsync(before.ContainerId("app"));
        var after = await PodAsync("web", "is ready again", p => p.IsReady() && p.Container("app").RestartCount == 1);

        Assert.Equal(137, after.Container("app").LastState.Terminated?.ExitCode);
        Assert.Equal(before.ContainerId("app"), after.Container("app").LastState.Terminated?.ContainerID?[Runtime.Scheme.Length..]);
        Assert.Equal(before.Identity("other"), after.Identity("other"));
        await Log.HasAsync("app", times: 2);
        Log.Is("init", "app", "app");
    }

    [RuntimeFact]
    public async Task AKilledSandboxIsReplacedAndThePodStartsFromTheBeginning()
    {
        Put(_counted);
        var before = await ReadyAsync("web");
        await Log.HasAsync("app");
        var sandbox = Assert.Single(await Runtime.RunningSandboxesAsync());

        await Runtime.KillAsync(sandbox);
        await Log.HasAsync("app", times: 2);
        var after = await PodAsync("web", "is ready in its new sandbox", p => p.IsReady() && p.ContainerId("other") != before.ContainerId("other"));

        Log.Is("init", "app", "init", "app");
        Assert.Equal(before.Metadata.Uid, after.Metadata.Uid);
        Assert.NotEqual(sandbox, Assert.Single(await Runtime.RunningSandboxesAsync()));
        Assert.Equal(1, (await ObserveAsync(after)).Sandboxes[0].Attempt);
        await EventAsync("of the sandbox", e => e.Reason == "SandboxChanged");
    }
}

[Collection(Collections.Containerd), RequiresRuntime(RequiresRuntimeAttribute.Containerd)]
public sealed class ProcessKilledOnContainerdTests(ITestOutputHelper output) : ProcessKilledTests(RuntimeUnderTest.Containerd, output);

[Collection(Collections.Docker), RequiresRuntime(RequiresRuntimeAttribute.Docker)]
public sealed class ProcessKilledOnDockerTests(ITestOutputHelper output) : ProcessKilledTests(RuntimeUnderTest.Docker, output);
