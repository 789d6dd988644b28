using MiniKubelet.Kubernetes;
using MiniKubelet.Probing;
using MiniKubelet.Runtime;
using MiniKubelet.Testing;

namespace MiniKubelet.Agent.Tests.Probing;

public sealed class ProberTests
{
    [Fact]
    public async Task ReadinessFollowsItsProbeAndWakesThePod()
    {
        using var probing = new ProberFixture(ProberFixture.MakePod(
            new Container { Name = "app", ReadinessProbe = ProberFixture.Exec("ready", period: 5, failures: 2) }));
        probing.Answer("ready", 1, "not yet");
        var id = await probing.StartAsync("app");

        probing.Sync();
        Assert.Equal("started", probing.Verdict(id));
        probing.Seconds(0);
        Assert.Equal(["app Warning Unhealthy Readiness probe failed: not yet"], probing.Events);
        Assert.Empty(probing.Changes);

        probing.Answer("ready", 0);
        probing.Seconds(5);
        Assert.Equal("started ready", probing.Verdict(id));
        Assert.Equal([ProberFixture.Uid], probing.Changes);

        probing.Answer("ready", 1);
        probing.Seconds(5);
        Assert.Equal("started ready", probing.Verdict(id));
        probing.Seconds(5);
        Assert.Equal("started", probing.Verdict(id));
        Assert.Equal(2, probing.Changes.Count);
    }

    [Fact]
    public async Task LivenessHoldsAfterItsFailureUntilANewInstance()
    {
        using var probing = new ProberFixture(ProberFixture.MakePod(
            new Container { Name = "app", LivenessProbe = ProberFixture.Exec("live", period: 1) }));
        var first = await probing.StartAsync("app");
        probing.Sync();
        probing.Seconds(10);
        Assert.Equal("started ready", probing.Verdict(first));

        probing.Answer("live", 1);
        probing.Seconds(3);
        Assert.Equal("started ready liveness-failed", probing.Verdict(first));
        Assert.Equal(0, probing.Time.ArmedTimers);

        probing.Answer("live", 0);
        probing.Runtime.KillProcess(first);
        var second = await probing.StartAsync("app", 1);
        probing.Sync();
        Assert.Equal("none", probing.Verdict(first));
        Assert.Equal("started ready", probing.Verdict(second));
        Assert.Equal(1, probing.Time.ArmedTimers);
    }

    [Fact]
    public async Task UntilStartedOnlyTheStartupProbeRuns()
    {
        using var probing = new ProberFixture(ProberFixture.MakePod(new Container
        {
            Name = "app",
            StartupProbe = ProberFixture.Exec("start", period: 2, failures: 30),
            LivenessProbe = ProberFixture.Exec("live", period: 3),
            ReadinessProbe = ProberFixture.Exec("ready", period: 4),
        }));
        probing.Answer("start", 1);
        var id = await probing.StartAsync("app");
        probing.Sync();
        probing.Seconds(20);
        Assert.Equal("", probing.Verdict(id));
        Assert.All(probing.Runs, run => Assert.Equal("app Startup Failure", run));

        probing.Answer("start", 0);
        probing.Seconds(2);
        Assert.Equal("started ready", probing.Verdict(id));

        var startups = probing.RunsOf(ProbeType.Startup);
        probing.Seconds(60);
        Assert.Equal(startups, probing.RunsOf(ProbeType.Startup));
        Assert.Equal(21, probing.RunsOf(ProbeType.Liveness));
        Assert.Equal(16, probing.RunsOf(ProbeType.Readiness));
    }

    [Fact]
    public async Task AFailedStartupProbeAsksForTheKill()
    {
        using var probing = new ProberFixture(ProberFixture.MakePod(
            new Container { Name = "app", StartupProbe = ProberFixture.Exec("start", period: 1, failures: 2) }));
        probing.Answer("start", 1, "no");
        var id = await probing.StartAsync("app");
        probing.Sync();
        probing.Seconds(5);

        Assert.Equal("startup-failed", probing.Verdict(id));
        Assert.Equal(2, probing.RunsOf(ProbeType.Startup));
        Assert.Equal("app Warning Unhealthy Startup probe failed: no", probing.Events.Last());
    }

