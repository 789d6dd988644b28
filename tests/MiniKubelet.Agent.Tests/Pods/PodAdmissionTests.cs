using MiniKubelet.Kubernetes;
using MiniKubelet.Runtime.Configuration;
using MiniKubelet.Testing;
using static MiniKubelet.Testing.Builders;

namespace MiniKubelet.Agent.Tests.Pods;

public sealed class PodAdmissionTests : IDisposable
{
    private readonly PodRuntimeHarness _harness = new();

    public void Dispose() => _harness.Dispose();

    [Fact]
    public async Task ARejectedPodIsShownAsTheKubeletDoesLeavesNothingAndRunsOnceThePortIsFree()
    {
        var (first, second) = (WithPort(Named("first")), WithPort(Named("second")));
        _harness.Runtime.Script("a", new ContainerScript { EndsAfterStopSignal = null });
        _harness.Run(first, second);
        await _harness.UntilAsync(() => IsRejected(second, "NodePorts") && _harness.Runs(first, "a"));
        var shown = _harness.Shown(second)!;
        Assert.Equal(
            "Pod was rejected: Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports", shown.Status.Message);
        Assert.Equal((_harness.Time.Now, 0, 0), (shown.Status.StartTime, shown.Status.Conditions.Count, shown.Status.ContainerStatuses.Count));
        Assert.Equal(1, EventsOf(second, "NodePorts"));
        Assert.False(Directory.Exists(_harness.Files.PodDirectory(second.Metadata.Uid)));

        // While the first is being stopped, the port is still its own.
        _harness.Desire(second);
        await _harness.UntilAsync(() => _harness.Runtime.Calls.Contains("StopContainer first/a#0 30s"));
        Assert.True(IsRejected(second, "NodePorts"));
        await _harness.AdvanceUntilAsync(() => _harness.Runs(second, "a"), TimeSpan.FromMinutes(1));
        Assert.True(_harness.IsGone(first));
        await _harness.UntilAsync(() => _harness.Shown(second)?.Status is { Phase: PodPhase.Running, Reason: null, Message: null });
        Assert.Equal(1, EventsOf(second, "NodePorts"));
    }

    [Fact]
    public async Task APodThatHasEndedMakesRoomThoughItIsStillThere()
    {
        _harness.Node = WithRoomFor(1);
        var job = Named("job").With(spec => spec with { RestartPolicy = RestartPolicy.Never });
        _harness.Run(job, Named("web"));
        await _harness.UntilAsync(() => _harness.Runs(job, "a") && IsRejected(Named("web"), "OutOfpods"));
        _harness.Runtime.KillProcess(_harness.Newest(job, "a").Id, 0);
        await _harness.UntilAsync(() => _harness.Runs(Named("web"), "a"));
        Assert.Equal(PodPhase.Succeeded, _harness.Shown(job)!.Status.Phase);

        // It holds nothing after a restart of the daemon either.
        _harness.Kill();
        _harness.Start();
        await _harness.UntilAsync(() => _harness.Shown(job)?.Status.Phase == PodPhase.Succeeded && _harness.Shown(Named("web"))?.Status.Phase == PodPhase.Running);
        Assert.DoesNotContain("OutOfpods", _harness.Reasons());
    }

    [Fact]
    public async Task ARestartRejectsNobodyWhoWasAdmittedAndAdmitsNobodyWhoWasNot()
    {
        _harness.Node = WithRoomFor(2);
        var pods = (Pod[])[Named("c"), Named("b"), Named("a")];
        _harness.Run(pods[0], pods[1]);
        await _harness.UntilAsync(() => _harness.Runs(pods[0], "a") && _harness.Runs(pods[1], "a"));
        _harness.Desire(pods);
        await _harness.UntilAsync(() => IsRejected(pods[2], "OutOfpods"));
        _harness.Kill();
        _harness.Node = WithRoomFor(1);
        _harness.Start();
        await _harness.UntilAsync(() =>
            IsRejected(pods[2], "OutOfpods") && _harness.Shown(pods[0])?.Status.Phase == PodPhase.Running
            && _harness.Shown(pods[1])?.Status.Phase == PodPhase.Running);
        Assert.Equal(2, _harness.Runtime.CountOf(RuntimeVerb.RunSandbox));
        Assert.Equal(0, _harness.Runtime.CountOf(RuntimeVerb.StopContainer));
    }

