using MiniKubelet.Runtime;
using MiniKubelet.Runtimes.Cri.V1;

namespace MiniKubelet.Runtimes.Cri;

public sealed partial class CriRuntime
{
    // The runtime keeps the time; this is how much later we stop believing that it does. A command whose children hold its
    // output open is never given back by containerd before 1.7.
    private static readonly TimeSpan _execMargin = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public Task<ExecResult> ExecAsync(
        string containerId, EquatableArray<string> command, TimeSpan timeout, int outputLimit, CancellationToken cancellationToken)
    {
        // CRI counts whole seconds, and 0 as no limit.
        var limited = timeout != Timeout.InfiniteTimeSpan;
        var seconds = limited ? (long)Math.Max(1, Math.Ceiling(timeout.TotalSeconds)) : 0;
        return _calls.CallAsync(
            CriMethods.ExecSync,
            new ExecSyncRequest { ContainerId = containerId, Cmd = { command }, Timeout = seconds },
            (body, token) => ExecOutput.ReadAsync(body, outputLimit, token),
            containerId,
            limited ? TimeSpan.FromSeconds(seconds) + _execMargin : null,
            CriErrorTexts.OfExec,
            cancellationToken);
    }
}