    [Fact]
    public async Task TheInitialDelayCountsFromTheContainersStart()
    {
        using var probing = new ProberFixture(ProberFixture.MakePod(
            new Container { Name = "app", ReadinessProbe = ProberFixture.Exec("ready", delay: 30) }));
        var id = await probing.StartAsync("app");
        probing.Seconds(20);
        probing.Sync();
        probing.Seconds(9.9);
        Assert.Empty(probing.Runs);
        probing.Seconds(0.1);
        Assert.Equal("started ready", probing.Verdict(id));
    }

    [Fact]
    public async Task WhileThePodGoesOnlyReadinessIsAsked()
    {
        using var probing = new ProberFixture(ProberFixture.MakePod(new Container
        {
            Name = "app",
            LivenessProbe = ProberFixture.Exec("live", period: 1),
            ReadinessProbe = ProberFixture.Exec("ready", period: 1),
        }));
        var id = await probing.StartAsync("app");
        probing.Sync();
        probing.Seconds(5);
        probing.Sync(terminating: true);
        var lives = probing.RunsOf(ProbeType.Liveness);

        probing.Answer("live", 1);
        probing.Answer("ready", 1);
        probing.Seconds(5);
        Assert.Equal("started", probing.Verdict(id));
        Assert.Equal(lives, probing.RunsOf(ProbeType.Liveness));

        probing.Runtime.KillProcess(id);
        probing.Sync(terminating: true);
        Assert.Equal("none", probing.Verdict(id));
        Assert.Equal(0, probing.Time.ArmedTimers);
    }

    [Fact]
    public async Task AnErrorIsTriedThreeTimesAndThenDiscarded()
    {
        using var probing = new ProberFixture(ProberFixture.MakePod(
            new Container { Name = "app", LivenessProbe = ProberFixture.Exec("live", period: 10, failures: 1) }));
        var id = await probing.StartAsync("app");
        probing.Sync();
        probing.Runtime.Fail(RuntimeVerb.Exec, RuntimeErrorKind.Internal, times: 3);
        probing.Seconds(0);

        Assert.Equal(3, probing.Runtime.CountOf(RuntimeVerb.Exec));
        Assert.Equal(["app Liveness Error"], probing.Runs);
        Assert.Equal(["app Warning Unhealthy Liveness probe errored and resulted in unknown state: Exec fails as the test says"], probing.Events);
        Assert.Equal("started ready", probing.Verdict(id));

        probing.Runtime.Fail(RuntimeVerb.Exec, RuntimeErrorKind.Internal, times: 2);
        probing.Seconds(10);
        Assert.Equal("app Liveness Success", probing.Runs.Last());
    }

