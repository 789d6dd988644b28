using MiniKubelet.EndToEnd.Tests.Harness;
using MiniKubelet.Testing;
using Xunit;
using Xunit.Abstractions;

namespace MiniKubelet.EndToEnd.Tests;

/// <summary>The manifest folder that is not there.</summary>
public abstract class LateFolderTests(RuntimeUnderTest runtime, ITestOutputHelper output) : EndToEndTest(runtime, output)
{
    public override Task InitializeAsync()
    {
        Directory.Delete(Folder.Manifests);
        return base.InitializeAsync();
    }

    [RuntimeFact]
    public async Task AFolderThatAppearsLaterIsWatched()
    {
        await Daemon.SaysAsync($"manifest folder {Folder.Manifests} is not there");
        Directory.CreateDirectory(Folder.Manifests);
        Put(new Manifest("first"));
        await ReadyAsync("first");
        Put(new Manifest("second"));
        await ReadyAsync("second");
    }

    [RuntimeFact]
    public async Task AFolderThatDisappearsTakesNoPodDown()
    {
        Directory.CreateDirectory(Folder.Manifests);
        Put(new Manifest("stays"));
        var pod = await ReadyAsync("stays");

        Directory.Move(Folder.Manifests, Path.Join(Folder.Root, "away"));
        await Until.TrueAsync(
            "the daemon says it twice, once for each time",
            () => Daemon.Log.Split($"manifest folder {Folder.Manifests} is not there").Length == 3);
        Assert.Equal(pod.Identity("app"), (await ReadyAsync("stays")).Identity("app"));

        Directory.Move(Path.Join(Folder.Root, "away"), Folder.Manifests);
        Put(new Manifest("other"));
        await ReadyAsync("other");
        Assert.Equal(pod.Identity("app"), (await ReadyAsync("stays")).Identity("app"));
    }
}

[Collection(Collections.Containerd), RequiresRuntime(RequiresRuntimeAttribute.Containerd)]
public sealed class LateFolderOnContainerdTests(ITestOutputHelper output) : LateFolderTests(RuntimeUnderTest.Containerd, output);

[Collection(Collections.Docker), RequiresRuntime(RequiresRuntimeAttribute.Docker)]
public sealed class LateFolderOnDockerTests(ITestOutputHelper output) : LateFolderTests(RuntimeUnderTest.Docker, output);
