using System.Globalization;

namespace MiniKubelet.Benchmarks;

/// <summary>
/// A folder that pods mount. Each pod's process writes a file into it that says when it started, by the machine's own clock, so that
/// no delay in noticing the file counts.
/// </summary>
internal sealed class Stamps(string folder)
{
    private const string Key = "started_ns=";
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);

    public string Folder { get; } = folder;

    /// <summary>Waits for the pod's process and says when it started.</summary>
    public async Task<DateTime> WaitForAsync(string pod)
    {
        var path = Path.Combine(Folder, pod);
        var giveUp = DateTime.UtcNow + _patience;
        while (!File.Exists(path))
        {
            if (DateTime.UtcNow > giveUp)
            {
                throw new TimeoutException($"pod {pod} did not start within {_patience.TotalSeconds} s");
            }

            // A blocked thread instead would slow down the others that wait for their pods.
            await Task.Delay(1);
        }

        var line = (await File.ReadAllLinesAsync(path)).First(line => line.StartsWith(Key, StringComparison.Ordinal));
        var nanoseconds = long.Parse(line.AsSpan(Key.Length), CultureInfo.InvariantCulture);
        return DateTime.UnixEpoch.AddTicks(nanoseconds / TimeSpan.NanosecondsPerTick);
    }

    /// <summary>Forgets a start, so that the next one can be waited for.</summary>
    public void Forget(string pod) => File.Delete(Path.Combine(Folder, pod));

    /// <summary>The process that wrote the pod's stamp, by its command line.</summary>
    public static int ProcessOf(string pod)
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var pid)
                && CommandLineOf(folder) is ["/probe", var stamp]
                && stamp == $"/stamp/{pod}")
            {
                return pid;
            }
        }

        throw new InvalidOperationException($"no process of pod {pod}");
    }

    private static string[] CommandLineOf(string processFolder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(processFolder, "cmdline")).TrimEnd('\0').Split('\0');
        }
        catch (IOException)
        {
            // It has ended meanwhile.
            return [];
        }
    }
}
