using MiniKubelet.Kubernetes;
using MiniKubelet.Observation;
using MiniKubelet.Runtime;
using MiniKubelet.Testing;
using static MiniKubelet.Testing.Builders;

namespace MiniKubelet.Agent.Tests.Pods;

/// <summary>Edits of a pod whose manifest fixes its UID, and what is left of pods that have finished.</summary>
public sealed class PodEditTests : IDisposable
{
    private readonly PodRuntimeHarness _harness = new();

    public void Dispose() => _harness.Dispose();

    [Fact]
    public async Task OnlyAContainerWhoseImageChangedStartsAnewInPlace()
    {
        var pod = PodOf(App("a"), App("b"));
        await RunAsync(pod, "a", "b");
        _harness.Desire(PodOf(App("a") with { Image = "images/a:2" }, App("b")));
        await _harness.UntilAsync(() => _harness.Runs(pod, "a", 1) && _harness.Shown(pod)!.Metadata.Generation == 2);
        Assert.True(_harness.Runs(pod, "b"));
        Assert.Equal("images/a:2", _harness.Runtime.ConfigOf(_harness.Newest(pod, "a").Id).UserSpecifiedImage);
        Assert.Contains("Container a definition changed, will be restarted", _harness.Services.Status.Events.List().Items.Select(e => e.Message));
        Assert.Single(_harness.Observe(pod).Sandboxes);
    }

    [Fact]
    public async Task AnImageThatWasFetchedBeforeAnEditIsNotRunAfterIt()
    {
        var initialized = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        _harness.Runtime.Script("i", new ContainerScript { EndsWhen = initialized.Task });
        var pod = PodOf(App("a")).WithInit(App("i"));
        _harness.Run(pod);
        await _harness.UntilAsync(() => _harness.Runs(pod, "i"));
        _harness.Desire(PodOf(App("a") with { Image = "images/a:2" }).WithInit(App("i")));
        await _harness.UntilAsync(() => _harness.Shown(pod)?.Metadata.Generation == 2);
        initialized.SetResult(0);
        await _harness.UntilAsync(() => _harness.Runs(pod, "a"));
        var image = await _harness.Runtime.GetImageAsync("images/a:2", default);
        Assert.Equal(image!.Id, _harness.Runtime.ConfigOf(_harness.Newest(pod, "a").Id).Image);
    }

    [Fact]
    public async Task AnEditThatCuresAFailureIsTriedAtOnce()
    {
        var pod = PodOf(App("a"));
        _harness.Runtime.Fail(RuntimeVerb.CreateContainer, RuntimeErrorKind.Internal);
        _harness.Run(pod);
        await _harness.UntilAsync(() => _harness.WaitingReason(pod, "a") == "CreateContainerError");
        _harness.Desire(PodOf(App("a") with { Args = ["cured"] }));
        await _harness.UntilAsync(() => _harness.Runs(pod, "a"));
    }

