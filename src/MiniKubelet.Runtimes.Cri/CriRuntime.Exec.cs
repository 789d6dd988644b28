using System.Text;
using MiniKubelet.Runtime;
using MiniKubelet.Runtimes.Cri.V1;

namespace MiniKubelet.Runtimes.Cri;

public sealed partial class CriRuntime
{
    // The runtime keeps the time; this is how much later we stop believing that it does. A command whose children hold its
    // output open is never given back by containerd before 1.7.
    private static readonly TimeSpan _execMargin = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public async Task<ExecResult> ExecAsync(
        string containerId, EquatableArray<string> command, TimeSpan timeout, int outputLimit, CancellationToken cancellationToken)
    {
        var seconds = (long)Math.Max(1, Math.Ceiling(timeout.TotalSeconds)); // 0 would be no limit
        var request = new ExecSyncRequest { ContainerId = containerId, Cmd = { command }, Timeout = seconds };
        var response = await _calls.CallAsync(
            CriMethods.ExecSync, request, containerId, cancellationToken, TimeSpan.FromSeconds(seconds) + _execMargin,
            CriErrorTexts.OfExec);
        return new ExecResult(response.ExitCode, Join(response.Stdout.Span, response.Stderr.Span, outputLimit));
    }

    private static string Join(ReadOnlySpan<byte> stdout, ReadOnlySpan<byte> stderr, int limit)
    {
        stdout = stdout[..Math.Min(stdout.Length, limit)];
        stderr = stderr[..Math.Min(stderr.Length, limit - stdout.Length)];
        return string.Concat(Encoding.UTF8.GetString(stdout), Encoding.UTF8.GetString(stderr));
    }
}
