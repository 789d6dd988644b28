using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace MiniKubelet.EndToEnd.Tests.Harness;

/// <summary>All that one daemon reads and writes, in a temporary folder, and the ports it listens on.</summary>
public sealed class DaemonFolder : IDisposable
{
    public DaemonFolder()
    {
        Root = Directory.CreateTempSubdirectory("minikubelet-e2e-").FullName;
        foreach (var folder in (string[])[Manifests, State, Shared])
        {
            Directory.CreateDirectory(folder);
        }
    }

    public string Root { get; }

    public string Manifests => Path.Join(Root, "manifests");

    public string State => Path.Join(Root, "state");

    public string Certificates => Path.Join(Root, "pki");

    public string Kubeconfig => Path.Join(Certificates, "kubeconfig");

    /// <summary>The containers' logs.</summary>
    public string PodLogs => Path.Join(Root, "logs");

    /// <summary>A folder that pods mount at /shared.</summary>
    public string Shared => Path.Join(Root, "shared");

    public string Configuration => Path.Join(Root, "config.yaml");

    public int Port { get; } = FreePort();

    public int HealthzPort { get; } = FreePort();

    /// <summary>Writes the daemon's configuration.</summary>
    /// <param name="more">Further lines.</param>
    public void WriteConfiguration(string more = "") => File.WriteAllText(Configuration, string.Create(CultureInfo.InvariantCulture, $"""
        apiVersion: kubelet.config.k8s.io/v1beta1
        kind: KubeletConfiguration
        address: 127.0.0.1
        port: {Port}
        healthzPort: {HealthzPort}
        podLogsDir: {PodLogs}
        {more}

        """));

    /// <summary>Writes a manifest as a careful program does: complete, then renamed into place.</summary>
    public void Put(string file, string text)
    {
        var unfinished = Path.Join(Root, "unfinished");
        File.WriteAllText(unfinished, text);
        File.Move(unfinished, Path.Join(Manifests, file), overwrite: true);
    }

    public void Remove(string file) => File.Delete(Path.Join(Manifests, file));

    /// <summary>What is left of pods in the folder: directories, logs, mounts.</summary>
    public IReadOnlyList<string> PodRemains() =>
    [
        .. Entries(Path.Join(State, "pods")),
        .. Entries(PodLogs),
        .. File.ReadLines("/proc/self/mounts").Where(line => line.Contains($" {Root}/", StringComparison.Ordinal)),
    ];

    /// <summary>A port nobody listens on, from below the range that the kernel hands out to connections.</summary>
    public static int FreePort()
    {
        while (true)
        {
            var port = Random.Shared.Next(20000, 32000);
            using var listener = new TcpListener(IPAddress.Any, port);
            try
            {
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Taken.
            }
        }
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private static string[] Entries(string folder) =>
        Directory.Exists(folder) ? Directory.GetFileSystemEntries(folder) : [];
}
