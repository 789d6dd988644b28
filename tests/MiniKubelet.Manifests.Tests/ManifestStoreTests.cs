using System.Diagnostics;
using System.Runtime.Versioning;
using Xunit;

namespace MiniKubelet.Manifests.Tests;

[SupportedOSPlatform("linux")]
public sealed class ManifestStoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("manifests-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void APodInAFileIsInTheSnapshotUntilTheFileIsGone()
    {
        var store = Store();
        var file = Write("web.yaml", Pod("web"));

        var manifest = Assert.Single(store.Scan().Pods);
        Assert.Equal(("web", "default", file, false), (manifest.Pod.Metadata.Name, manifest.Pod.Metadata.Namespace, manifest.File, manifest.IsLastGood));

        File.Delete(file);
        Assert.Empty(store.Scan().Pods);
    }

    [Fact]
    public void ABadEditKeepsTheLastGoodPodAndListsTheError()
    {
        var store = Store();
        Write("web.yaml", Pod("web"));
        var good = store.Scan().Pods.Single().Pod;

        Write("web.yaml", Pod("web") + "  restartPolicy: sometimes\n");
        var snapshot = store.Scan();

        var kept = Assert.Single(snapshot.Pods);
        Assert.True(kept.IsLastGood);
        Assert.Same(good, kept.Pod);
        Assert.Equal("spec.restartPolicy", Assert.Single(snapshot.Errors).FieldPath);

        Write("web.yaml", Pod("web"));
        snapshot = store.Scan();
        Assert.False(Assert.Single(snapshot.Pods).IsLastGood);
        Assert.Empty(snapshot.Errors);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# all gone\n")]
    [InlineData("apiVersion: v1\nkind: Pod\nmetadata: {name: web")]
    public void AHalfWrittenFileKeepsItsPod(string half)
    {
        var store = Store();
        Write("web.yaml", Pod("web"));
        store.Scan();

        Write("web.yaml", half);

        Assert.True(Assert.Single(store.Scan().Pods).IsLastGood);
    }

    [Fact]
    public void OneBadDocumentKeepsTheWholeFileAsItWas()
    {
        var store = Store();
        Write("two.yaml", Pod("one") + "---\n" + Pod("two"));
        var before = store.Scan().Pods;

        Write("two.yaml", Pod("one", "other:1") + "---\n" + Pod("two") + "  nonsense: 1\n");

        Assert.Equal(before.Select(manifest => manifest.Pod), store.Scan().Pods.Select(manifest => manifest.Pod));
    }

    [Fact]
    public void AFileThatIsBrokenAfterARestartKeepsThePodsAcceptedBefore()
    {
        Write("web.yaml", Pod("web"));
        var accepted = Store().Scan().Pods;
        Write("web.yaml", "]");
        Write("new.yaml", "]");

        var snapshot = new ManifestStore(_folder, accepted).Scan();

        Assert.Equal([accepted[0] with { IsLastGood = true }], snapshot.Pods);
        Assert.Equal(2, snapshot.Errors.Count);
    }

    [Fact]
    public void AFileThatIsGoneAfterARestartTakesItsPodsAlong()
    {
        var file = Write("web.yaml", Pod("web"));
        var accepted = Store().Scan().Pods;
        File.Delete(file);

        Assert.Empty(new ManifestStore(_folder, accepted).Scan().Pods);
    }

    [Fact]
    public void OfTwoFilesWithOnePodTheOneThatWasThereKeepsItAndTheOtherIsAnErrorThatNamesBoth()
    {
        var store = Store();
        var first = Write("z.yaml", Pod("web"));
        store.Scan();
        var second = Write("a.yaml", "\n" + Pod("web", "other:1"));

        var snapshot = store.Scan();

        Assert.Equal(first, Assert.Single(snapshot.Pods).File);
        Assert.Equal(first, snapshot.FileOf(snapshot.Pods[0].Pod));
        var error = Assert.Single(snapshot.Errors);
        Assert.Equal((second, 2), (error.File, error.Line));
        Assert.Contains(first, error.Message, StringComparison.Ordinal);

        File.Delete(first);
        snapshot = store.Scan();
        Assert.Equal(second, Assert.Single(snapshot.Pods).File);
        Assert.Empty(snapshot.Errors);
    }

    [Fact]
    public void AfterARestartThePodThatWasAcceptedBeforeKeepsItsName()
    {
        var running = Write("z.yaml", Pod("web"));
        var accepted = Store().Scan().Pods;
        Write("a.yaml", Pod("web", "other:1"));

        Assert.Equal(running, Assert.Single(new ManifestStore(_folder, accepted).Scan().Pods).File);
    }

    [Fact]
    public void OfTwoNewFilesWithOnePodTheFirstByNameHasIt()
    {
        Write("b.yaml", Pod("web"));
        var first = Write("a.yaml", Pod("web"));

        Assert.Equal(first, Assert.Single(Store().Scan().Pods).File);
    }

    [Fact]
    public void TwoPodsCannotHaveOneUid()
    {
        Write("a.yaml", Pod("a").Replace("{name: a}", "{name: a, uid: fixed}", StringComparison.Ordinal));
        Write("b.yaml", Pod("b").Replace("{name: b}", "{name: b, uid: fixed}", StringComparison.Ordinal));

        var snapshot = Store().Scan();

        Assert.Equal("a", Assert.Single(snapshot.Pods).Pod.Metadata.Name);
        Assert.Equal("metadata.uid", Assert.Single(snapshot.Errors).FieldPath);
    }

    [Fact]
    public void ARenamedFileKeepsThePodAsItIs()
    {
        var store = Store();
        var old = Write("a.yaml", Pod("web"));
        var before = store.Scan().Pods.Single().Pod;

        File.Move(old, Path.Combine(_folder, "b.yaml"));
        var after = Assert.Single(store.Scan().Pods);

        Assert.Equal(before, after.Pod);
        Assert.Equal(Path.Combine(_folder, "b.yaml"), after.File);
    }

    [Fact]
    public void AFileRenamedOverAnotherReplacesIt()
    {
        var store = Store();
        var file = Write("web.yaml", Pod("web"));
        var before = store.Scan().Pods.Single().Pod;
        var time = File.GetLastWriteTimeUtc(file);

        var other = Write(".web.yaml.tmp", Pod("web", "busybox:2"));
        File.SetLastWriteTimeUtc(other, time);
        File.Move(other, file, overwrite: true);

        var after = Assert.Single(store.Scan().Pods).Pod;
        Assert.Equal("busybox:2", after.Spec.Containers[0].Image);
        Assert.NotEqual(before.Metadata.Uid, after.Metadata.Uid);
    }

    [Fact]
    public void OnlyManifestsDirectlyInTheFolderAreRead()
    {
        Write(".hidden.yaml", "]");
        Write("web.yaml~", "]");
        Write("README", "]");
        Directory.CreateDirectory(Path.Combine(_folder, "sub.yaml"));
        Write("sub.yaml/web.yaml", "]");
        Write("a.json", """{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "a"}}""");
        Write("b.yml", "{apiVersion: v1, kind: Secret, metadata: {name: b}}");
        Write("c.yaml", "{apiVersion: v1, kind: ConfigMap, metadata: {name: c}}");

        var snapshot = Store().Scan();

        Assert.Empty(snapshot.Errors);
        Assert.Equal(["README", "sub.yaml", "web.yaml~"], snapshot.Ignored.Select(Path.GetFileName));
        Assert.Equal(("a", "b", "c"), (snapshot.Namespaces.Single().Metadata.Name, snapshot.Secrets.Single().Metadata.Name, snapshot.ConfigMaps.Single().Metadata.Name));
        Assert.Equal(Path.Combine(_folder, "c.yaml"), snapshot.FileOf(snapshot.ConfigMaps[0]));
    }

    [Fact]
    public void ASymbolicLinkAndAFileEverybodyCanWriteAreRefused()
    {
        var target = Write("target", Pod("linked"));
        File.CreateSymbolicLink(Path.Combine(_folder, "a.yaml"), target);
        File.CreateSymbolicLink(Path.Combine(_folder, "b.yaml"), "/nowhere");
        var open = Write("c.yaml", Pod("open"));
        File.SetUnixFileMode(open, File.GetUnixFileMode(open) | UnixFileMode.OtherWrite);

        var snapshot = Store().Scan();

        Assert.Empty(snapshot.Pods);
        Assert.Equal(["a.yaml", "b.yaml", "c.yaml"], snapshot.Errors.Select(error => Path.GetFileName(error.File)));
    }

    [Fact]
    public void APipeIsRefusedWithoutWaitingForItsWriter()
    {
        using (var mkfifo = Process.Start("mkfifo", Path.Combine(_folder, "pipe.yaml")))
        {
            mkfifo.WaitForExit();
        }

        Write("web.yaml", Pod("web"));

        var snapshot = Store().Scan();

        Assert.Single(snapshot.Pods);
        Assert.Equal("pipe.yaml", Path.GetFileName(Assert.Single(snapshot.Errors).File));
    }

    [Fact]
    public void AMissingFolderIsSaidAndKeepsWhatWasThere()
    {
        var store = Store();
        Write("web.yaml", Pod("web"));
        store.Scan();
        Directory.Delete(_folder, recursive: true);

        var snapshot = store.Scan();
        Assert.True(snapshot.FolderMissing);
        Assert.Single(snapshot.Pods);

        Directory.CreateDirectory(_folder);
        snapshot = store.Scan();
        Assert.False(snapshot.FolderMissing);
        Assert.Empty(snapshot.Pods);
    }

    [Fact]
    public void AScanOfAnUnchangedFolderGivesAnEqualSnapshot()
    {
        Write("web.yaml", Pod("web"));
        Write("bad.yaml", "]");
        Write("note.txt", "");
        var store = Store();

        Assert.Equal(store.Scan(), store.Scan());
    }

    [Fact]
    public void TheOrderDependsOnNamesOnly()
    {
        Write("a.yaml", Pod("c"));
        Write("b.yaml", Pod("a"));
        Write("c.yaml", Pod("b"));

        Assert.Equal(["a", "b", "c"], Store().Scan().Pods.Select(manifest => manifest.Pod.Metadata.Name));
    }

    private ManifestStore Store() => new(_folder, []);

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    private static string Pod(string name, string image = "busybox:1") =>
        $"apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}}}\nspec:\n  containers: [{{name: app, image: '{image}'}}]\n";
}
