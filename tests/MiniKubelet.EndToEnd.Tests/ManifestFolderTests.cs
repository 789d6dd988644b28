using MiniKubelet.EndToEnd.Tests.Harness;
using MiniKubelet.Testing;
using Xunit;
using Xunit.Abstractions;

namespace MiniKubelet.EndToEnd.Tests;

/// <summary>Every way in which files come, change and go.</summary>
public abstract class ManifestFolderTests(RuntimeUnderTest runtime, ITestOutputHelper output) : EndToEndTest(runtime, output)
{
    [RuntimeFact]
    public async Task AFileRenamedIntoPlaceAndOneWrittenInPlaceBothCount()
    {
        Put(new Manifest("renamed"));
        await using (var file = File.CreateText(Path.Join(Folder.Manifests, "written.yaml")))
        {
            // In two writes, with the half of it on disk for a moment.
            var text = new Manifest("written").Render(Folder);
            await file.WriteAsync(text[..40]);
            await file.FlushAsync();
            await file.WriteAsync(text[40..]);
        }

        await ReadyAsync("renamed");
        await ReadyAsync("written");

        Folder.Remove("renamed.yaml");
        await GoneAsync("renamed");
        Assert.True((await Api.PodAsync("written"))?.IsReady());
    }

    [RuntimeFact]
    public async Task AFolderReplacedByAnotherCountsAsAWhole()
    {
        Put(new Manifest("stays"));
        Put(new Manifest("leaves"));
        var stays = await ReadyAsync("stays");
        await ReadyAsync("leaves");

        var next = Path.Join(Folder.Root, "next");
        Directory.CreateDirectory(next);
        await File.WriteAllTextAsync(Path.Join(next, "other-name.yaml"), new Manifest("stays").Render(Folder));
        await File.WriteAllTextAsync(Path.Join(next, "comes.yaml"), new Manifest("comes").Render(Folder));
        Directory.Move(Folder.Manifests, Path.Join(Folder.Root, "old"));
        Directory.Move(next, Folder.Manifests);

        await GoneAsync("leaves");
        await ReadyAsync("comes");
        Assert.Equal(stays.Identity("app"), (await ReadyAsync("stays")).Identity("app"));

        // It is the new folder that is watched now.
        Put(new Manifest("later"));
        await ReadyAsync("later");
    }

    [RuntimeFact]
    public async Task ACheckoutOfAnotherBranchChangesThePods()
    {
        Put(new Manifest("always"));
        Put(new Manifest("only-old"));
        await GitAsync("init", "--quiet", "--initial-branch", "old");
        await GitAsync("add", ".");
        await GitAsync("commit", "--quiet", "-m", "old");
        await GitAsync("checkout", "--quiet", "-b", "new");
        await GitAsync("rm", "--quiet", "only-old.yaml");
        Put(new Manifest("only-new"));
        await GitAsync("add", ".");
        await GitAsync("commit", "--quiet", "-m", "new");
        await GitAsync("checkout", "--quiet", "old");
        var always = await ReadyAsync("always");
        await ReadyAsync("only-old");
        await GoneAsync("only-new");

        await GitAsync("checkout", "--quiet", "new");
        await ReadyAsync("only-new");
        await GoneAsync("only-old");

        await GitAsync("checkout", "--quiet", "old");
        await ReadyAsync("only-old");
        await GoneAsync("only-new");
        Assert.Equal(always.Identity("app"), (await ReadyAsync("always")).Identity("app"));
    }

    private Task<string> GitAsync(params string[] arguments) =>
        Command.RunAsync("git", ["-C", Folder.Manifests, "-c", "user.name=e2e", "-c", "user.email=e2e@localhost", .. arguments]);
}

[Collection(Collections.Containerd), RequiresRuntime(RequiresRuntimeAttribute.Containerd)]
public sealed class ManifestFolderOnContainerdTests(ITestOutputHelper output) : ManifestFolderTests(RuntimeUnderTest.Containerd, output);

[Collection(Collections.Docker), RequiresRuntime(RequiresRuntimeAttribute.Docker)]
public sealed class ManifestFolderOnDockerTests(ITestOutputHelper output) : ManifestFolderTests(RuntimeUnderTest.Docker, output);
