using MiniKubelet.Kubernetes;
using MiniKubelet.Runtime;

namespace MiniKubelet.Agent.Probing;

/// <summary>Runs a command in the container: exit code 0 is success, any other and a timeout are failure.</summary>
internal static class ExecProbe
{
    /// <summary>How much of the command's output is kept, in bytes (kubernetes/pkg/probe/exec maxReadLength).</summary>
    public const int OutputLimit = 10 * 1024;

    public static async Task<ProbeReport> RunAsync(
        IContainerRuntime runtime, ProbeTarget target, ExecAction exec, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var command = CommandVariables.Expand(exec.Command, target.Container.Env);
        try
        {
            var result = await runtime.ExecAsync(target.ContainerId, command, timeout, OutputLimit, cancellationToken);
            return result.ExitCode == 0 ? ProbeReport.Success : ProbeReport.Failure(result.Output);
        }
        catch (RuntimeException e) when (e.Kind == RuntimeErrorKind.Timeout)
        {
            return ProbeReport.Failure($"command timed out: {Quote(string.Join(' ', command))} timed out after {GoDuration.Format(timeout)}");
        }
        catch (RuntimeException e)
        {
            // Also a command that is not in the container, or a container that has just ended: neither is the container's answer.
            return ProbeReport.Error(e.Message);
        }
    }

    // As Go quotes what a command line usually has.
    private static string Quote(string text) => $"\"{text
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal)
        .Replace("\t", "\\t", StringComparison.Ordinal)}\"";
}
