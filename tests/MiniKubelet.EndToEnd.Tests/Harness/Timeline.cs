using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace MiniKubelet.EndToEnd.Tests.Harness;

/// <summary>
/// What <see cref="Recorded"/> containers have told, in the order in which it came to pass: that of the lines in the log. A test
/// asks for moments and says how they follow one another; what does not hold shows the whole timeline.
/// </summary>
public sealed partial class Timeline
{
    private readonly IReadOnlyList<Moment> _moments;

    public Timeline(IEnumerable<string> lines) => _moments = [.. lines.Select(Parse)];

    public Moment Starts(string container, int run = 1) => The($"{container} starts", run);

    public Moment IsToldToEnd(string container, int time = 1) => The($"{container} is told to end", time);

    public Moment Ends(string container, int run = 1) => The($"{container} ends", run);

    public Moment PostStartBegins(string container, int run = 1) => The($"{container} postStart begins", run);

    public Moment PostStartEnds(string container, int run = 1) => The($"{container} postStart ends", run);

    public Moment PreStopBegins(string container, int run = 1) => The($"{container} preStop begins", run);

    public Moment PreStopEnds(string container, int run = 1) => The($"{container} preStop ends", run);

    /// <summary>When the n-th time something came to pass, such as <c>app starts</c>, or what the test itself marked.</summary>
    public Moment The(string what, int time = 1) =>
        All(what).ElementAtOrDefault(time - 1)
        ?? throw Violation(time == 1 ? $"\"{what}\" should have come to pass" : $"\"{what}\" should have come to pass {time} times");

    public Moment LastTimeOf(string what) => The(what, Math.Max(1, Count(what)));

    public int Count(string what) => All(what).Count();

    /// <summary>The earliest of several moments.</summary>
    public static Moment FirstOf(params Moment[] moments) => moments.MinBy(m => m.Position)!;

    /// <summary>The latest of several moments.</summary>
    public static Moment LastOf(params Moment[] moments) => moments.MaxBy(m => m.Position)!;

    public void StartsTimes(int times, params string[] containers)
    {
        foreach (var container in containers.Where(c => Count($"{c} starts") != times))
        {
            throw Violation($"\"{container}\" should have started {times} times, not {Count($"{container} starts")}");
        }
    }

    public void NeverStarts(params string[] containers) => StartsTimes(0, containers);

    /// <summary>Nothing of a container, its hooks and its probes was ever told.</summary>
    public void NeverHappens(string what)
    {
        if (All(what).FirstOrDefault() is { } moment)
        {
            throw Violation($"{moment} should not have come to pass");
        }
    }

    /// <summary>Each had started before the other ended.</summary>
    public void RunTogether(string one, string other)
    {
        Starts(one).Before(Ends(other));
        Starts(other).Before(Ends(one));
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var moment in _moments)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {(moment.At - _moments[0].At).TotalSeconds,7:F2} s  {moment.What}");
        }

        return text.Length > 0 ? text.ToString() : "  (nothing came to pass)";
    }

    internal Exception Violation(string what) => Xunit.Sdk.FailException.ForFailure($"{what}; what came to pass:\n{this}");

    private IEnumerable<Moment> All(string what) => _moments.Where(m => m.What == what);

    private Moment Parse(string line, int position) => Line().Match(line) is { Success: true } match
        ? new Moment(this, position, TimeSpan.FromSeconds(double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)), match.Groups[2].Value)
        : throw new FormatException($"line {position + 1} of the shared log was not told by a recorded container: {line}");

    [GeneratedRegex(@"^(\d+\.\d\d) (\S.*)$")]
    private static partial Regex Line();
}

/// <summary>A moment of a timeline.</summary>
/// <param name="Timeline">What it belongs to.</param>
/// <param name="Position">Its place among the others.</param>
/// <param name="At">The time since boot, in hundredths of a second.</param>
/// <param name="What">What came to pass.</param>
public sealed record Moment(Timeline Timeline, int Position, TimeSpan At, string What)
{
    // The clock that stamps lines shows hundredths, and is not the one that the daemon waits by.
    private static readonly TimeSpan _slack = TimeSpan.FromMilliseconds(100);

    /// <summary>This came to pass before something else, which is returned: so a whole order is one sentence.</summary>
    public Moment Before(Moment later) => Position < later.Position
        ? later
        : throw Timeline.Violation($"{this} should have come before {later}");

    /// <summary>This came to pass no sooner than some time after something else. There is no such bound from above: machines are slow.</summary>
    public void ComesAtLeast(TimeSpan time, Moment after)
    {
        after.Before(this);
        if (At - after.At < time - _slack)
        {
            throw Timeline.Violation($"{this} should have come {time.TotalSeconds} s after {after}");
        }
    }

    public override string ToString() => $"\"{What}\" (line {Position + 1})";
}
