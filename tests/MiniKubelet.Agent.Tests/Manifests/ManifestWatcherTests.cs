using MiniKubelet.Agent.Manifests;
using MiniKubelet.Agent.Tests.Pods;
using MiniKubelet.Kubernetes;
using MiniKubelet.Manifests;
using MiniKubelet.Runtime;
using MiniKubelet.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace MiniKubelet.Agent.Tests.Manifests;

public sealed class ManifestWatcherTests : IDisposable
{
    private const string Web = """
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
        spec:
          containers:
          - name: a
            image: images/a:1
        """;

    private readonly PodRuntimeHarness _harness = new();
    private readonly CancellationTokenSource _stop = new();

    public ManifestWatcherTests() => Directory.CreateDirectory(Folder);

    private string Folder => _harness.PathOf("manifests");

    private string WebFile => Path.Join(Folder, "web.yaml");

    private Pod? Shown => _harness.Services.Status.Pods.Get("default", "web");

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
        _harness.Dispose();
    }

    [Fact]
    public async Task AFileIsAPodAndItsRemovalIsThePodsEnd()
    {
        Start();
        File.WriteAllText(WebFile, Web);
        await RunsAsync();
        var pod = Shown!;
        File.Delete(WebFile);
        await _harness.UntilAsync(() => _harness.IsGone(pod));
    }

    [Fact]
    public async Task ABadEditKeepsThePodAndSaysWhatIsWrong()
    {
        File.WriteAllText(WebFile, Web);
        Start();
        var uid = await RunsAsync();
        File.WriteAllText(WebFile, Web.Replace("image:", "imgae:", StringComparison.Ordinal));
        await _harness.AdvanceUntilAsync(() => _harness.Reasons().Contains("FailedValidation"), TimeSpan.FromSeconds(30));
        Assert.Equal(uid, Shown!.Metadata.Uid);
        _harness.Kill();
        Start();
        Assert.Equal(uid, await RunsAsync());
        AssertNothingStopped();
    }

    [Fact]
    public async Task AFolderThatIsGoneKeepsThePods()
    {
        File.WriteAllText(WebFile, Web);
        Start();
        var uid = await RunsAsync();
        Directory.Move(Folder, Folder + ".away");
        await _harness.LookAgainAsync(Shown!);

        // The daemon that starts then knows its pods from its own records, and does not take them for forgotten ones.
        _harness.Kill();
        Start();
        Assert.Equal(uid, await RunsAsync());
        await _harness.Services.Pleg.RelistAsync(default);
        await _harness.LookAgainAsync(Shown!);
        AssertNothingStopped();
    }

    [Fact]
    public async Task APodThatWasBeingRemovedDoesNotComeBackThoughTheFolderIsGone()
    {
        File.WriteAllText(WebFile, Web);
        _harness.Runtime.Script("a", new ContainerScript { EndsAfterStopSignal = null });
        Start();
        await RunsAsync();
        var pod = Shown!;
        File.Delete(WebFile);
        await _harness.UntilAsync(() => _harness.Runtime.Calls.Contains("StopContainer web/a#0 30s"));
        _harness.Kill();
        Directory.Delete(Folder);
        Start();
        await _harness.AdvanceUntilAsync(() => _harness.IsGone(pod), TimeSpan.FromMinutes(1));
        _harness.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, _harness.Runtime.CountOf(RuntimeVerb.RunSandbox));
    }

    /// <summary>The clock stands: nothing but the file can have ended the back-off.</summary>
    [Fact]
    public async Task ASecretThatComesEndsTheBackOffOfThePodThatNamesIt()
    {
        var credentials = new RegistryCredentials("me", "hunter2", null, null);
        _harness.Runtime.PrivateImage("images/a:1", credentials);
        File.WriteAllText(WebFile, $"{Web}\n  imagePullSecrets: [{{ name: regcred }}]\n");
        Start();
        await _harness.UntilAsync(() => Shown is { } pod && _harness.WaitingReason(pod, "a") == "ImagePullBackOff");
        File.WriteAllText(Path.Join(Folder, "regcred.yaml"), """
            apiVersion: v1
            kind: Secret
            metadata: { name: regcred }
            type: kubernetes.io/dockerconfigjson
            stringData: { .dockerconfigjson: '{"auths": {"docker.io": {"username": "me", "password": "hunter2"}}}' }
            """);
        await RunsAsync();
    }

    private void Start()
    {
        _harness.Start(tellDesired: false);
        var services = _harness.Services;
        var watcher = new ManifestWatcher(
            Folder, new ManifestStore(Folder, services.Checkpoints.Accepted()), _harness.Workers, services.Status, services.Events,
            new ObjectReference { Kind = "Node", Name = "node" }, _harness.Time, NullLogger.Instance);
        _ = watcher.RunAsync(_stop.Token);
    }

    private async Task<string> RunsAsync()
    {
        await _harness.UntilAsync(() => Shown?.Status.Phase == PodPhase.Running);
        return Shown!.Metadata.Uid;
    }

    private void AssertNothingStopped() =>
        Assert.DoesNotContain(_harness.Runtime.Calls, call => call.StartsWith("Stop", StringComparison.Ordinal));
}
