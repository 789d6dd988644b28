using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using MiniKubelet.Agent.Probing;
using MiniKubelet.Kubernetes;
using MiniKubelet.Observation;
using MiniKubelet.Runtime;
using MiniKubelet.Testing;

namespace MiniKubelet.Agent.Tests.Probing;

/// <summary>Many probes at once: none overlaps itself, none piles up, the bounds hold.</summary>
public sealed class ProberLoadTests
{
    private const int Pods = 200;

    [Fact]
    public async Task TwoHundredProbesASecondRunOnceEachPerSecond()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start(512);
        using var stop = new CancellationTokenSource();
        var server = AcceptAsync(listener, stop.Token);
        var probe = new Probe
        {
            TcpSocket = new TCPSocketAction { Port = ((IPEndPoint)listener.LocalEndpoint).Port }, PeriodSeconds = 1, FailureThreshold = 1,
        };
        var time = new VirtualTime();
        await using var runtime = new FakeRuntime(time);
        using var prober = new Prober(runtime, time, new ProberOptions(), (_, _, _, _, message) => Assert.Fail(message));
        var runs = new ConcurrentDictionary<string, int>();
        prober.Probed += (pod, _, _, _) => runs.AddOrUpdate(pod.Metadata.Uid!, 1, (_, count) => count + 1);
        for (var i = 0; i < Pods; i++)
        {
            prober.Sync(Pod($"pod-{i}", probe), Observed($"pod-{i}"), terminating: false);
        }

        for (var second = 0; second < 10; second++)
        {
            time.Advance(TimeSpan.FromSeconds(second == 0 ? 0 : 1));
            var expected = second + 1;
            await Eventually.TrueAsync(() => runs.Count == Pods && runs.Values.All(count => count == expected));
        }

        Assert.All(runs.Keys, uid => Assert.True(prober.VerdictsFor(uid).ByContainerId[$"c-{uid}"].Ready));
        // One timer each and nothing else is left of them.
        Assert.Equal(Pods, time.ArmedTimers);
        await stop.CancelAsync();
        await server;
    }

    [Fact]
    public async Task NoMoreExecProbesRunAtOnceThanAllowedAndAllGetTheirTurn()
    {
        var time = new VirtualTime();
        await using var runtime = new FakeRuntime(time);
        var (inFlight, peak, done) = (0, 0, 0);
        var gate = new Lock();
        runtime.Script("app", new ContainerScript
        {
            Exec = async (_, stop) =>
            {
                lock (gate)
                {
                    peak = Math.Max(peak, ++inFlight);
                }

                await Task.Delay(TimeSpan.FromMilliseconds(100), time, stop);
                lock (gate)
                {
                    inFlight--;
                    done++;
                }

                return new ExecResult(0, "");
            },
        });
        using var prober = new Prober(
            runtime, time, new ProberOptions { MaxExecProbes = 16 }, (_, _, _, _, message) => Assert.Fail(message));
        for (var i = 0; i < Pods; i++)
        {
            var uid = $"pod-{i}";
            await StartAsync(runtime, uid);
            prober.Sync(Pod(uid, new Probe { Exec = new ExecAction { Command = ["true"] } }), runtime.Observe(uid), terminating: false);
        }

        await time.AdvanceUntilAsync(() => Volatile.Read(ref done) == Pods, TimeSpan.FromSeconds(5), "every probe has run");

        Assert.Equal(16, peak);
    }

    /// <summary>A property, by random walks: syncs, deaths, restarts, hangs, errors and time in any order.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task NoProbeOfAContainerEverRunsTwiceAtOnce(int seed)
    {
        var random = new Random(seed);
        var overlaps = new ConcurrentBag<string>();
        var inFlight = new ConcurrentDictionary<string, int>();
        var runs = 0;
        using var probing = new ProberFixture(ProberFixture.MakePod(new Container
        {
            Name = "app",
            StartupProbe = ProberFixture.Exec("startup", period: 1, failures: 5, timeout: 2),
            LivenessProbe = ProberFixture.Exec("liveness", period: 1, failures: 3, timeout: 3),
            ReadinessProbe = ProberFixture.Exec("readiness", period: 2, successes: 2, timeout: 1),
        }));
        var attempt = 0;
        var id = await probing.StartAsync("app");
        foreach (var command in (string[])["startup", "liveness", "readiness"])
        {
            probing.Answers[command] = async stop =>
            {
                var key = $"{id} {command}";
                Interlocked.Increment(ref runs);
                if (inFlight.AddOrUpdate(key, 1, (_, count) => count + 1) > 1)
                {
                    overlaps.Add(key);
                }

                int takes, kind;
                lock (random)
                {
                    (takes, kind) = (random.Next(0, 2500), random.Next(10));
                }

                try
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(takes), probing.Time, stop);
                    return kind == 0
                        ? throw new RuntimeException(RuntimeErrorKind.Internal, id, "as the test says")
                        : new ExecResult(kind < 3 ? 1 : 0, "");
                }
                finally
                {
                    inFlight.AddOrUpdate(key, 0, (_, count) => count - 1);
                }
            };
        }

        for (var step = 0; step < 1000; step++)
        {
            int what, millis;
            lock (random)
            {
                (what, millis) = (random.Next(20), random.Next(0, 1500));
            }

            if (what == 0)
            {
                probing.Runtime.KillProcess(id);
                id = await probing.StartAsync("app", ++attempt);
            }

            if (what < 10)
            {
                probing.Sync();
            }

            probing.Time.Advance(TimeSpan.FromMilliseconds(millis));
            await Task.Yield();
        }

        Assert.Empty(overlaps);
        Assert.True(runs > 300, $"only {runs} runs: the walk tests nothing");
    }

    private static Pod Pod(string uid, Probe probe) => new()
    {
        Metadata = new ObjectMeta { Name = uid, Uid = uid },
        Spec = new PodSpec { Containers = [new Container { Name = "app", ReadinessProbe = probe }] },
    };

    private static PodObservation Observed(string uid) => new(
        uid, uid, "default",
        [new SandboxObservation($"s-{uid}", 0, true, default, ["127.0.0.1"], false, [])],
        [
            new ContainerObservation
            {
                Id = $"c-{uid}", Name = "app", Attempt = 0, SandboxId = $"s-{uid}", State = RunState.Running, CreatedAt = default,
            },
        ]);

    private static async Task StartAsync(FakeRuntime runtime, string uid)
    {
        var sandbox = new SandboxConfig { Name = uid, Namespace = "default", Uid = uid, Attempt = 0, Hostname = "h", LogDirectory = "/l" };
        var sandboxId = await runtime.RunSandboxAsync(sandbox, default);
        var config = new ContainerConfig { Name = "app", Attempt = 0, Image = "i", UserSpecifiedImage = "i", LogPath = "app/0.log" };
        await runtime.StartContainerAsync(await runtime.CreateContainerAsync(sandboxId, config, sandbox, default), default);
    }

    private static async Task AcceptAsync(TcpListener listener, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                (await listener.AcceptTcpClientAsync(stop)).Dispose();
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }
}
