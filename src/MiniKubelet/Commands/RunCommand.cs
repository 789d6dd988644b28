using System.CommandLine;
using MiniKubelet.Api;
using MiniKubelet.Hosting;
using MiniKubelet.Linux;

namespace MiniKubelet.Commands;

/// <summary>Runs the daemon until it is told to stop.</summary>
internal static class RunCommand
{
    public static async Task<int> RunAsync(DaemonFlags flags, ParseResult result, CancellationToken cancellationToken)
    {
        try
        {
            var options = DaemonOptionsReader.Read(flags, result);
            await using var daemon = new Daemon(options, TimeProvider.System);
            await daemon.RunAsync(cancellationToken).ConfigureAwait(false);
            return 0;
        }
        catch (Exception e) when (e is DaemonException or ApiServerException or LinuxException)
        {
            await Console.Error.WriteLineAsync($"minikubelet: {e.Message}").ConfigureAwait(false);
            return 1;
        }
    }
}
