using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using MiniKubelet.Agent.Probing;
using MiniKubelet.Kubernetes;
using MiniKubelet.Observation;
using MiniKubelet.Probing;
using MiniKubelet.Testing;

namespace MiniKubelet.Agent.Tests.Probing;

/// <summary>Many HTTP probes over real sockets, some of servers that take a request and never answer it.</summary>
public sealed class ProberHungServerTests : IDisposable
{
    private readonly VirtualTime time = new();
    private readonly HangingServer server = new();
    private readonly ConcurrentDictionary<string, int> runs = new();
    private readonly ConcurrentBag<string> wrong = [];

    public void Dispose() => server.Dispose();

    [Fact]
    public async Task ServersThatHangHoldUpNobodyAndAreNeverAskedTwiceAtOnce()
    {
        await using var runtime = new FakeRuntime(time);
        using var prober = Make(runtime, new ProberOptions());
        string[] well = [.. Enumerable.Range(0, 30).Select(i => $"well-{i}")];
        string[] hung = [.. Enumerable.Range(0, 5).Select(i => $"hang-{i}")];
        foreach (var uid in hung.Concat(well))
        {
            prober.Sync(Pod(uid, period: 1, timeout: 3), Observed(uid), terminating: false);
        }

        for (var second = 0; second < 10; second++)
        {
            time.Advance(TimeSpan.FromSeconds(second == 0 ? 0 : 1));
            var (rounds, over) = (second + 1, second / 3);
            await Eventually.TrueAsync(() => well.All(uid => Runs(uid) == rounds) && hung.All(uid => Runs(uid) == over));
            // The next request to one that hangs is due at once, and on its way before the clock goes on: its time begins with it.
            await Eventually.TrueAsync(() =>
            {
                time.Advance(TimeSpan.Zero);
                return hung.All(uid => server.Requests(uid) == over + 1);
            });
        }

        Assert.Empty(wrong);
        Assert.Empty(server.Overlaps);
    }

    [Fact]
    public async Task WhenServersThatHangHoldEverySlotTheOthersGetTheirTurnOnceTheirTimeIsOver()
    {
        await using var runtime = new FakeRuntime(time);
        using var prober = Make(runtime, new ProberOptions { MaxNetworkProbes = 8 });
        string[] well = [.. Enumerable.Range(0, 20).Select(i => $"well-{i}")];
        string[] hung = [.. Enumerable.Range(0, 8).Select(i => $"hang-{i}")];
        foreach (var uid in hung)
        {
            prober.Sync(Pod(uid, period: 10, timeout: 2), Observed(uid), terminating: false);
        }

        time.Advance(TimeSpan.Zero);
        await Eventually.TrueAsync(() => hung.All(uid => server.Requests(uid) == 1));
        foreach (var uid in well)
        {
            prober.Sync(Pod(uid, period: 10, timeout: 2), Observed(uid), terminating: false);
        }

        time.Advance(TimeSpan.FromSeconds(1.9));
        Assert.Empty(runs);
        time.Advance(TimeSpan.FromSeconds(0.1));
        await Eventually.TrueAsync(() => well.All(uid => Runs(uid) == 1));

        // Waiting for a slot was not on the time of those that waited.
        Assert.Empty(wrong);
    }

    private Prober Make(FakeRuntime runtime, ProberOptions options)
    {
        var prober = new Prober(runtime, time, options, (_, _, _, _, _) => { });
        prober.Probed += (pod, _, _, outcome) =>
        {
            var uid = pod.Metadata.Uid;
            if ((outcome == ProbeOutcome.Success) != uid.StartsWith("well", StringComparison.Ordinal))
            {
                wrong.Add($"{uid}: {outcome}");
            }

            runs.AddOrUpdate(uid, 1, (_, count) => count + 1);
        };
        return prober;
    }

    private int Runs(string uid) => runs.GetValueOrDefault(uid);

    private Pod Pod(string uid, int period, int timeout) => new()
    {
        Metadata = new ObjectMeta { Name = uid, Uid = uid },
        Spec = new PodSpec
        {
            Containers =
            [
                new Container
                {
                    Name = "app",
                    ReadinessProbe = new Probe
                    {
                        HttpGet = new HTTPGetAction { Port = server.Port, Path = $"/{uid}" }, PeriodSeconds = period, TimeoutSeconds = timeout,
                    },
                },
            ],
        },
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

    /// <summary>Answers every path but those that begin with hang; knows whether a path was asked before its last asker was gone.</summary>
    private sealed class HangingServer : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly ConcurrentDictionary<string, int> _requests = new();
        private readonly ConcurrentDictionary<string, Task> _gone = new();

        public HangingServer()
        {
            _listener.Start(512);
            _ = AcceptAsync();
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public ConcurrentBag<string> Overlaps { get; } = [];

        public int Requests(string path) => _requests.GetValueOrDefault(path);

        public void Dispose() => _listener.Dispose();

        private async Task AcceptAsync()
        {
            try
            {
                while (true)
                {
                    _ = ServeAsync(await _listener.AcceptTcpClientAsync());
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // The test is over.
            }
        }

        private async Task ServeAsync(TcpClient client)
        {
            using (client)
            {
                await using var stream = client.GetStream();
                using var reader = new StreamReader(stream);
                var path = (await reader.ReadLineAsync())!.Split(' ')[1][1..];
                while (await reader.ReadLineAsync() is { Length: > 0 })
                {
                    // Its headers do not matter.
                }

                if (!path.StartsWith("hang", StringComparison.Ordinal))
                {
                    await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray());
                    return;
                }

                var gone = new TaskCompletionSource();
                var before = _gone.GetValueOrDefault(path, Task.CompletedTask);
                _gone[path] = gone.Task;
                // The end of the last asker may be heard of after the next has come; it must not be still to come.
                if (await Task.WhenAny(before, Task.Delay(Eventually.Patience, TimeProvider.System)) != before)
                {
                    Overlaps.Add(path);
                }

                _requests.AddOrUpdate(path, 1, (_, count) => count + 1);
                try
                {
                    await reader.ReadLineAsync();
                }
                catch (IOException)
                {
                    // Reset: as good as closed.
                }

                gone.SetResult();
            }
        }
    }
}
