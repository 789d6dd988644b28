using System.Collections.Concurrent;
using MiniKubelet.Agent.Probing;
using MiniKubelet.Kubernetes;
using MiniKubelet.Probing;
using MiniKubelet.Runtime;
using MiniKubelet.Testing;

namespace MiniKubelet.Agent.Tests.Probing;

/// <summary>A prober on virtual time with a pod in a fake runtime, whose exec probes the test answers.</summary>
internal sealed class ProberFixture : IDisposable
{
    public const string Uid = "11111111-2222-3333-4444-555555555555";

    public ProberFixture(Pod pod, ProberOptions? options = null, double random = 0)
    {
        Pod = pod;
        Runtime = new FakeRuntime(Time);
        Prober = new Prober(
            Runtime, Time, options ?? new ProberOptions(), (_, container, type, reason, message) =>
                Events.Enqueue($"{container} {type} {reason} {message}"), () => random);
        Prober.Changed += uid => Changes.Enqueue(uid);
        Prober.Probed += (_, container, type, outcome) => Runs.Enqueue($"{container} {type} {outcome}");
    }

    public VirtualTime Time { get; } = new();

    public FakeRuntime Runtime { get; }

    public Prober Prober { get; }

    public Pod Pod { get; }

    public ConcurrentQueue<string> Events { get; } = new();

    public ConcurrentQueue<string> Changes { get; } = new();

    public ConcurrentQueue<string> Runs { get; } = new();

    /// <summary>What exec probes answer, by the first word of their command; a missing one succeeds.</summary>
    public ConcurrentDictionary<string, Func<CancellationToken, Task<ExecResult>>> Answers { get; } = new();

    public string SandboxId { get; private set; } = "";

    public static Probe Exec(string command, int period = 10, int failures = 3, int successes = 1, int delay = 0, int timeout = 1) => new()
    {
        Exec = new ExecAction { Command = [command] },
        PeriodSeconds = period,
        FailureThreshold = failures,
        SuccessThreshold = successes,
        InitialDelaySeconds = delay,
        TimeoutSeconds = timeout,
    };

    public static Pod MakePod(params Container[] containers) => new()
    {
        Metadata = new ObjectMeta { Name = "web", Namespace = "default", Uid = Uid },
        Spec = new PodSpec { Containers = containers.ToEquatableArray() },
    };

    public void Answer(string command, int exitCode, string output = "") =>
        Answers[command] = _ => Task.FromResult(new ExecResult(exitCode, output));

    /// <summary>Starts an instance of a container of the pod; returns its id.</summary>
    public async Task<string> StartAsync(string name, int attempt = 0)
    {
        var sandbox = new SandboxConfig { Name = "web", Namespace = "default", Uid = Uid, Attempt = 0, Hostname = "web", LogDirectory = "/logs" };
        if (SandboxId == "")
        {
            SandboxId = await Runtime.RunSandboxAsync(sandbox, default);
        }

        Runtime.Script(name, new ContainerScript
        {
            Exec = (command, stop) => Answers.TryGetValue(command[0], out var answer)
                ? answer(stop)
                : Task.FromResult(new ExecResult(0, "")),
        });
        var config = new ContainerConfig { Name = name, Attempt = attempt, Image = "i", UserSpecifiedImage = "i", LogPath = $"{name}/0.log" };
        var id = await Runtime.CreateContainerAsync(SandboxId, config, sandbox, default);
        await Runtime.StartContainerAsync(id, default);
        return id;
    }

    public void Sync(bool terminating = false, ProbeVerdicts? seed = null) =>
        Prober.Sync(Pod, Runtime.Observe(Uid), terminating, seed);

    /// <summary>The verdict on a container, in words.</summary>
    public string Verdict(string id)
    {
        if (!Prober.VerdictsFor(Uid).ByContainerId.TryGetValue(id, out var verdict))
        {
            return "none";
        }

        string[] words =
        [
            verdict.Started ? "started" : "", verdict.Ready ? "ready" : "",
            verdict.LivenessFailed ? "liveness-failed" : "", verdict.StartupFailed ? "startup-failed" : "",
        ];
        return string.Join(' ', words.Where(word => word != ""));
    }

    public void Seconds(double seconds) => Time.Advance(TimeSpan.FromSeconds(seconds));

    public int RunsOf(ProbeType type) => Runs.Count(run => run.Contains($" {type} ", StringComparison.Ordinal));

    public void Dispose() => Prober.Dispose();
}
