using Xunit;

namespace MiniKubelet.EndToEnd.Tests.Harness;

/// <summary>
/// A file that all containers append to, at /shared/log: who did what in which order, by their own word and across restarts of
/// everything.
/// </summary>
public sealed class SharedLog(string folder)
{
    private readonly string _path = Path.Join(folder, "log");

    public IReadOnlyList<string> Lines => File.Exists(_path) ? File.ReadAllLines(_path) : [];

    /// <summary>What <see cref="Recorded"/> containers have told so far.</summary>
    public Timeline Timeline => new(Lines);

    /// <summary>A shell command that appends a line with the time since boot. One short write to the end of a file is whole, and its
    /// place is that of the moment.</summary>
    public static string Tell(string who, string words, string log = "/shared/log") =>
        $"read -r up idle </proc/uptime; echo \"$up {who} {words}\" >>{log}";

    public int Count(string line) => Lines.Count(l => l == line);

    /// <summary>Waits until a line has been written a number of times.</summary>
    public Task HasAsync(string line, int times = 1) => Until.TrueAsync(
        $"/shared/log has \"{line}\" {times} times", () => Count(line) >= times, () => string.Join('\n', Lines));

    /// <summary>Waits until something, such as <c>app starts</c>, has come to pass a number of times.</summary>
    public async Task<Timeline> ShowsAsync(string what, int times = 1)
    {
        await Until.TrueAsync($"\"{what}\" comes to pass {times} times", () => Timeline.Count(what) >= times, () => Timeline.ToString());
        return Timeline;
    }

    /// <summary>Puts what the test itself is about to do into the timeline.</summary>
    public Task MarkAsync(string what) => Command.RunAsync("sh", "-c", Tell("the test", what, _path));

    /// <summary>All lines, in their order.</summary>
    public void Is(params string[] lines) => Assert.Equal(lines, Lines);
}
