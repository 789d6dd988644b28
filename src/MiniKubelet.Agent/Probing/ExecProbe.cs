using System.Globalization;
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
            return result.ExitCode == 0
                ? ProbeReport.Success
                : ProbeReport.Failure(
                    result.Output.Length > 0 ? result.Output : $"command exited with code {result.ExitCode}");
        }
        catch (RuntimeException e) when (e.Kind == RuntimeErrorKind.Timeout)
        {
            var seconds = timeout.TotalSeconds.ToString(CultureInfo.InvariantCulture);
            return ProbeReport.Failure($"command timed out: \"{string.Join(' ', command)}\" timed out after {seconds}s");
        }
        catch (RuntimeException e)
        {
            return ProbeReport.Error(e.Message);
        }
    }
}
