using System.Globalization;
using MiniKubelet.Runtime;
using MiniKubelet.Runtimes.Docker.Engine;

namespace MiniKubelet.Runtimes.Docker;

public sealed partial class DockerRuntime
{
    /// <inheritdoc/>
    public async Task StopContainerAsync(string containerId, TimeSpan grace, CancellationToken cancellationToken)
    {
        if (grace <= TimeSpan.Zero)
        {
            await KillAsync(containerId, cancellationToken).ConfigureAwait(false);
            return;
        }

        // Docker counts in seconds. A second stop beside the first is its own clock: the shorter grace wins.
        var seconds = Math.Ceiling(grace.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        await GoneIsSuccessAsync(_engine.SendWithoutLimitAsync(
            EngineCall.End, containerId, HttpMethod.Post, $"/containers/{containerId}/stop?t={seconds}", cancellationToken))
            .ConfigureAwait(false);
    }

    /// <summary>Kills; returns when the process is gone (moby waits for that after SIGKILL).</summary>
    private Task KillAsync(string id, CancellationToken cancellationToken) =>
        GoneIsSuccessAsync(_engine.SendAsync(
            EngineCall.End, id, HttpMethod.Post, $"/containers/{id}/kill?signal=KILL", cancellationToken));

    /// <summary>CRI StopContainer, RemoveContainer: "must not return an error if it is already stopped" or removed.</summary>
    private static async Task GoneIsSuccessAsync(Task call)
    {
        try
        {
            await call.ConfigureAwait(false);
        }
        catch (RuntimeException e) when (e.Kind is RuntimeErrorKind.NotFound or RuntimeErrorKind.InvalidState)
        {
        }
    }
}
