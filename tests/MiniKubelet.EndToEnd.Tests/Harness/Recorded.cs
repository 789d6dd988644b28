namespace MiniKubelet.EndToEnd.Tests.Harness;

/// <summary>
/// A container that writes down in the shared log what happens to it, as <see cref="Timeline"/> reads it: <c>starts</c>,
/// <c>is told to end</c>, <c>ends</c>, and what its hooks and probes do. In every script there are
/// <code>
///   tell WORDS…   one line with the time since boot, appended in one write
///   end [CODE]    tells the end and exits
///   await LINE    waits until the log has a line, such as "app starts"
/// </code>
/// </summary>
public sealed record Recorded(string Name)
{
    /// <summary>Work that is never done.</summary>
    public const string Forever = "while :; do sleep 1 & wait $!; done";

    /// <summary>An answer to the stop signal: it is heard, and nothing follows from it.</summary>
    public const string LiveOn = "while :; do tell lives on; sleep 0.2; done";

    /// <summary>What it does between its start and its end.</summary>
    public string Work { get; init; } = Forever;

    /// <summary>What it does when it is told to end, before it ends.</summary>
    public string OnTerm { get; init; } = ":";

    private IReadOnlyList<string> Fields { get; init; } = [];

    private IReadOnlyList<string> Hooks { get; init; } = [];

    /// <summary>An init container, which ends at once, and well.</summary>
    public static Recorded Init(string name, string work = ":") => new(name) { Work = work };

    /// <summary>An init container that runs on beside the others.</summary>
    public static Recorded Sidecar(string name) => new Recorded(name).With("restartPolicy: Always");

    /// <summary>An app container.</summary>
    public static Recorded App(string name, string work = Forever) => new(name) { Work = work };

    /// <summary>With further fields.</summary>
    public Recorded With(string fields) => this with { Fields = [.. Fields, fields] };

    /// <summary>With a postStart hook.</summary>
    public Recorded PostStart(string script) => Hook("postStart", script);

    /// <summary>With a preStop hook.</summary>
    public Recorded PreStop(string script = ":") => Hook("preStop", script);

    /// <summary>With a probe every second that tells when it asks, and what comes of it.</summary>
    /// <param name="type">startup, liveness or readiness.</param>
    /// <param name="question">Answers with its exit code.</param>
    /// <param name="failures">The failure threshold.</param>
    public Recorded Probe(string type, string question, int failures = 1) =>
        With($"{type}Probe: {{ {Exec($"tell is asked by its {type} probe; {question}")}, periodSeconds: 1, timeoutSeconds: 30, failureThreshold: {failures} }}");

    /// <summary>The container as a manifest has it.</summary>
    public static implicit operator string(Recorded recorded) => recorded.Render();

    private Recorded Hook(string name, string script) =>
        this with { Hooks = [.. Hooks, $"{name}: {{ {Exec($"tell {name} begins; {script}; tell {name} ends")} }}"] };

    // The trap is set before the start is told, so that whoever has read of it can rely on the answer to the stop signal.
    private string Render() => Manifest.Script(
        Name,
        Scripted($"trap 'tell is told to end; {OnTerm}; end' TERM; tell starts; {Work}; end"),
        string.Join(", ", Hooks.Count > 0 ? [.. Fields, $"lifecycle: {{ {string.Join(", ", Hooks)} }}"] : Fields));

    private string Exec(string script) => $"exec: {{ command: [sh, -c, {Manifest.Quote(Scripted(script))}] }}";

    private string Scripted(string script) =>
        $"tell() {{ {SharedLog.Tell(Name, "$*")}; }}; "
        + "end() { tell ends; exit ${1:-0}; }; "
        + "await() { until grep -q \" $1$\" /shared/log; do sleep 0.1; done; }; "
        + script;
}
