using MiniKubelet.Kubernetes;
using MiniKubelet.Runtime;
using MiniKubelet.Testing;
using static MiniKubelet.Testing.Builders;

namespace MiniKubelet.Agent.Tests.Pods;

public sealed class PostStartTests : IDisposable
{
    private static readonly Container Hooked = App("a") with
    {
        Lifecycle = new Lifecycle { PostStart = Command("hello"), PreStop = Command("bye") },
    };

    private readonly PodRuntimeHarness _harness = new();

    public void Dispose() => _harness.Dispose();

    [Fact]
    public async Task AFailedHookHasTheContainerStoppedWithItsPreStopHookAndStartedAgainWithBackoff()
    {
        var pod = PodOf(Hooked, App("b"));
        _harness.Runtime.Script("a", Answering(code: 3, "no such thing"));
        _harness.Run(pod);
        await _harness.UntilAsync(() => _harness.WaitingReason(pod, "a") == "CrashLoopBackOff");

        string[] once = ["Exec web/a#{0} hello", "Exec web/a#{0} bye", "StopContainer web/a#{0} 30s"];
        Assert.Equal(
            [.. once.Select(call => call.Replace("{0}", "0", StringComparison.Ordinal)), .. once.Select(call => call.Replace("{0}", "1", StringComparison.Ordinal))],
            _harness.Runtime.Calls.Where(call => call.StartsWith("Exec", StringComparison.Ordinal) || call.StartsWith("Stop", StringComparison.Ordinal)));
        Assert.Equal(143, _harness.ShownContainer(pod, "a")!.LastState.Terminated!.ExitCode);
        var events = _harness.Services.Status.Events.List().Items;
        Assert.Contains(events, e => e is { Type: "Warning", Reason: "FailedPostStartHook", Message: "PostStartHook failed" });
        Assert.Contains(events, e => e is { Type: "Normal", Reason: "Killing", Message: "FailedPostStartHook" });
        Assert.DoesNotContain(events, e => e.Message!.Contains("no such thing", StringComparison.Ordinal));
        Assert.True(_harness.Runs(pod, "b"));
        await _harness.AdvanceUntilAsync(() => _harness.Runtime.Calls.Contains("Exec web/a#2 hello"), TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task UntilItRunsAgainTheContainerWaitsWithTheHooksError()
    {
        var pod = PodOf(Hooked);
        _harness.Runtime.Script("a", Answering(code: 3, "no such thing"));
        using (_harness.Runtime.Hang(RuntimeVerb.CreateContainer, "a#1"))
        {
            _harness.Run(pod);
            await _harness.UntilAsync(() => _harness.WaitingReason(pod, "a") == "PostStartHookError");
            var shown = _harness.ShownContainer(pod, "a")!;
            Assert.Equal(
                $"Exec lifecycle hook ([hello]) for Container \"a\" in Pod \"web_default({Uid})\" failed - error: command 'hello' exited with 3, message: \"no such thing\"",
                shown.State.Waiting!.Message);
            Assert.Equal(143, shown.LastState.Terminated!.ExitCode);
        }

        await _harness.UntilAsync(() => _harness.WaitingReason(pod, "a") == "CrashLoopBackOff");
    }

    [Fact]
    public async Task UnderNeverAFailedHookIsTheEndOfTheContainer()
    {
        var pod = PodOf(RestartPolicy.Never, Hooked, App("b"));
        _harness.Runtime.Script("a", Answering(code: 1));
        _harness.Run(pod);
        await _harness.UntilAsync(() => _harness.ShownContainer(pod, "a")?.State.Terminated is { ExitCode: 143 } && _harness.Runs(pod, "b"));
        _harness.Runtime.KillProcess(_harness.Newest(pod, "b").Id, 0);
        await _harness.UntilAsync(() => _harness.Shown(pod)!.Status.Phase == PodPhase.Failed);
    }

    [Fact]
    public async Task WhileTheHookRunsItsContainerWaitsAndTheOthersAreShown()
    {
        var pod = PodOf(App("first"), Hooked, App("last"));
        var hook = new TaskCompletionSource<ExecResult>();
        _harness.Runtime.Script("a", new ContainerScript { Exec = (_, _) => hook.Task });
        _harness.Run(pod);
        await _harness.UntilAsync(() => _harness.Runtime.Calls.Contains("Exec web/a#0 hello"));
        _harness.Runtime.KillProcess(_harness.Newest(pod, "first").Id, 7);
        await _harness.AdvanceUntilAsync(
            () => _harness.ShownContainer(pod, "first")?.State.Terminated?.ExitCode == 7, TimeSpan.FromSeconds(2));
        Assert.Equal("ContainerCreating", _harness.WaitingReason(pod, "a"));
        Assert.False(_harness.ShownContainer(pod, "a")!.Ready);
        Assert.Null(_harness.Observe(pod).Newest("last"));

        hook.SetResult(new ExecResult(0, ""));
        await _harness.UntilAsync(() => _harness.ShownContainer(pod, "a")!.State.Running is not null && _harness.Runs(pod, "last"));
    }

    [Fact]
    public async Task AHookThatHangsDoesNotKeepThePod()
    {
        var pod = PodOf(Hooked);
        _harness.Runtime.Script("a", new ContainerScript
        {
            Exec = async (command, stop) =>
            {
                await Task.Delay(command[0] == "hello" ? Timeout.Infinite : 0, stop);
                return new ExecResult(0, "");
            },
        });
        _harness.Run(pod);
        await _harness.UntilAsync(() => _harness.Runtime.Calls.Contains("Exec web/a#0 hello"));
        _harness.Desire();
        await _harness.UntilAsync(() => _harness.IsGone(pod));
        Assert.Contains("Exec web/a#0 bye", _harness.Runtime.Calls);
        Assert.DoesNotContain("FailedPostStartHook", _harness.Reasons());
    }

    [Fact]
    public async Task WhileAHookRunsItsContainerIsNotProbed()
    {
        var pod = PodOf(Hooked with { LivenessProbe = Probing.ProberFixture.Exec("check", period: 1, failures: 1) });
        var hook = new TaskCompletionSource<ExecResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        _harness.Runtime.Script("a", new ContainerScript
        {
            Exec = (command, stop) => command[0] == "hello" ? hook.Task.WaitAsync(stop) : Task.FromResult(new ExecResult(0, "")),
        });
        _harness.Run(pod);
        await _harness.UntilAsync(() => _harness.Runtime.Calls.Contains("Exec web/a#0 hello"));
        for (var look = 0; look < 3; look++)
        {
            var before = _harness.Runtime.CountOf(RuntimeVerb.ObservePod);
            _harness.Workers.Wake(Uid);
            await _harness.AdvanceUntilAsync(() => _harness.Runtime.CountOf(RuntimeVerb.ObservePod) > before, TimeSpan.FromSeconds(10));
        }

        Assert.DoesNotContain("Exec web/a#0 check", _harness.Runtime.Calls);
        hook.SetResult(new ExecResult(0, ""));
        await _harness.AdvanceUntilAsync(() => _harness.Runtime.Calls.Contains("Exec web/a#0 check"), TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task AHookThatTheDaemonDiedInIsNotRunAgain()
    {
        var pod = PodOf(Hooked);
        _harness.Runtime.Script("a", new ContainerScript { Exec = (_, stop) => new TaskCompletionSource<ExecResult>().Task.WaitAsync(stop) });
        _harness.Run(pod);
        await _harness.UntilAsync(() => _harness.Runtime.Calls.Contains("Exec web/a#0 hello"));
        _harness.Kill();
        _harness.Start();
        await _harness.UntilAsync(() => _harness.ShownContainer(pod, "a")?.State.Running is not null);
        await _harness.LookAgainAsync(pod);
        Assert.Equal(1, _harness.Runtime.CountOf(RuntimeVerb.Exec));
        Assert.Equal(0, _harness.Newest(pod, "a").Attempt);
    }

    [Fact]
    public async Task AContainerThatEndsDuringItsHookIsNotStopped()
    {
        var pod = PodOf(RestartPolicy.Never, Hooked);
        var end = new TaskCompletionSource<int>();
        _harness.Runtime.Script("a", new ContainerScript
        {
            EndsWhen = end.Task,
            Exec = (_, _) =>
            {
                end.SetResult(5);
                throw new RuntimeException(RuntimeErrorKind.InvalidState, "a", "the container is Exited");
            },
        });
        _harness.Run(pod);
        await _harness.UntilAsync(() => _harness.Shown(pod)?.Status.Phase == PodPhase.Failed);
        Assert.Equal(5, _harness.ShownContainer(pod, "a")!.State.Terminated!.ExitCode);
        Assert.Equal(1, _harness.Runtime.CountOf(RuntimeVerb.Exec));
        Assert.Equal(0, _harness.Runtime.CountOf(RuntimeVerb.StopContainer));
        Assert.Contains("FailedPostStartHook", _harness.Reasons());
    }

    private static LifecycleHandler Command(string name) => new() { Exec = new ExecAction { Command = [name] } };

    private static ContainerScript Answering(int code, string output = "") => new()
    {
        Exec = (command, _) => Task.FromResult(command[0] == "hello" ? new ExecResult(code, output) : new ExecResult(0, "")),
    };
}
