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

    public int Count(string line) => Lines.Count(l => l == line);

    /// <summary>Waits until a line has been written a number of times.</summary>
    public Task HasAsync(string line, int times = 1) => Until.TrueAsync(
        $"/shared/log has \"{line}\" {times} times", () => Count(line) >= times, () => string.Join('\n', Lines));

    /// <summary>All lines, in their order.</summary>
    public void Is(params string[] lines) => Assert.Equal(lines, Lines);
}