    [Fact]
    public async Task ACommandThatRunsTooLongFails()
    {
        using var probing = new ProberFixture(ProberFixture.MakePod(
            new Container { Name = "app", LivenessProbe = ProberFixture.Exec("live", timeout: 3) }));
        probing.Answers["live"] = async stop =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, probing.Time, stop);
            return new ExecResult(0, "");
        };
        await probing.StartAsync("app");
        probing.Sync();
        probing.Seconds(2.9);
        Assert.Empty(probing.Runs);
        probing.Seconds(0.1);
        await Eventually.TrueAsync(() => !probing.Events.IsEmpty);
        Assert.Equal(["app Warning Unhealthy Liveness probe failed: command timed out: \"live\" timed out after 3s"], probing.Events);
    }

    [Fact]
    public async Task AContainerThatWasReadyBeforeTheDaemonRestartedStaysReady()
    {
        var pod = ProberFixture.MakePod(new Container
        {
            Name = "app",
            StartupProbe = ProberFixture.Exec("start"),
            ReadinessProbe = ProberFixture.Exec("ready"),
        });
        using var probing = new ProberFixture(pod, random: 0.5);
        var id = await probing.StartAsync("app");
        probing.Sync();
        probing.Seconds(0);
        var kept = probing.Prober.VerdictsFor(ProberFixture.Uid);
        probing.Seconds(3600);
        probing.Runs.Clear();

        var events = new List<string>();
        using var restarted = new Agent.Probing.Prober(
            probing.Runtime, probing.Time, new Agent.Probing.ProberOptions(), (_, _, _, _, message) => events.Add(message), () => 0.5);
        var changes = 0;
        restarted.Changed += _ => changes++;
        restarted.Sync(pod, probing.Runtime.Observe(ProberFixture.Uid), false, kept);
        Assert.Equal(kept, restarted.VerdictsFor(ProberFixture.Uid));

        probing.Prober.Dispose();
        var before = probing.Runtime.CountOf(RuntimeVerb.Exec);
        probing.Seconds(4.9);
        Assert.Equal(before, probing.Runtime.CountOf(RuntimeVerb.Exec));
        probing.Seconds(0.1);
        Assert.Equal(before + 1, probing.Runtime.CountOf(RuntimeVerb.Exec));
        Assert.Equal(kept, restarted.VerdictsFor(ProberFixture.Uid));
        Assert.Equal(0, changes);
        Assert.True(kept.ByContainerId[id].Ready);
    }

    [Fact]
    public async Task SidecarsAreProbedAndInitContainersAreNot()
    {
        var pod = ProberFixture.MakePod(new Container { Name = "app" });
        pod = pod with
        {
            Spec = pod.Spec with
            {
                InitContainers =
                [
                    new Container { Name = "init", LivenessProbe = ProberFixture.Exec("live") },
                    new Container
                    {
                        Name = "sidecar", RestartPolicy = RestartPolicy.Always, ReadinessProbe = ProberFixture.Exec("ready"),
                    },
                ],
            },
        };
        using var probing = new ProberFixture(pod);
        var init = await probing.StartAsync("init");
        var sidecar = await probing.StartAsync("sidecar");
        var app = await probing.StartAsync("app");
        probing.Sync();
        probing.Seconds(0);

        Assert.Equal("none", probing.Verdict(init));
        Assert.Equal("started ready", probing.Verdict(sidecar));
        Assert.Equal("started ready", probing.Verdict(app));
        Assert.Equal(["sidecar Readiness Success"], probing.Runs);
    }

    [Fact]
    public async Task AForgottenPodIsProbedNoMore()
    {
        using var probing = new ProberFixture(ProberFixture.MakePod(
            new Container { Name = "app", LivenessProbe = ProberFixture.Exec("live", period: 1) }));
        var hung = new TaskCompletionSource<ExecResult>();
        probing.Answers["live"] = _ => hung.Task;
        var id = await probing.StartAsync("app");
        probing.Sync();
        probing.Seconds(0);

        probing.Prober.Forget(ProberFixture.Uid);
        hung.SetResult(new ExecResult(1, "too late"));
        probing.Seconds(60);

        Assert.Equal("none", probing.Verdict(id));
        Assert.Empty(probing.Events);
        Assert.Empty(probing.Runs);
        await Eventually.TrueAsync(() => probing.Time.ArmedTimers == 0);
    }

    [Fact]
    public async Task AHungProbeDelaysOnlyItself()
    {
        using var probing = new ProberFixture(ProberFixture.MakePod(
            new Container { Name = "a", LivenessProbe = ProberFixture.Exec("hangs", period: 1, timeout: 30) },
            new Container { Name = "b", LivenessProbe = ProberFixture.Exec("works", period: 1) }));
        probing.Answers["hangs"] = stop => Task.Delay(Timeout.Infinite, stop).ContinueWith(_ => new ExecResult(0, ""), TaskScheduler.Default);
        await probing.StartAsync("a");
        await probing.StartAsync("b");
        probing.Sync();
        probing.Seconds(29.5);

        Assert.Equal(30, probing.Runs.Count);
        Assert.All(probing.Runs, run => Assert.Equal("b Liveness Success", run));
        Assert.Equal(31, probing.Runtime.CountOf(RuntimeVerb.Exec));
    }
}
