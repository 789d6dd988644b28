using System.Diagnostics;
using System.Globalization;
using MiniKubelet.Benchmarks;

// MiniKubelet.Benchmarks KIND SOCKET FLOOR_SOCKET FOLDER HEALTHZ_PORT EXECUTABLE RUNS IDLE_SECONDS, as scripts/bench.sh calls it.
// Prints rows of a Markdown table: what, the daemon, the floor, the ratio or difference.
if (args is not [var kind, var socket, var floorSocket, var folder, var healthzPort, var executable, var runCount, var idleSeconds])
{
    await Console.Error.WriteLineAsync("run scripts/bench.sh instead");
    return 2;
}

var runs = int.Parse(runCount, CultureInfo.InvariantCulture);
var idle = TimeSpan.FromSeconds(int.Parse(idleSeconds, CultureInfo.InvariantCulture));
var stamps = new Stamps(Directory.CreateDirectory(Path.Combine(folder, "stamps")).FullName);
await using var floor = await Floor.ConnectAsync(kind, floorSocket, stamps, Path.Combine(folder, "floor-logs"));
using var daemon = await Daemon.StartAsync(
    executable, folder, socket, int.Parse(healthzPort, CultureInfo.InvariantCulture), stamps);

Console.WriteLine($"\n### {await floor.DescribeAsync()}\n");
Console.WriteLine("| | minikubelet | floor | |\n|---|---|---|---|");

var memory = await daemon.MeasureIdleAsync(idle);
Row("no pods", $"{memory.Memory:F0} MB, {memory.Cpu:F2} CPU s/min", "", "");

await OnePodAsync();
await TwentyPodsAsync();
await RestartAsync();
return 0;

async Task OnePodAsync()
{
    var (ours, raw) = (new Sample(), new Sample());

    // The first of each warms up caches and is not counted.
    for (var run = 0; run <= runs; run++)
    {
        var floorPod = await floor.StartPodAsync($"raw-{run}");
        await floor.RemovePodAsync(floorPod.Sandbox, $"raw-{run}");
        var begin = daemon.Add($"one-{run}");
        var time = await stamps.WaitForAsync($"one-{run}") - begin;
        daemon.Remove($"one-{run}");
        if (run > 0)
        {
            raw.Add(floorPod.Time);
            ours.Add(time);
        }
    }

    Row($"one pod ({runs} runs: min / median / max)", $"{ours}", $"{raw}", $"{ours.Median / raw.Median:F2} ×");
}

async Task TwentyPodsAsync()
{
    string[] names = [.. Enumerable.Range(0, 20).Select(i => $"many-{i}")];
    var clock = Stopwatch.StartNew();
    var started = await Task.WhenAll(names.Select(name => floor.StartPodAsync($"raw-{name}")));
    var raw = clock.Elapsed;
    await Task.WhenAll(started.Select((pod, i) => floor.RemovePodAsync(pod.Sandbox, $"raw-{names[i]}")));

    var begin = names.Select(daemon.Add).ToList()[0];
    var ours = (await Task.WhenAll(names.Select(stamps.WaitForAsync))).Max() - begin;
    Row("twenty pods at once", $"{ours.TotalSeconds:F2} s", $"{raw.TotalSeconds:F2} s", $"{ours / raw:F2} ×");

    await Task.Delay(TimeSpan.FromSeconds(10));
    var memory = await daemon.MeasureIdleAsync(idle);
    Row("twenty pods, idle", $"{memory.Memory:F0} MB, {memory.Cpu:F2} CPU s/min", "", "");
    daemon.Remove(names);
}

// Each run has a pod of its own: a first crash is restarted at once, later ones wait.
async Task RestartAsync()
{
    var (ours, raw) = (new Sample(), new Sample());
    for (var run = 0; run < runs; run++)
    {
        var pod = $"restart-{run}";
        var floorPod = await floor.StartPodAsync($"raw-{pod}");
        raw.Add(await floor.RestartContainerAsync(floorPod.Sandbox, $"raw-{pod}"));
        await floor.RemovePodAsync(floorPod.Sandbox, $"raw-{pod}");

        daemon.Add(pod);
        await stamps.WaitForAsync(pod);
        stamps.Forget(pod);
        var process = Process.GetProcessById(Stamps.ProcessOf(pod));
        var begin = DateTime.UtcNow;
        process.Kill();
        ours.Add(await stamps.WaitForAsync(pod) - begin);
        daemon.Remove(pod);
    }

    Row("kill -9 to the process restarted", $"{ours}", $"{raw}", $"+ {ours.Median - raw.Median:F0} ms");
}

static void Row(string what, string ours, string raw, string verdict) => Console.WriteLine($"| {what} | {ours} | {raw} | {verdict} |");