    [Fact]
    public async Task APodThatRunsIsNotRejectedThoughItsDirectoryIsLost()
    {
        _harness.Node = WithRoomFor(2);
        var (web, other) = (Named("web"), Named("other"));
        _harness.Run(web, other);
        await _harness.UntilAsync(() => _harness.Runs(web, "a") && _harness.Runs(other, "a"));
        await _harness.KillAndWaitAsync();
        Directory.Delete(_harness.Files.PodDirectory(web.Metadata.Uid), recursive: true);
        _harness.Node = WithRoomFor(1);
        _harness.Start();
        await _harness.UntilAsync(() => _harness.Shown(web)?.Status.Reason == "OutOfpods");
        await _harness.Services.Pleg.RelistAsync(default);
        await _harness.UntilAsync(() => _harness.Shown(web)?.Status.Phase == PodPhase.Running);
        Assert.Equal(0, _harness.Runtime.CountOf(RuntimeVerb.StopContainer));
    }

    [Fact]
    public async Task AnEditKeepsItsPlaceAgainstPodsThatWaited()
    {
        _harness.Node = WithRoomFor(1);
        var (web, waiting) = (Named("web"), Named("always-waiting").With(spec => spec with { Priority = 10 }));
        _harness.Run(web);
        await _harness.UntilAsync(() => _harness.Runs(web, "a"));
        _harness.Desire(web, waiting);
        await _harness.UntilAsync(() => IsRejected(waiting, "OutOfpods"));
        var edited = web with { Metadata = web.Metadata with { Uid = "web-2" } };
        _harness.Desire(edited, waiting);
        await _harness.UntilAsync(() => _harness.Runs(edited, "a") && _harness.Shown(edited)?.Metadata.Uid == "web-2");
        Assert.True(IsRejected(waiting, "OutOfpods"));
    }

    [Fact]
    public async Task ARejectedPodIsTriedAgainWhenItsManifestChangesAndForgottenWhenItIsGone()
    {
        var pod = Named("web").With(spec => spec with { NodeName = "elsewhere" });
        _harness.Run(pod);
        await _harness.UntilAsync(() => IsRejected(pod, "NodeName"));
        _harness.Desire(pod with { Metadata = pod.Metadata with { Labels = [new("tier", "front")] } });
        await _harness.UntilAsync(() => _harness.Shown(pod)!.Metadata.Labels.ContainsKey("tier"));
        Assert.Equal(1, EventsOf(pod, "NodeName"));
        var mended = Named("web") with { Metadata = pod.Metadata with { Uid = "web-2" } };
        _harness.Desire(mended);
        await _harness.UntilAsync(() => _harness.Runs(mended, "a") && _harness.Shown(mended) is { Metadata.Uid: "web-2", Status.Phase: PodPhase.Running });
        _harness.Desire(mended, Named("other").With(spec => spec with { NodeSelector = [new("disk", "ssd")] }));
        await _harness.UntilAsync(() => IsRejected(Named("other"), "NodeAffinity"));
        _harness.Desire(mended);
        await _harness.UntilAsync(() => _harness.Shown(Named("other")) is null);
    }

    private static NodeSettings WithRoomFor(int pods) =>
        PodRuntimeHarness.DefaultNode with { Allocatable = [new("pods", new Quantity(pods))] };

    private static Pod Named(string name) =>
        PodOf(App("a")) with { Metadata = new ObjectMeta { Name = name, Namespace = "default", Uid = name } };

    private static Pod WithPort(Pod pod) =>
        pod.With(spec => spec with { Containers = [App("a") with { Ports = [new ContainerPort { Port = 80, HostPort = 8080 }] }] });

    private bool IsRejected(Pod pod, string reason) =>
        _harness.Shown(pod)?.Status is { Phase: PodPhase.Failed } status && status.Reason == reason && _harness.Observe(pod).Sandboxes.Count == 0;

    private int EventsOf(Pod pod, string reason) => _harness.Services.Status.Events.List().Items
        .Where(e => e.Reason == reason && e.Type == "Warning" && e.InvolvedObject.Uid == pod.Metadata.Uid).Sum(e => e.Count);
}
