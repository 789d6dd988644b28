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
        try
        {
            var result = await container.Script.Exec(command, stop.Token).WaitAsync(timeout, time, cancellationToken);
            var bytes = Encoding.UTF8.GetBytes(result.Output);
            return bytes.Length <= outputLimit ? result : result with { Output = Encoding.UTF8.GetString(bytes, 0, outputLimit) };
        }
        catch (TimeoutException)
        {
            throw new RuntimeException(RuntimeErrorKind.Timeout, containerId, $"the command ran longer than {timeout}");
        }
        finally
        {
            // The command is killed with its container, its timeout or its caller.
            await stop.CancelAsync();
        }
    }
}
