using System.Text;
using MiniKubelet.Linux;
using MiniKubelet.Naming;
using MiniKubelet.Observation;

namespace MiniKubelet.Agent.Pods;

public sealed partial class PodActionExecutor
{
    private const int MessageLimit = 4096;
    private readonly Dictionary<string, string> _messages = [];

    /// <summary>The last words of the pod's ended containers by container id: the tail of their termination log.</summary>
    public EquatableMap<string> TerminationMessages(PodObservation observed)
    {
        foreach (var container in observed.Containers.Where(c => c.State == RunState.Exited && !_messages.ContainsKey(c.Id)))
        {
            _messages[container.Id] = container.Annotations.TryGetValue(RuntimeAnnotations.TerminationMessageHostPath, out var path)
                ? ReadTail(path)
                : "";
        }

        var there = observed.Containers.Select(c => c.Id).ToHashSet();
        foreach (var id in _messages.Keys.Where(id => !there.Contains(id)))
        {
            _messages.Remove(id);
        }

        return _messages.Where(m => m.Value.Length > 0).ToEquatableMap();
    }

    private string ReadTail(string path)
    {
        // The path comes from an annotation of the container: it counts only inside the daemon's own pod directories, and the
        // file, which the container may have replaced, must still be a plain one.
        try
        {
            if (path.Length == 0 || !Path.GetFullPath(path).StartsWith(services.Files.Pods + "/", StringComparison.Ordinal))
            {
                return "";
            }

            using var file = Beneath.OpenRead(services.Files.Pods, Path.GetRelativePath(services.Files.Pods, path));
            var length = RandomAccess.GetLength(file);
            var buffer = new byte[Math.Min(length, MessageLimit)];
            var read = RandomAccess.Read(file, buffer, length - buffer.Length);
            return Encoding.UTF8.GetString(buffer, 0, read);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return "";
        }
    }
}