    [Fact]
    public async Task AnEditDoesNotWaitForAPullThatHangs()
    {
        var pod = PodOf(App("a"));
        _harness.Runtime.MissingImage("images/a:1");
        using var hang = _harness.Runtime.Hang(RuntimeVerb.PullImage);
        _harness.Run(pod);
        await _harness.UntilAsync(() => _harness.Observe(pod).Sandboxes.Count == 1 && _harness.Runtime.CountOf(RuntimeVerb.PullImage) == 1);
        _harness.Desire(PodOf(App("a") with { Image = "images/a:2" }));
        await _harness.AdvanceUntilAsync(() => _harness.Runs(pod, "a"), TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task AnotherFieldWaitsForTheNextStart()
    {
        var pod = PodOf(App("a"));
        await RunAsync(pod, "a");
        _harness.Desire(PodOf(App("a") with { Args = ["now"] }));
        await _harness.UntilAsync(() => _harness.Shown(pod) is { Metadata.Generation: 2, Status.ObservedGeneration: 2 });
        Assert.True(_harness.Runs(pod, "a"));
        _harness.Runtime.KillProcess(_harness.Newest(pod, "a").Id);
        await _harness.UntilAsync(() => _harness.Runs(pod, "a", 1));
        Assert.Equal(["now"], _harness.Runtime.ConfigOf(_harness.Newest(pod, "a").Id).Args);
    }

    [Fact]
    public async Task ContainersComeAndGo()
    {
        var pod = PodOf(App("a"), App("b"));
        await RunAsync(pod, "a", "b");
        _harness.Desire(PodOf(App("a"), App("c")));
        await _harness.UntilAsync(() => _harness.Runs(pod, "c") && _harness.Observe(pod).Newest("b") is null);
        Assert.True(_harness.Runs(pod, "a"));
        Assert.Equal(["a", "c"], _harness.Shown(pod)!.Status.ContainerStatuses.Select(c => c.Name));
    }

    [Fact]
    public async Task AnEditWhileTheDaemonWasDownIsOneToo()
    {
        var pod = PodOf(App("a"));
        await RunAsync(pod, "a");
        _harness.Kill();
        _harness.Start(tellDesired: false);
        _harness.Desire(PodOf(App("a") with { Image = "images/a:2" }));
        await _harness.UntilAsync(() => _harness.Runs(pod, "a", 1) && _harness.Shown(pod)!.Metadata.Generation == 2);
        _harness.Kill();
        _harness.Start();
        await _harness.UntilAsync(() => _harness.Shown(pod)?.Metadata.Generation == 2);
        await _harness.LookAgainAsync(pod);
        Assert.Equal(2, _harness.Shown(pod)!.Metadata.Generation);
    }

    [Fact]
    public async Task AChangedVolumeIsMountedAnew()
    {
        Directory.CreateDirectory(_harness.PathOf("one"));
        Directory.CreateDirectory(_harness.PathOf("two"));
        var pod = WithVolume("one", "images/a:1");
        await RunAsync(pod, "a");
        _harness.Desire(WithVolume("two", "images/a:2"));
        await _harness.UntilAsync(() => _harness.Runs(pod, "a", 1));
        Assert.Contains(_harness.Runtime.ConfigOf(_harness.Newest(pod, "a").Id).Mounts, m => m.HostPath == _harness.PathOf("two"));
    }

    [Fact]
    public async Task AFinishedPodStaysFinishedThoughItsRecordsAreRemovedUntilItsManifestChanges()
    {
        var pod = PodOf(RestartPolicy.OnFailure, App("a"), App("b")).WithInit(App("i"));
        _harness.Runtime.Script("i", new ContainerScript { EndsWhen = Task.FromResult(0) });
        _harness.Runtime.Script("a", new ContainerScript { EndsWhen = Task.FromResult(0) });
        _harness.Runtime.Script("b", new ContainerScript { EndsWhen = Task.FromResult(0) });
        _harness.Run(pod);
        await _harness.UntilAsync(() => _harness.Shown(pod)?.Status.Phase == PodPhase.Succeeded && !_harness.Observe(pod).Sandboxes[0].Ready);
        await _harness.LookAgainAsync(pod);
        foreach (var container in _harness.Observe(pod).Containers)
        {
            await _harness.Runtime.RemoveContainerAsync(container.Id, default);
        }

        await _harness.Runtime.RemoveSandboxAsync(_harness.Observe(pod).Sandboxes[0].Id, default);
        await _harness.LookAgainAsync(pod);
        _harness.Kill();
        _harness.Start();
        await _harness.UntilAsync(() => _harness.Shown(pod)?.Status.Phase == PodPhase.Succeeded);
        await _harness.LookAgainAsync(pod);
        Assert.Equal(3, _harness.Runtime.CountOf(RuntimeVerb.StartContainer));
        Assert.Equal("Completed", _harness.ShownContainer(pod, "b")?.State.Terminated?.Reason);

        _harness.Desire(PodOf(App("c")));
        await _harness.UntilAsync(() => _harness.Runs(pod, "c") && _harness.Shown(pod)!.Status.Phase == PodPhase.Running);
    }

    [Fact]
    public async Task ARuleThatRestartsAllContainersOutlivesTheDaemon()
    {
        var rule = Rule(ContainerRestartRuleAction.RestartAllContainers, ContainerRestartRuleOnExitCodesOperator.In, 42);
        var pod = PodOf(RestartPolicy.Never, App("a"), App("b") with { RestartPolicyRules = [rule] }).WithInit(App("i"));
        _harness.Runtime.Script("i", new ContainerScript { EndsWhen = Task.FromResult(0) });
        await RunAsync(pod, "a", "b");
        var crashed = _harness.Runtime.CrashAfter(RuntimeVerb.RemoveContainer, "web/b#0");
        _harness.Runtime.KillProcess(_harness.Newest(pod, "b").Id, 42);
        await crashed.WaitAsync(Eventually.Patience);
        _harness.Kill();
        _harness.Start();
        await _harness.UntilAsync(() => _harness.Runs(pod, "a", 1) && _harness.Runs(pod, "b", 1));
        Assert.Equal(1, _harness.Newest(pod, "i").Attempt);
        Assert.Single(_harness.Observe(pod).Sandboxes);
        await _harness.UntilAsync(() => _harness.ShownContainer(pod, "a")?.LastState.Terminated?.Reason == "RestartingAllContainers");
    }

    [Fact]
    public async Task AContainerThatAProbeGaveUpOnComesBackUnderOnFailureThoughItEndedWell()
    {
        var pod = PodOf(RestartPolicy.OnFailure, App("a") with { LivenessProbe = Probing.ProberFixture.Exec("check", period: 1, failures: 1) });
        _harness.Runtime.Script("a", attempt => new ContainerScript
        {
            StopExitCode = 0,
            Exec = (_, _) => Task.FromResult(new ExecResult(attempt == 0 ? 1 : 0, "")),
        });
        _harness.Run(pod);
        await _harness.UntilAsync(() => _harness.Runs(pod, "a"));
        await _harness.AdvanceUntilAsync(() => _harness.Runs(pod, "a", 1), TimeSpan.FromMinutes(1));
    }

    private Pod WithVolume(string folder, string image) => PodOf(App("a") with
    {
        Image = image,
        VolumeMounts = [new VolumeMount { Name = "v", MountPath = "/v" }],
    }).With(spec => spec with
    {
        Volumes = [new Volume { Name = "v", HostPath = new HostPathVolumeSource { Path = _harness.PathOf(folder) } }],
    });

    private async Task RunAsync(Pod pod, params string[] containers)
    {
        _harness.Run(pod);
        await _harness.UntilAsync(() => containers.All(c => _harness.ShownContainer(pod, c)?.State.Running is not null));
        await _harness.LookAgainAsync(pod);
        Assert.All(containers, c => Assert.Equal(RunState.Running, _harness.Newest(pod, c).State));
    }
}
