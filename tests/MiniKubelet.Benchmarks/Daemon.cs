using System.Diagnostics;
using System.Globalization;

namespace MiniKubelet.Benchmarks;

/// <summary>The daemon as its users have it: the published executable and a folder of manifests.</summary>
internal sealed class Daemon : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);
    private readonly Process _process;
    private readonly Stamps _stamps;
    private readonly string _folder;

    private Daemon(Process process, Stamps stamps, string folder) => (_process, _stamps, _folder) = (process, stamps, folder);

    /// <summary>Starts it with the configuration in <paramref name="folder"/> and waits until it answers.</summary>
    public static async Task<Daemon> StartAsync(string executable, string folder, string socket, int healthzPort, Stamps stamps)
    {
        Directory.CreateDirectory(Path.Combine(folder, "manifests"));
        Directory.CreateDirectory(Path.Combine(folder, "root"));
        string[] arguments =
        [
            "--config", Path.Combine(folder, "config.yaml"),
            "--pod-manifest-path", Path.Combine(folder, "manifests"),
            "--root-dir", Path.Combine(folder, "root"),
            "--cert-dir", Path.Combine(folder, "pki"),
            "--container-runtime-endpoint", $"unix://{socket}",
            "--hostname-override", "bench",
        ];
        var log = Path.Combine(folder, "minikubelet.log");

        // The log goes to a file, not through this process: reading it would cost what is being measured.
        var start = new ProcessStartInfo("/bin/sh", ["-c", "exec \"$0\" \"$@\" >" + log + " 2>&1", executable, .. arguments]);
        start.Environment["DOTNET_GCgen0size"] = "0x400000";
        var daemon = new Daemon(Process.Start(start)!, stamps, folder);
        await daemon.WaitUntilHealthyAsync(healthzPort, log);
        return daemon;
    }

    /// <summary>Renames a manifest into place; gives the moment just before.</summary>
    public DateTime Add(string pod)
    {
        var unfinished = Path.Combine(_folder, $"{pod}.unfinished");
        File.WriteAllText(unfinished, $$"""
            apiVersion: v1
            kind: Pod
            metadata: { name: {{pod}} }
            spec:
              terminationGracePeriodSeconds: 1
              containers:
                - name: app
                  image: minikubelet.local/busybox:1
                  command: [/probe, /stamp/{{pod}}]
                  volumeMounts: [{ name: stamp, mountPath: /stamp }]
              volumes:
                - name: stamp
                  hostPath: { path: {{_stamps.Folder}} }
            """);
        var begin = DateTime.UtcNow;
        File.Move(unfinished, Path.Combine(_folder, "manifests", $"{pod}.yaml"));
        return begin;
    }

    /// <summary>Deletes manifests and waits until the daemon has nothing left of any pod.</summary>
    public void Remove(params IEnumerable<string> pods)
    {
        foreach (var pod in pods)
        {
            File.Delete(Path.Combine(_folder, "manifests", $"{pod}.yaml"));
        }

        var root = Path.Combine(_folder, "root", "pods");
        var giveUp = DateTime.UtcNow + _patience;
        while (Directory.Exists(root) && Directory.EnumerateFileSystemEntries(root).Any())
        {
            if (DateTime.UtcNow > giveUp)
            {
                throw new TimeoutException($"pods are left in {root}");
            }

            Thread.Sleep(10);
        }

        foreach (var pod in pods)
        {
            _stamps.Forget(pod);
        }
    }

    /// <summary>Resident memory in MB, and CPU seconds a minute over the given time.</summary>
    public async Task<(double Memory, double Cpu)> MeasureIdleAsync(TimeSpan time)
    {
        var before = CpuTime();
        await Task.Delay(time);
        var cpu = CpuTime() - before;
        _process.Refresh();
        return (_process.WorkingSet64 / 1e6, cpu.TotalSeconds / time.TotalMinutes);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]).WaitForExit();
            _process.WaitForExit(_patience);
        }

        _process.Dispose();
    }

    private TimeSpan CpuTime()
    {
        _process.Refresh();
        return _process.TotalProcessorTime;
    }

    private async Task WaitUntilHealthyAsync(int port, string log)
    {
        using var client = new HttpClient();
        var giveUp = DateTime.UtcNow + _patience;
        while (true)
        {
            if (_process.HasExited || DateTime.UtcNow > giveUp)
            {
                throw new InvalidOperationException($"the daemon did not come up: {File.ReadAllText(log)}");
            }

            try
            {
                if ((await client.GetAsync(new Uri($"http://127.0.0.1:{port}/healthz"))).IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(20);
        }
    }
}
