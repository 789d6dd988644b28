using MiniKubelet.Runtime;

namespace MiniKubelet.Testing;

/// <summary>How the process of a container behaves in a <see cref="FakeRuntime"/>. By default it runs until it is told to stop.</summary>
public sealed record ContainerScript
{
    /// <summary>Runs for ever; ends at once with 143 when asked to.</summary>
    public static ContainerScript Runs { get; } = new();

    /// <summary>Ends by itself so long after its start; null: never.</summary>
    public TimeSpan? EndsAfter { get; init; }

    /// <summary>Ends with this task's result as exit code when it completes; null: see <see cref="EndsAfter"/>.</summary>
    public Task<int>? EndsWhen { get; init; }

    /// <summary>Its exit code when it ends by <see cref="EndsAfter"/>.</summary>
    public int ExitCode { get; init; }

    /// <summary>How long it takes to end after the stop signal; null: it ignores the signal and must be killed.</summary>
    public TimeSpan? EndsAfterStopSignal { get; init; } = TimeSpan.Zero;

    /// <summary>Its exit code after the stop signal; 143 is that of a process that SIGTERM ended.</summary>
    public int StopExitCode { get; init; } = 143;

    /// <summary>Why its process cannot be started; null: it can.</summary>
    public string? CannotRun { get; init; }

    /// <summary>What it writes to its standard output, at its start.</summary>
    public EquatableArray<string> Log { get; init; } = [];

    /// <summary>What it writes to its standard output when it ends by itself.</summary>
    public EquatableArray<string> LastWords { get; init; } = [];

    /// <summary>Answers commands that are run in it: exec probes and hooks. By default every command ends with 0.</summary>
    public Func<EquatableArray<string>, CancellationToken, Task<ExecResult>> Exec { get; init; } =
        (_, _) => Task.FromResult(new ExecResult(0, ""));

    /// <summary>Ends by itself.</summary>
    public static ContainerScript Ends(TimeSpan after, int exitCode = 0) => new() { EndsAfter = after, ExitCode = exitCode };
}
