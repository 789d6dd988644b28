using MiniKubelet.EndToEnd.Tests.Harness;
using MiniKubelet.Testing;
using Xunit;
using Xunit.Abstractions;

namespace MiniKubelet.EndToEnd.Tests;

/// <summary>Edits of a running pod, and its end.</summary>
public abstract class PodChangeTests(RuntimeUnderTest runtime, ITestOutputHelper output) : EndToEndTest(runtime, output)
{
    [RuntimeFact]
    public async Task AnEditOfLabelsKeepsTheContainers()
    {
        Put(new Manifest("web"));
        var before = await ReadyAsync("web");

        Put(new Manifest("web") { Labels = "app: test, tier: front" });
        var after = await PodAsync("web", "has its label", pod => pod.Metadata.Labels.ContainsKey("tier"));

        Assert.Equal(before.Metadata.Uid, after.Metadata.Uid);
        Assert.Equal(before.Identity("app"), after.Identity("app"));
    }

    [RuntimeFact]
    public async Task AnEditOfTheSpecEndsTheOldPodBeforeTheNewStarts()
    {
        Put(new Manifest("web") { Containers = [Manifest.Script("app", Speaking("old"))] });
        var before = await ReadyAsync("web");
        await Log.HasAsync("old starts");

        Put(new Manifest("web") { Containers = [Manifest.Script("app", Speaking("new"))] });
        await Log.HasAsync("new starts");
        var after = await ReadyAsync("web");

        Assert.NotEqual(before.Metadata.Uid, after.Metadata.Uid);
        Log.Is("old starts", "old is told to end", "old ends", "new starts");
        Assert.Single(await Runtime.RunningSandboxesAsync());
    }

    [RuntimeFact]
    public async Task ARemovedPodIsToldToEndAndNothingOfItStays()
    {
        Put(new Manifest("web") { Containers = [Manifest.Script("app", Speaking("app"))], Volumes = "{ name: scratch, emptyDir: { medium: Memory } }" });
        await ReadyAsync("web");
        await Log.HasAsync("app starts");

        Folder.Remove("web.yaml");
        await GoneAsync("web");

        Log.Is("app starts", "app is told to end", "app ends");
        Assert.Empty(Folder.PodRemains());
        Assert.Empty(await Runtime.ListAsync());
    }

    // A second between being told and ending, in which a successor that does not wait would show itself.
    private static string Speaking(string name) =>
        $"trap 'echo {name} is told to end >> /shared/log; sleep 1; echo {name} ends >> /shared/log; exit 0' TERM; "
        + $"echo {name} starts >> /shared/log; while :; do sleep 1 & wait $!; done";
}

[Collection(Collections.Containerd), RequiresRuntime(RequiresRuntimeAttribute.Containerd)]
public sealed class PodChangeOnContainerdTests(ITestOutputHelper output) : PodChangeTests(RuntimeUnderTest.Containerd, output);

[Collection(Collections.Docker), RequiresRuntime(RequiresRuntimeAttribute.Docker)]
public sealed class PodChangeOnDockerTests(ITestOutputHelper output) : PodChangeTests(RuntimeUnderTest.Docker, output);
