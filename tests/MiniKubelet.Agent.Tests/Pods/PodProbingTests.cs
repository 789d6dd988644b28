using System.Collections.Concurrent;
using MiniKubelet.Kubernetes;
using MiniKubelet.Runtime;
using MiniKubelet.Testing;
using static MiniKubelet.Testing.Builders;

namespace MiniKubelet.Agent.Tests.Pods;

/// <summary>What probes find is acted on and shown, whatever else the pod's worker is doing.</summary>
public sealed class PodProbingTests : IDisposable
{
    private readonly PodRuntimeHarness _harness = new();
    private readonly ConcurrentDictionary<string, int> _answers = [];
    private readonly ConcurrentDictionary<string, int> _asked = [];

    public void Dispose() => _harness.Dispose();

    [Fact]
    public async Task WhileAPodEndsItsReadinessIsShownAndItsLivenessIsNotAsked()
    {
        var pod = PodOf(App("a") with { LivenessProbe = Every("live"), ReadinessProbe = Every("ready") })
            .With(spec => spec with { TerminationGracePeriodSeconds = 3600 });
        _harness.Runtime.Script("a", new ContainerScript { EndsAfterStopSignal = null, Exec = (command, _) => Task.FromResult(Answer(command[0])) });
        _harness.Run(pod);
        await _harness.AdvanceUntilAsync(() => Ready(pod), TimeSpan.FromSeconds(30));
        _harness.Desire();
        await _harness.UntilAsync(() => _harness.Runtime.Calls.Contains("StopContainer web/a#0 3600s"));
        var lives = _asked["live"];

        (_answers["ready"], _answers["live"]) = (1, 1);
        await _harness.AdvanceUntilAsync(() => !Ready(pod), TimeSpan.FromSeconds(30));
        _answers["ready"] = 0;
        await _harness.AdvanceUntilAsync(() => Ready(pod), TimeSpan.FromSeconds(30));

        Assert.Equal(lives, _asked["live"]);
        Assert.True(_harness.Runs(pod, "a"));
        Assert.NotNull(_harness.Shown(pod)?.Metadata.DeletionTimestamp);
    }

    [Fact]
    public async Task AContainerIsProbedWhileTheNextOneTakesLongToStart()
    {
        var pod = PodOf(App("a") with { ReadinessProbe = Every("ready") }, App("b"));
        _harness.Runtime.Script("a", new ContainerScript { Exec = (command, _) => Task.FromResult(Answer(command[0])) });
        using var held = _harness.Runtime.Hang(RuntimeVerb.StartContainer, "web/b");
        _harness.Run(pod);
        await _harness.AdvanceUntilAsync(() => Ready(pod), TimeSpan.FromSeconds(30));
    }

    private static Probe Every(string command) => new()
    {
        Exec = new ExecAction { Command = [command] }, PeriodSeconds = 1, TimeoutSeconds = 1, SuccessThreshold = 1, FailureThreshold = 1,
    };

    private bool Ready(Pod pod) => _harness.ShownContainer(pod, "a") is { Ready: true };

    private ExecResult Answer(string command)
    {
        _asked.AddOrUpdate(command, 1, (_, count) => count + 1);
        return new ExecResult(_answers.GetValueOrDefault(command), "");
    }
}
