using System.Text;
using MiniKubelet.Runtime;
using MiniKubelet.Runtimes.Docker.Engine;

namespace MiniKubelet.Runtimes.Docker;

public sealed partial class DockerRuntime
{
    private const int ExecPartLimit = 32 * 1024;

    /// <inheritdoc/>
    /// <remarks>
    /// Docker cannot end an exec. After the timeout the process is killed from the host by its pid, which works when this
    /// process shares Docker's PID namespace (a Docker on this machine); elsewhere it is abandoned and runs on in its container.
    /// </remarks>
    public async Task<ExecResult> ExecAsync(
        string containerId, EquatableArray<string> command, TimeSpan timeout, int outputLimit, CancellationToken cancellationToken)
    {
        var created = await _engine
            .PostAsync(
                EngineCall.Exec,
                containerId,
                $"/containers/{containerId}/exec",
                new CreateExecRequest(AttachStdout: true, AttachStderr: true, command),
                EngineJson.Default.CreateExecRequest,
                EngineJson.Default.CreatedObject,
                cancellationToken)
            .ConfigureAwait(false);

        using var deadline = new CancellationTokenSource(timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            var output = await RunAsync(containerId, created.Id, outputLimit, either.Token).ConfigureAwait(false);
            var end = await UntilEndedAsync(containerId, created.Id, either.Token).ConfigureAwait(false);
            return end.Pid == 0
                ? throw new RuntimeException(RuntimeErrorKind.CannotRun, containerId, output.TrimEnd())
                : new ExecResult(end.ExitCode ?? -1, output);
        }
        catch (OperationCanceledException)
        {
            await KillExecAsync(containerId, created.Id).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            throw new RuntimeException(
                RuntimeErrorKind.Timeout, containerId, $"command did not end within {timeout.TotalSeconds:0.###} s");
        }
    }

    /// <summary>
    /// The output ends when the last process closes it: Docker may hear of the end a moment later, and a command may close its
    /// output and go on. An exec can only be asked, not waited for.
    /// </summary>
    private async Task<ExecDetails> UntilEndedAsync(string containerId, string execId, CancellationToken cancellationToken)
    {
        var pause = TimeSpan.FromMilliseconds(2);
        while (true)
        {
            var details = await InspectExecAsync(containerId, execId, cancellationToken).ConfigureAwait(false);
            if (!details.Running)
            {
                return details;
            }

            await Task.Delay(pause, _time, cancellationToken).ConfigureAwait(false);
            pause = pause < TimeSpan.FromSeconds(1) ? pause * 2 : pause;
        }
    }

    /// <summary>Starts it and reads until it ends. What is over the limit is read and dropped, so that the process is not blocked.</summary>
    private async Task<string> RunAsync(string containerId, string execId, int outputLimit, CancellationToken cancellationToken)
    {
        var request = EngineClient.Request(
            HttpMethod.Post,
            $"/exec/{execId}/start",
            EngineClient.Json(new StartExecRequest(Detach: false, Tty: false), EngineJson.Default.StartExecRequest));
        using var stream = await _engine.OpenAsync(EngineCall.Exec, containerId, request, cancellationToken).ConfigureAwait(false);
        using var output = new MemoryStream();
        await foreach (var frame in StreamFrame.ReadAsync(stream, ExecPartLimit, cancellationToken).ConfigureAwait(false))
        {
            var room = outputLimit - (int)output.Length;
            output.Write(frame.Bytes.Span[..Math.Min(room, frame.Bytes.Length)]);
        }

        return Encoding.UTF8.GetString(output.GetBuffer(), 0, (int)output.Length);
    }

    private Task<ExecDetails> InspectExecAsync(string containerId, string execId, CancellationToken cancellationToken) =>
        _engine.GetAsync(EngineCall.Exec, containerId, $"/exec/{execId}/json", EngineJson.Default.ExecDetails, cancellationToken);

    private async Task KillExecAsync(string containerId, string execId)
    {
        try
        {
            var running = await InspectExecAsync(containerId, execId, CancellationToken.None).ConfigureAwait(false);
            if (running is { Running: true, Pid: > 0 })
            {
                ContainerProcess.Kill(running.Pid, containerId);
            }
        }
        catch (RuntimeException)
        {
            // The container, and the process with it, is gone, or so is Docker.
        }
    }
}
