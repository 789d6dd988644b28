using System.Collections.Frozen;
using System.Globalization;

namespace MiniKubelet.Runtime;

/// <summary>
/// The signals that <c>lifecycle.stopSignal</c> may name on Linux, with their numbers on the machines we run on: real-time signals from
/// SIGRTMIN (34) to SIGRTMAX (64), as the runtimes count them (moby/sys/signal).
/// </summary>
public static class StopSignals
{
    private const int Min = 34;
    private const int Max = 64;

    private static readonly FrozenDictionary<string, int> Named = new Dictionary<string, int>
    {
        ["SIGABRT"] = 6, ["SIGALRM"] = 14, ["SIGBUS"] = 7, ["SIGCHLD"] = 17, ["SIGCLD"] = 17, ["SIGCONT"] = 18, ["SIGFPE"] = 8,
        ["SIGHUP"] = 1, ["SIGILL"] = 4, ["SIGINT"] = 2, ["SIGIO"] = 29, ["SIGIOT"] = 6, ["SIGKILL"] = 9, ["SIGPIPE"] = 13,
        ["SIGPOLL"] = 29, ["SIGPROF"] = 27, ["SIGPWR"] = 30, ["SIGQUIT"] = 3, ["SIGSEGV"] = 11, ["SIGSTKFLT"] = 16,
        ["SIGSTOP"] = 19, ["SIGSYS"] = 31, ["SIGTERM"] = 15, ["SIGTRAP"] = 5, ["SIGTSTP"] = 20, ["SIGTTIN"] = 21,
        ["SIGTTOU"] = 22, ["SIGURG"] = 23, ["SIGUSR1"] = 10, ["SIGUSR2"] = 12, ["SIGVTALRM"] = 26, ["SIGWINCH"] = 28,
        ["SIGXCPU"] = 24, ["SIGXFSZ"] = 25,
        ["SIGRTMIN"] = Min, ["SIGRTMAX"] = Max,
    }.ToFrozenDictionary();

    /// <summary>The signal's number; null when there is no signal of this name.</summary>
    public static int? NumberOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Named.TryGetValue(name, out var number) ? number
            : Offset(name, "SIGRTMIN+", 15) is { } above ? Min + above
            : Offset(name, "SIGRTMAX-", 14) is { } below ? Max - below
            : null;
    }

    private static int? Offset(string name, string prefix, int largest) =>
        name.StartsWith(prefix, StringComparison.Ordinal)
        && int.TryParse(name.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var offset)
        && offset >= 1 && offset <= largest && name[prefix.Length] != '0'
            ? offset
            : null;
}
