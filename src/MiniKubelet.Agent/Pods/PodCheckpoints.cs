using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging;
using MiniKubelet.Kubernetes;
using MiniKubelet.Linux;
using MiniKubelet.Manifests;
using MiniKubelet.Planning;

namespace MiniKubelet.Agent.Pods;

/// <summary>
/// What the daemon keeps of each pod on disk, so that it can be killed at any line: the accepted pod (its manifest may be gone or
/// broken at the next start) and its history. Only a pod's worker writes its files.
/// </summary>
public sealed class PodCheckpoints(PodFiles files, ILogger logger)
{
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode DirectoryMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute;

    /// <summary>Keeps the accepted pod.</summary>
    public void Save(PodManifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        var uid = manifest.Pod.Metadata.Uid;
        Write(uid, files.ManifestName(uid), Encoding.UTF8.GetBytes(manifest.File));
        Write(uid, files.Checkpoint(uid), KubernetesJson.Serialize(manifest.Pod));
    }

    /// <summary>Keeps the history.</summary>
    public void Save(string uid, PodHistory history) =>
        Write(uid, files.History(uid), JsonSerializer.SerializeToUtf8Bytes(history, HistoryJson.Default.PodHistory));

    /// <summary>The history, or null when there is none or it cannot be read.</summary>
    public PodHistory? LoadHistory(string uid) => Load(files.History(uid), bytes => JsonSerializer.Deserialize(bytes, HistoryJson.Default.PodHistory));

    /// <summary>The UIDs of all pods that have a directory.</summary>
    public IReadOnlyList<string> Uids() =>
        Directory.Exists(files.Pods) ? [.. Directory.EnumerateDirectories(files.Pods).Select(d => Path.GetFileName(d)!).Order()] : [];

    /// <summary>The pods that the last run of the daemon accepted and was not removing.</summary>
    public IEnumerable<PodManifest> Accepted() =>
        Uids().Where(uid => LoadHistory(uid)?.Termination is not { Remove: true }).Select(Load).OfType<PodManifest>();

    /// <summary>The accepted pod with the file it came from, or null when there is none or it cannot be read.</summary>
    public PodManifest? Load(string uid)
    {
        var pod = Load(files.Checkpoint(uid), bytes => KubernetesJson.Deserialize<Pod>(bytes));
        var file = Load(files.ManifestName(uid), Encoding.UTF8.GetString) ?? "";
        return pod is not null && pod.Metadata.Uid == uid ? new PodManifest(pod, file) : null;
    }

    // Not fsynced: what a crash of the machine could lose here, it has lost anyway, for the containers are gone too. The rename
    // keeps a crash of the daemon from leaving half a file.
    private void Write(string uid, string path, byte[] content)
    {
        Directory.CreateDirectory(files.PodDirectory(uid), DirectoryMode);
        AtomicFile.Write(path, content, Mode, durable: false);
    }

    private T? Load<T>(string path, Func<byte[], T?> read)
        where T : class
    {
        try
        {
            return read(File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            Log.CheckpointUnreadable(logger, path, e.Message);
            return null;
        }
    }
}

/// <summary>JSON of the history.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(PodHistory))]
internal sealed partial class HistoryJson : JsonSerializerContext;
