using MiniKubelet.Kubernetes;
using MiniKubelet.Observation;
using MiniKubelet.Runtime;
using MiniKubelet.Testing;
using static MiniKubelet.Testing.Builders;

namespace MiniKubelet.Agent.Tests.Pods;

/// <summary>
/// The daemon dies, or the runtime fails, at every call of a pod's life: a clean run is recorded, then repeated with the accident at
/// each of its calls. Whatever happens, each container runs exactly once, and after its removal nothing of the pod is left.
/// </summary>
public sealed class PodCrashTests
{
    private static readonly RuntimeErrorKind[] Failures =
        [RuntimeErrorKind.Unavailable, RuntimeErrorKind.Internal, RuntimeErrorKind.NotFound, RuntimeErrorKind.Timeout];

    private static readonly Pod ThePod = PodOf(
        App("a") with { Lifecycle = new Lifecycle { PreStop = new LifecycleHandler { Exec = new ExecAction { Command = ["bye"] } } } },
        App("b")).WithInit(App("setup"), Sidecar("side"));

    [Fact]
    public async Task TheDaemonMayDieAtAnyCallOfAStart()
    {
        var (start, _) = await RecordAsync();
        foreach (var call in start)
        {
            foreach (var done in (bool[])[false, true])
            {
                using var harness = MakeHarness();
                var killed = Crash(harness, call, done);
                harness.Run(ThePod);
                await killed.WaitAsync(Eventually.Patience);
                harness.Kill();
                var running = Running(harness);
                harness.Start();
                await harness.UntilAsync(() => IsUp(harness), $"up after a crash {(done ? "after" : "before")} {call}");
                await harness.LookAgainAsync(ThePod);
                AssertRunsOnce(harness, running, call);
            }
        }
    }

    [Fact]
    public async Task TheDaemonMayDieAtAnyCallOfARemoval()
    {
        var (_, removal) = await RecordAsync();
        foreach (var call in removal)
        {
            foreach (var done in (bool[])[false, true])
            {
                using var harness = MakeHarness();
                harness.Run(ThePod);
                await harness.UntilAsync(() => IsUp(harness));
                var killed = Crash(harness, call, done);
                harness.Desire();
                await killed.WaitAsync(Eventually.Patience);
                harness.Kill();
                harness.Start();
                await harness.UntilAsync(() => harness.IsGone(ThePod), $"gone after a crash {(done ? "after" : "before")} {call}");
            }
        }
    }

    [Fact]
    public async Task TheRuntimeMayFailAtAnyCallOfAStart()
    {
        var (start, _) = await RecordAsync();
        foreach (var (verb, about) in start.Concat(Readings).Select(Split))
        {
            foreach (var kind in Failures)
            {
                using var harness = MakeHarness();
                harness.Runtime.Fail(verb, kind, times: 2, about);
                harness.Run(ThePod);
                await harness.AdvanceUntilAsync(() => IsUp(harness), TimeSpan.FromMinutes(30), $"up after {kind} of {verb} {about}");
                AssertRunsOnce(harness, [], $"{kind} {verb} {about}");
                AssertPaced(harness);
            }
        }
    }

    [Fact]
    public async Task TheRuntimeMayFailAtAnyCallOfARemoval()
    {
        var (_, removal) = await RecordAsync();
        foreach (var (verb, about) in removal.Append("ObservePod").Select(Split))
        {
            foreach (var kind in Failures)
            {
                using var harness = MakeHarness();
                harness.Run(ThePod);
                await harness.UntilAsync(() => IsUp(harness));
                harness.Runtime.Fail(verb, kind, times: 2, about);
                harness.Desire();
                await harness.AdvanceUntilAsync(
                    () => harness.IsGone(ThePod), TimeSpan.FromMinutes(30), $"gone after {kind} of {verb} {about}");
                AssertPaced(harness);
            }
        }
    }

    private static string[] Readings => ["ObservePod", "GetImage images/b:1", "GetImage images/a:1"];

    private static PodRuntimeHarness MakeHarness()
    {
        var harness = new PodRuntimeHarness();
        harness.Runtime.Script("setup", new ContainerScript { EndsWhen = Task.FromResult(0) });
        harness.Runtime.MissingImage("images/b:1");
        return harness;
    }

    /// <summary>The calls of a start and of a removal in which nothing goes wrong, such as <c>StopContainer web/a#0</c>.</summary>
    private static async Task<(IReadOnlyList<string> Start, IReadOnlyList<string> Removal)> RecordAsync()
    {
        using var harness = MakeHarness();
        harness.Run(ThePod);
        await harness.UntilAsync(() => IsUp(harness));
        var start = harness.Runtime.Calls;
        harness.Runtime.ClearCalls();
        harness.Desire();
        await harness.UntilAsync(() => harness.IsGone(ThePod));
        Assert.Contains("RunSandbox web#0", start);
        Assert.Contains("PullImage images/b:1", start);
        return (start, harness.Runtime.Calls);
    }

    private static Task Crash(PodRuntimeHarness harness, string call, bool done)
    {
        var (verb, about) = Split(call);
        return done ? harness.Runtime.CrashAfter(verb, about) : harness.Runtime.CrashBefore(verb, about);
    }

    private static (RuntimeVerb Verb, string About) Split(string call)
    {
        var words = call.Split(' ');
        return (Enum.Parse<RuntimeVerb>(words[0]), words.Length > 1 ? words[1] : "");
    }

    private static bool IsUp(PodRuntimeHarness harness) =>
        harness.Shown(ThePod)?.Status is { Phase: PodPhase.Running } status
        && status.ContainerStatuses.All(c => c.State.Running is not null)
        && status.InitContainerStatuses[1].State.Running is not null;

    private static List<string> Running(PodRuntimeHarness harness) =>
        [.. harness.Observe(ThePod).Containers.Where(c => c.State == RunState.Running).Select(c => c.Id)];

    private static void AssertRunsOnce(PodRuntimeHarness harness, IReadOnlyList<string> ranBefore, string accident)
    {
        var observed = harness.Observe(ThePod);
        var containers = observed.Containers.Select(c => $"{c.Name}#{c.Attempt} {c.State}").Order();
        Assert.True(
            containers.SequenceEqual(["a#0 Running", "b#0 Running", "setup#0 Exited", "side#0 Running"]),
            $"{accident}: {string.Join(", ", containers)}");
        Assert.Single(observed.Sandboxes);
        Assert.Subset(Running(harness).ToHashSet(), ranBefore.ToHashSet());
    }

    // Two failures are tried again a few times, not in a loop as fast as the machine allows.
    private static void AssertPaced(PodRuntimeHarness harness) =>
        Assert.InRange(harness.Runtime.CountOf(RuntimeVerb.ObservePod), 1, 100);
}
