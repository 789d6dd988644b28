using System.Text;
using MiniKubelet.Runtime;
using MiniKubelet.Runtimes.Cri.Logs;
using Xunit;

namespace MiniKubelet.Runtimes.ContractTests.Cri;

public sealed class LogReaderTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("minikubelet-logs-");
    private bool _ended;

    private string LogPath => Path.Combine(_directory.FullName, "main", "0.log");

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory]
    [InlineData(0, "")]
    [InlineData(1, "four\n")]
    [InlineData(2, "three\nfour\n")]
    [InlineData(3, "two\nthree\nfour\n")]
    [InlineData(4, "one\ntwo\nthree\nfour\n")]
    [InlineData(5, "one\ntwo\nthree\nfour\n")]
    public async Task TheTailCountsLinesOfTheProgram(long tail, string expected)
    {
        Write("F one", "P tw", "F o", "P th", "P re", "F e", "F four");

        Assert.Equal(expected, await ReadAsync(new LogOptions(Follow: false, tail, Since: null)));
    }

    [Fact]
    public async Task TheTailOfALongLogIsFoundAcrossBlocks()
    {
        var lines = Enumerable.Range(0, 20_000).Select(i => $"F {i:D5} {new string('x', i % 100)}").ToArray();
        Write(lines);

        var text = await ReadAsync(new LogOptions(Follow: false, Tail: 15_000, Since: null));

        Assert.Equal(15_000, text.Count(c => c == '\n'));
        Assert.StartsWith("05000 ", text, StringComparison.Ordinal);
        Assert.EndsWith($"19999 {new string('x', 99)}\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ALineThatIsStillBeingWrittenIsLeftOut()
    {
        Write("F whole");
        await File.AppendAllTextAsync(LogPath, "2026-11-21T07:37:49Z stdout F ha");

        Assert.Equal("whole\n", await ReadAsync(new LogOptions(Follow: false, Tail: null, Since: null)));
    }

    [Fact]
    public async Task WithoutAFileThereAreNoLines()
    {
        Assert.Equal("", await ReadAsync(new LogOptions(Follow: false, Tail: 3, Since: null)));
    }

    [Fact]
    public async Task LinesLongerThanABlockAreReadAndMonstersDropped()
    {
        var line = new string('x', 200_000);
        Write("F before", "F " + line, "F " + new string('y', 3_000_000), "F after");

        Assert.Equal($"before\n{line}\nafter\n", await ReadAsync(new LogOptions(Follow: false, Tail: null, Since: null)));
    }

    [Fact]
    public async Task FollowingWaitsForTheFileAndForLinesUntilTheContainerHasEnded()
    {
        await using var lines = Follow();
        var first = lines.MoveNextAsync().AsTask();

        Write("F one");
        Assert.True(await first.WaitAsync(TimeSpan.FromMinutes(1)));
        Assert.Equal("one\n", Text(lines.Current));

        Write("P tw");
        Assert.Equal("tw", await NextAsync(lines));
        Write("F o");
        Assert.Equal("o\n", await NextAsync(lines));

        _ended = true;
        Assert.Null(await NextAsync(lines));
    }

    [Fact]
    public async Task FollowingGoesOnInTheNewFileAfterARotation()
    {
        Write("F one");
        await using var lines = Follow();
        Assert.Equal("one\n", await NextAsync(lines));

        // The runtime goes on writing to the renamed file until it is told to open the new one.
        var rotated = LogPath + ".20261121-073749";
        File.Move(LogPath, rotated);
        WriteTo(rotated, "F two");
        Assert.Equal("two\n", await NextAsync(lines));
        WriteTo(rotated, "F three");
        Write("F four");

        Assert.Equal("three\n", await NextAsync(lines));
        Assert.Equal("four\n", await NextAsync(lines));
        _ended = true;
        Assert.Null(await NextAsync(lines));
    }

    [Fact]
    public async Task FollowingStartsOverInATruncatedFile()
    {
        Write("F one", "F two");
        await using var lines = Follow();
        Assert.Equal("one\n", await NextAsync(lines));
        Assert.Equal("two\n", await NextAsync(lines));

        await File.WriteAllTextAsync(LogPath, "");
        Write("F new");

        Assert.Equal("new\n", await NextAsync(lines));
    }

    [Fact]
    public async Task ALinkInPlaceOfTheLogIsRefused()
    {
        var secret = Path.Combine(_directory.FullName, "0.log");
        WriteTo(secret, "F secret");
        Directory.CreateDirectory(Path.GetDirectoryName(LogPath)!);
        File.CreateSymbolicLink(LogPath, secret);

        await Assert.ThrowsAsync<RuntimeException>(() => ReadAsync(new LogOptions(Follow: false, Tail: null, Since: null)));
    }

    private void Write(params string[] lines) => WriteTo(LogPath, lines);

    private static void WriteTo(string path, params string[] lines)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.AppendAllText(path, string.Concat(lines.Select(line => $"2026-11-21T07:37:49Z stdout {line}\n")));
    }

    private LogReader Reader() => new(LogPath, TimeProvider.System, _ => Task.FromResult(_ended));

    private async Task<string> ReadAsync(LogOptions options)
    {
        var text = new StringBuilder();
        await foreach (var line in Reader().ReadAsync(options, CancellationToken.None))
        {
            text.Append(Text(line));
        }

        return text.ToString();
    }

    private IAsyncEnumerator<LogLine> Follow() =>
        Reader().ReadAsync(new LogOptions(Follow: true, Tail: null, Since: null), CancellationToken.None).GetAsyncEnumerator();

    private static async Task<string?> NextAsync(IAsyncEnumerator<LogLine> lines) =>
        await lines.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(1)) ? Text(lines.Current) : null;

    private static string Text(LogLine line) => Encoding.UTF8.GetString(line.Text.Span);
}
