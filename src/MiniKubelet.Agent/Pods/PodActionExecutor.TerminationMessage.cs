using MiniKubelet.Kubernetes;
using MiniKubelet.Linux;
using MiniKubelet.Naming;
using MiniKubelet.Observation;
using MiniKubelet.Runtime;
using MiniKubelet.Status;

namespace MiniKubelet.Agent.Pods;

public sealed partial class PodActionExecutor
{
    // Reading the end of a log takes no time at all, unless the runtime hangs: that must not keep a pod from being looked after.
    private static readonly TimeSpan LogPatience = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, string> _messages = [];

    /// <summary>The last words of the pod's ended containers by container id, as far as they have been heard.</summary>
    public EquatableMap<string> TerminationMessages => _messages.Where(m => m.Value.Length > 0).ToEquatableMap();

    /// <summary>
    /// Hears the last words of containers that have ended: the tail of their termination log, or, where that is empty and the policy
    /// asks for it, of their log (kuberuntime_container.go convertToKubeContainerStatus). Called by the pod's worker alone.
    /// </summary>
    public async Task HearLastWordsAsync(PodObservation observed, CancellationToken cancellationToken)
    {
        var there = observed.Containers.Select(c => c.Id).ToHashSet();
        foreach (var id in _messages.Keys.Where(id => !there.Contains(id)))
        {
            _messages.Remove(id);
        }

        foreach (var id in _preStopped.Keys.Where(id => !there.Contains(id)))
        {
            _preStopped.TryRemove(id, out _);
        }

        foreach (var container in observed.Containers.Where(c => c.State == RunState.Exited && !_messages.ContainsKey(c.Id)))
        {
            var words = ReadTerminationLog(container);
            if (words.Length == 0 && FallsBackToLogs(container))
            {
                if (await ReadLogAsync(container, cancellationToken).ConfigureAwait(false) is not { } log)
                {
                    continue;
                }

                words = log;
            }

            _messages[container.Id] = words;
        }
    }

    // One that could not even be started has no log.
    private static bool FallsBackToLogs(ContainerObservation container) =>
        container is { ExitCode: not 0, Reason: not ("ContainerCannotRun" or "StartError") }
        && container.Annotations.TryGetValue(RuntimeAnnotations.TerminationMessagePolicy, out var policy)
        && policy == nameof(TerminationMessagePolicy.FallbackToLogsOnError);

    private string ReadTerminationLog(ContainerObservation container)
    {
        // The path comes from an annotation of the container: it counts only inside the daemon's own pod directories, and the
        // file, which the container may have replaced, must still be a plain one.
        try
        {
            if (!container.Annotations.TryGetValue(RuntimeAnnotations.TerminationMessageHostPath, out var path) || path.Length == 0
                || !Path.GetFullPath(path).StartsWith(services.Files.Pods + "/", StringComparison.Ordinal))
            {
                return "";
            }

            using var file = Beneath.OpenRead(services.Files.Pods, Path.GetRelativePath(services.Files.Pods, path));
            var length = RandomAccess.GetLength(file);

            // One more than is shown, so that a cut is known for one.
            var buffer = new byte[Math.Min(length, TerminationMessage.FileLimit + 1)];
            var read = RandomAccess.Read(file, buffer, length - buffer.Length);
            return TerminationMessage.Tail(buffer.AsSpan(0, read), TerminationMessage.FileLimit);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return "";
        }
    }

    /// <summary>The end of a container's log; null when it cannot be read now, and the next look shall try again.</summary>
    private async Task<string?> ReadLogAsync(ContainerObservation container, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(LogPatience, services.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        byte[] end = [];
        try
        {
            var lines = services.Runtime.ReadLogsAsync(
                container, new LogOptions(Follow: false, TerminationMessage.LogLines, Since: null), both.Token);
            await foreach (var line in lines.ConfigureAwait(false))
            {
                byte[] all = [.. end, .. line.Text.Span];
                end = all.Length > TerminationMessage.LogLimit + 1 ? all[^(TerminationMessage.LogLimit + 1)..] : all;
            }

            return TerminationMessage.Tail(end, TerminationMessage.LogLimit);
        }
        catch (Exception e) when (e is RuntimeException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
