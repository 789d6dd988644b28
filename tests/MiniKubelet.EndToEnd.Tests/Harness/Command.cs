using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace MiniKubelet.EndToEnd.Tests.Harness;

/// <summary>What a command said and how it ended.</summary>
public sealed record CommandResult(int ExitCode, string Output, string Error)
{
    /// <summary>Both streams.</summary>
    public string All => Output + Error;
}

/// <summary>Runs programs of this machine.</summary>
public static class Command
{
    /// <summary>Runs a program to its end.</summary>
    public static async Task<CommandResult> TryRunAsync(string program, params string[] arguments)
    {
        using var process = Start(program, arguments);
        return await EndAsync(process);
    }

    /// <summary>Runs a program that must succeed; its standard output.</summary>
    public static async Task<string> RunAsync(string program, params string[] arguments)
    {
        var result = await TryRunAsync(program, arguments);
        Assert.True(result.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: exit code {result.ExitCode}\n{result.All}");
        return result.Output;
    }

    /// <summary>Starts a program with its streams redirected.</summary>
    public static Process Start(string program, params string[] arguments) =>
        Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;

    /// <summary>Waits for the end of a started program.</summary>
    public static async Task<CommandResult> EndAsync(Process process)
    {
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync().WaitAsync(Until.Patience);
        }
        catch (TimeoutException)
        {
            process.Kill();
            throw new TimeoutException($"{process.StartInfo.FileName} {string.Join(' ', process.StartInfo.ArgumentList)} does not end");
        }

        return new CommandResult(process.ExitCode, await output, await error);
    }

    /// <summary>Sends a signal.</summary>
    public static async Task SignalAsync(int pid, PosixSignalName signal) =>
        await RunAsync("kill", $"-{signal}", pid.ToString(CultureInfo.InvariantCulture));
}

/// <summary>The signals that tests send.</summary>
public enum PosixSignalName
{
    /// <summary>Asks a process to end.</summary>
    TERM,

    /// <summary>Ends a process, which cannot do anything about it.</summary>
    KILL,
}
