using System.Globalization;
using System.Text.RegularExpressions;
using MiniKubelet.Runtime;
using MiniKubelet.Testing;

namespace MiniKubelet.Runtimes.ContractTests.Fake;

/// <summary>The suite's few shell scripts as scripts of the fake: how they end, what they write, what a command in them gives.</summary>
internal static partial class ShellScripts
{
    public static ContainerScript Of(ContainerConfig config)
    {
        if (config.Command is ["/no/such/command", ..])
        {
            return new ContainerScript { CannotRun = $"exec {config.Command[0]}: no such file or directory" };
        }

        var shell = config.Command is ["/bin/sh", "-c", var text] ? text : "";
        var end = new TaskCompletionSource<int>();
        var exit = Exit().Match(shell) is { Success: true } found ? int.Parse(found.Groups[1].Value, CultureInfo.InvariantCulture) : 0;
        var echoes = Echo().Matches(shell).Select(match => match.Groups[1].Value).ToList();
        return new ContainerScript
        {
            // A loop ends with /tmp/end or never, a sleep never; all else at once.
            EndsAfter = shell == "" || shell.Contains("while ", StringComparison.Ordinal) || shell.Contains("sleep ", StringComparison.Ordinal)
                ? null
                : TimeSpan.Zero,
            EndsWhen = shell.Contains("/tmp/end", StringComparison.Ordinal) ? end.Task : null,
            ExitCode = exit,
            EndsAfterStopSignal = shell.Contains("trap ''", StringComparison.Ordinal) ? null : TimeSpan.Zero,
            StopExitCode = Trap().Match(shell) is { Success: true } trap ? int.Parse(trap.Groups[1].Value, CultureInfo.InvariantCulture) : 143,
            Log = shell.Contains("for i in 1 2 3 4 5;", StringComparison.Ordinal) ? ["1", "2", "3", "4", "5"] : echoes.Take(1).ToEquatableArray(),
            LastWords = echoes.Skip(1).ToEquatableArray(),
            Exec = (command, stop) => ExecAsync(command, exit, end, stop),
        };
    }

    private static async Task<ExecResult> ExecAsync(
        EquatableArray<string> command, int exit, TaskCompletionSource<int> end, CancellationToken stop)
    {
        if (command is ["/no/such/command", ..])
        {
            throw new RuntimeException(RuntimeErrorKind.CannotRun, command[0], "no such file or directory");
        }

        if (command is ["sleep", ..])
        {
            await Task.Delay(Timeout.Infinite, stop);
        }

        switch (command is [_, "-c", var text] ? text : "")
        {
            case "touch /tmp/end":
                end.TrySetResult(exit);
                break;
            case "no-such-command":
                return new ExecResult(127, "sh: no-such-command: not found");
            case "exit 126":
                return new ExecResult(126, "");
            case var ps when ps.StartsWith("ps | grep", StringComparison.Ordinal):
                return new ExecResult(1, "");
            case var head when head.StartsWith("head -c 1000000", StringComparison.Ordinal):
                return new ExecResult(3, new string('x', 1_000_000));
        }

        return new ExecResult(0, "");
    }

    [GeneratedRegex(@"(?<!')exit (\d+)$")]
    private static partial Regex Exit();

    [GeneratedRegex(@"trap 'exit (\d+)' TERM")]
    private static partial Regex Trap();

    [GeneratedRegex(@"echo (first|last)")]
    private static partial Regex Echo();
}
