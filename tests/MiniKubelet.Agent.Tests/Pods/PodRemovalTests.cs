using MiniKubelet.Agent.Pods;
using MiniKubelet.Kubernetes;
using MiniKubelet.Manifests;
using MiniKubelet.Naming;
using MiniKubelet.Planning;
using MiniKubelet.Runtime;
using MiniKubelet.Testing;
using static MiniKubelet.Testing.Builders;

namespace MiniKubelet.Agent.Tests.Pods;

public sealed class PodRemovalTests : IDisposable
{
    private const string OtherUid = "99999999-2222-3333-4444-555555555555";
    private static readonly ContainerScript Stubborn = new() { EndsAfterStopSignal = null };
    private readonly PodRuntimeHarness _harness = new();

    public void Dispose() => _harness.Dispose();

    [Fact]
    public async Task ThePreStopHookRunsFirstAndEatsFromTheGrace()
    {
        var pod = PodOf(WithPreStop("a", new LifecycleHandler { Sleep = new SleepAction { Seconds = 20 } }));
        await RunAsync(pod, Stubborn);
        _harness.Desire();

        // The relist's timer, the hook's sleep and its limit.
        await _harness.UntilAsync(() => _harness.Reasons().Contains("Killing") && _harness.Time.ArmedTimers >= 3);
        _harness.Time.Advance(TimeSpan.FromSeconds(20));
        await _harness.UntilAsync(() => _harness.Runtime.Calls.Contains("StopContainer web/a#0 10s"));
        await _harness.AdvanceUntilAsync(() => _harness.IsGone(pod), TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task AHookThatCannotEvenBeTriedDoesNotKeepThePod()
    {
        var get = new HTTPGetAction { Host = "no host at all/", Port = new IntOrString(80) };
        var pod = PodOf(WithPreStop("a", new LifecycleHandler { HttpGet = get }));
        await RunAsync(pod);
        _harness.Desire();
        await _harness.UntilAsync(() => _harness.IsGone(pod));
        Assert.Contains("FailedPreStopHook", _harness.Reasons());
    }

    [Fact]
    public async Task AGraceLongerThanAnyTimerIsGranted()
    {
        var pod = PodOf(WithPreStop("a", new LifecycleHandler { Exec = new ExecAction { Command = ["bye"] } }))
            .With(spec => spec with { TerminationGracePeriodSeconds = long.MaxValue, ActiveDeadlineSeconds = int.MaxValue });
        await RunAsync(pod);
        _harness.Desire();
        await _harness.UntilAsync(() => _harness.IsGone(pod));
    }

    [Fact]
    public async Task ATerminationThatIsAskedForAgainIsShortened()
    {
        var pod = PodOf(App("a"));
        _harness.Runtime.Script("a", Stubborn);
        _harness.Start();
        var history = new PodHistory { StartTime = _harness.Time.Now };
        using var worker = new PodWorker(new PodManifest(pod, "web.yaml"), history, _harness.Services);
        var running = worker.RunAsync(CancellationToken.None);
        await _harness.UntilAsync(() => _harness.Runs(pod, "a"));
        worker.Terminate(new PodTermination(_harness.Time.Now, 300, Remove: true));
        await _harness.UntilAsync(() => _harness.Runtime.Calls.Contains("StopContainer web/a#0 300s"));
        _harness.Time.Advance(TimeSpan.FromSeconds(10));
        worker.Terminate(new PodTermination(_harness.Time.Now, 5, Remove: true));
        await _harness.UntilAsync(() => _harness.Runtime.Calls.Contains("StopContainer web/a#0 5s"));
        _harness.Time.Advance(TimeSpan.FromSeconds(5));
        await running.WaitAsync(Eventually.Patience);
        Assert.True(_harness.IsGone(pod));
    }

    [Fact]
    public async Task AnotherPodOfTheSameNameWaitsUntilTheFirstIsGone()
    {
        var pod = PodOf(App("a"));
        var other = pod with { Metadata = pod.Metadata with { Uid = OtherUid } };
        await RunAsync(pod, Stubborn);
        _harness.Desire(other);
        await _harness.UntilAsync(() => _harness.Runtime.Calls.Contains("StopContainer web/a#0 30s"));
        Assert.Empty(_harness.Observe(other).Sandboxes);
        await _harness.AdvanceUntilAsync(() => _harness.Runs(other, "a"), TimeSpan.FromMinutes(1));
        Assert.True(_harness.IsGone(pod));
        await _harness.UntilAsync(() => _harness.Shown(other)?.Metadata is { Uid: OtherUid, DeletionTimestamp: null });
    }

    [Fact]
    public async Task APodThatComesBackWhileItGoesStartsAnewOnceItIsGone()
    {
        var pod = PodOf(App("a"));
        await RunAsync(pod, Stubborn);
        var first = _harness.Newest(pod, "a").Id;
        _harness.Desire();
        await _harness.UntilAsync(() => _harness.Runtime.Calls.Contains("StopContainer web/a#0 30s"));
        _harness.Desire(pod);
        await _harness.AdvanceUntilAsync(
            () => _harness.Runs(pod, "a") && _harness.Newest(pod, "a").Id != first, TimeSpan.FromMinutes(1));
        await _harness.UntilAsync(() => _harness.Shown(pod) is { Metadata.DeletionTimestamp: null, Status.Phase: PodPhase.Running });
    }

    [Fact]
    public async Task LabelsChangeInPlace()
    {
        var pod = PodOf(App("a"));
        await RunAsync(pod);
        var id = _harness.Newest(pod, "a").Id;
        var calls = _harness.Runtime.Calls.Count;
        _harness.Desire(pod with { Metadata = pod.Metadata with { Labels = EquatableMap<string>.Empty.With("tier", "front") } });
        await _harness.UntilAsync(() => _harness.Shown(pod)?.Metadata.Labels.ContainsKey("tier") == true);
        Assert.Equal(id, _harness.Newest(pod, "a").Id);
        Assert.Equal(calls, _harness.Runtime.Calls.Count);
        await _harness.UntilAsync(() => _harness.Services.Checkpoints.Load(Uid)!.Pod.Metadata.Labels.ContainsKey("tier"));
    }

    [Fact]
    public async Task APodOfWhichOnlyTheRuntimeKnowsEndsWithTheGraceOfItsAnnotation()
    {
        var pod = PodOf(App("a"));
        await MakeForgottenAsync(pod, grace: "7");
        _harness.Run();
        await _harness.Services.Pleg.RelistAsync(default);
        await _harness.UntilAsync(() => _harness.Runtime.Calls.Contains("StopContainer web/a#0 7s"));
        await _harness.UntilAsync(() => _harness.IsGone(pod));
    }

    [Fact]
    public async Task APodWhoseManifestWentWhileTheDaemonWasDownHasItsHooksAndItsWholeGrace()
    {
        var pod = PodOf(WithPreStop("a", Bye)).With(spec => spec with { TerminationGracePeriodSeconds = 50 });
        await RunAsync(pod);
        _harness.Kill();
        _harness.Start(tellDesired: false);
        _harness.Desire();
        await _harness.UntilAsync(() => _harness.IsGone(pod));
        Assert.Equal(["Exec web/a#0 bye", "StopContainer web/a#0 50s"], Ending);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task EvenWithoutTheDaemonsFilesAPodHasItsHooksItsOrderAndItsGrace(bool daemonDiesInTheHook)
    {
        var pod = PodOf(WithPreStop("a", Bye)).WithInit(Sidecar("s")).With(spec => spec with { TerminationGracePeriodSeconds = 50 });
        await RunAsync(pod);
        _harness.Kill();
        Directory.Delete(_harness.Files.RootDirectory, recursive: true);
        var killed = daemonDiesInTheHook ? _harness.Runtime.CrashBefore(RuntimeVerb.Exec) : Task.CompletedTask;
        _harness.Start(tellDesired: false);
        _harness.Desire();
        await _harness.Services.Pleg.RelistAsync(default);
        await killed.WaitAsync(Eventually.Patience);
        if (daemonDiesInTheHook)
        {
            _harness.Kill();
            _harness.Start();
        }

        await _harness.UntilAsync(() => _harness.IsGone(pod));
        string[] hooks = ["Exec web/a#0 bye", "Exec web/a#0 bye"];
        Assert.Equal([.. hooks.Skip(daemonDiesInTheHook ? 0 : 1), "StopContainer web/a#0 50s", "StopContainer web/s#0 50s"], Ending);
    }

    [Fact]
    public async Task APodThatIsOnlyKnownToTheRuntimeDoesNotTakeTheEntryOfAnotherOfItsName()
    {
        var pod = PodOf(App("a"));
        var forgotten = pod with { Metadata = pod.Metadata with { Uid = OtherUid } };
        await MakeForgottenAsync(forgotten, grace: "7");
        await RunAsync(pod);
        await _harness.UntilAsync(() => _harness.Shown(pod)?.Status.Phase == PodPhase.Running);
        await _harness.Services.Pleg.RelistAsync(default);
        await _harness.UntilAsync(() => _harness.IsGone(forgotten));
        Assert.Equal(Uid, _harness.Shown(pod)?.Metadata.Uid);
    }

    [Fact]
    public async Task NothingIsUnwantedBeforeItWasSaidWhatIsWanted()
    {
        var pod = PodOf(App("a"));
        await RunAsync(pod);
        _harness.Kill();
        _harness.Start(tellDesired: false);
        await _harness.Services.Pleg.RelistAsync(default);
        _harness.Desire(pod);
        await _harness.UntilAsync(() => _harness.Shown(pod)?.Status.Phase == PodPhase.Running);
        Assert.DoesNotContain(_harness.Runtime.Calls, call => call.StartsWith("StopContainer", StringComparison.Ordinal));
    }

    [Fact]
    public async Task WhatARemovalLeftOfAPodsDirectoryIsRemoved()
    {
        var pod = PodOf(App("a"));
        Directory.CreateDirectory(Path.Join(_harness.Files.PodDirectory(Uid), "volumes"));
        _harness.Run();
        await _harness.UntilAsync(() => _harness.IsGone(pod));
        Assert.Empty(_harness.Services.Status.Pods.List().Items);
    }

    [Fact]
    public async Task WhatARemovedPodLeavesInMemoryIsForgotten()
    {
        var pod = PodOf(App("a"));
        await RunAsync(pod);
        _harness.Desire();
        await _harness.UntilAsync(() => _harness.IsGone(pod));
        _harness.Desire(pod);
        await _harness.UntilAsync(() => _harness.Runs(pod, "a"));
        Assert.Equal(0, _harness.Newest(pod, "a").Attempt);
    }

    private static LifecycleHandler Bye => new() { Exec = new ExecAction { Command = ["bye"] } };

    private IEnumerable<string> Ending => _harness.Runtime.Calls.Where(call =>
        call.StartsWith("Exec", StringComparison.Ordinal) || call.StartsWith("StopContainer", StringComparison.Ordinal));

    private static Container WithPreStop(string name, LifecycleHandler hook) =>
        App(name) with { Lifecycle = new Lifecycle { PreStop = hook } };

    private async Task RunAsync(Pod pod, ContainerScript? script = null)
    {
        _harness.Runtime.Script("a", script ?? ContainerScript.Runs);
        _harness.Run(pod);
        await _harness.UntilAsync(() => _harness.ShownContainer(pod, "a")?.State.Running is not null);
    }

    private async Task MakeForgottenAsync(Pod pod, string grace)
    {
        var sandbox = new SandboxConfig
        {
            Name = pod.Metadata.Name,
            Namespace = "default",
            Uid = pod.Metadata.Uid,
            Attempt = 0,
            Hostname = "web",
            LogDirectory = _harness.Files.PodLogs(pod.Metadata),
        };
        var container = new ContainerConfig
        {
            Name = "a",
            Attempt = 0,
            Image = "images/a:1",
            UserSpecifiedImage = "images/a:1",
            LogPath = "a/0.log",
            Annotations = EquatableMap<string>.Empty.With(RuntimeAnnotations.PodTerminationGracePeriod, grace),
        };
        var id = await _harness.Runtime.RunSandboxAsync(sandbox, default);
        await _harness.Runtime.StartContainerAsync(await _harness.Runtime.CreateContainerAsync(id, container, sandbox, default), default);
    }
}
