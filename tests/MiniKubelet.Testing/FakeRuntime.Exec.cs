using System.Text;
using MiniKubelet.Observation;
using MiniKubelet.Runtime;

namespace MiniKubelet.Testing;

public sealed partial class FakeRuntime
{
    /// <inheritdoc/>
    public async Task<ExecResult> ExecAsync(
        string containerId, EquatableArray<string> command, TimeSpan timeout, int outputLimit, CancellationToken cancellationToken)
    {
        await CallAsync(RuntimeVerb.Exec, $"{ContainerName(containerId)} {string.Join(' ', command)}", () => { }, cancellationToken);
        var container = Find(containerId);
        if (container.State != RunState.Running)
        {
            throw new RuntimeException(RuntimeErrorKind.InvalidState, containerId, $"the container is {container.State}");
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = container.Script.Exec(command, stop.Token);
        try
        {
            var result = await running.WaitAsync(timeout, time, cancellationToken);
            var bytes = Encoding.UTF8.GetBytes(result.Output);
            return bytes.Length <= outputLimit ? result : result with { Output = Encoding.UTF8.GetString(bytes, 0, outputLimit) };
        }
        catch (TimeoutException)
        {
            // Killed: when this returns, the command is gone.
            stop.Cancel();
            await running.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            throw new RuntimeException(RuntimeErrorKind.Timeout, containerId, $"the command ran longer than {timeout}");
        }
    }
}
