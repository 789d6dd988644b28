using System.Text;
using MiniKubelet.Runtime;
using MiniKubelet.Runtimes.Docker;
using MiniKubelet.Runtimes.Docker.Engine;
using Xunit;

namespace MiniKubelet.Runtimes.ContractTests.Docker;

/// <summary>The readers of Docker's streams on canned bytes, cut at every place.</summary>
public sealed class StreamTests
{
    private static readonly byte[] _frames =
        [1, 0, 0, 0, 0, 0, 0, 3, .. "out"u8, 2, 0, 0, 0, 0, 0, 0, 4, .. "err\n"u8, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, .. "!"u8];

    [Fact]
    public async Task FramesAreReadHoweverTheyArrive()
    {
        for (var piece = 1; piece <= _frames.Length; piece++)
        {
            Assert.Equal(
                [(LogStream.Stdout, "out"), (LogStream.Stderr, "err\n"), (LogStream.Stdout, "!")], await FramesAsync(_frames, piece, 1024));
        }
    }

    [Fact]
    public async Task AFrameOverTheLimitComesInParts()
    {
        Assert.Equal(
            [(LogStream.Stdout, "ou"), (LogStream.Stdout, "t"), (LogStream.Stderr, "er"), (LogStream.Stderr, "r\n"), (LogStream.Stdout, "!")],
            await FramesAsync(_frames, 7, 2));
    }

    [Fact]
    public async Task AFrameThatIsCutOffIsLeftOut()
    {
        Assert.Equal([(LogStream.Stdout, "out")], await FramesAsync(_frames[..^18], 5, 1024));
    }

    [Fact]
    public async Task LinesAreReadHoweverTheyArrive()
    {
        var bytes = "one\ntwo, longer\n\nlast"u8.ToArray();
        for (var piece = 1; piece <= bytes.Length; piece++)
        {
            Assert.Equal(["one\n", "two, longer\n", "\n", "last"], await LinesAsync(bytes, piece, 1024));
            Assert.Equal(["one\n", "two,", " lon", "ger\n", "\n", "last"], await LinesAsync(bytes, piece, 4));
        }
    }

    [Fact]
    public async Task EventsAreReadOneALine()
    {
        var bytes = """
            {"status":"die","id":"abc","Type":"container","Action":"die","Actor":{"ID":"abc","Attributes":{"exitCode":"9","name":"k8s_a_b_c_d_0"}},"time":1}
            {"Type":"container","Action":"exec_create: sh -c x","Actor":{"ID":"abc","Attributes":{}}}

            """u8.ToArray();
        using var stream = Stream(bytes, 10);
        var actions = new List<string>();

        await foreach (var next in stream.ReadObjectsAsync(EngineJson.Default.EngineEvent, 4096, CancellationToken.None))
        {
            actions.Add($"{next.Action} {next.Actor!.Attributes!.GetValueOrDefault("name")}");
        }

        Assert.Equal(["die k8s_a_b_c_d_0", "exec_create: sh -c x "], actions);
    }

    [Fact]
    public async Task WhatIsNoJsonIsAnError()
    {
        using var stream = Stream("{\"Type\":\n"u8.ToArray(), 100);

        var error = await Assert.ThrowsAsync<RuntimeException>(async () =>
        {
            await foreach (var _ in stream.ReadObjectsAsync(EngineJson.Default.EngineEvent, 4096, CancellationToken.None))
            {
            }
        });

        Assert.Equal(RuntimeErrorKind.Internal, error.Kind);
    }

    [Theory]
    [InlineData("2026-11-21T07:39:51.987675141Z hello\n", 639_308_435_919_876_751, "hello\n")]
    [InlineData("2026-11-21T08:39:51.987675141+01:00  two spaces", 639_308_435_919_876_751, " two spaces")]
    [InlineData("no time here\n", 0, "no time here\n")]
    [InlineData("", 0, "")]
    public void ATimeStandsBeforeALine(string line, long ticks, string text)
    {
        var parsed = TimestampedLine.Parse(LogStream.Stderr, Encoding.UTF8.GetBytes(line));

        Assert.Equal((ticks, LogStream.Stderr, text), (parsed.Time.UtcTicks, parsed.Stream, Encoding.UTF8.GetString(parsed.Text.Span)));
    }

    private static EngineStream Stream(byte[] bytes, int piece)
    {
        var source = new PieceStream(bytes, piece);
        return new EngineStream(source, source, "test");
    }

    private static async Task<List<(LogStream Stream, string Text)>> FramesAsync(byte[] bytes, int piece, int limit)
    {
        using var stream = Stream(bytes, piece);
        var frames = new List<(LogStream, string)>();
        await foreach (var frame in StreamFrame.ReadAsync(stream, limit, CancellationToken.None))
        {
            frames.Add((frame.Stream, Encoding.UTF8.GetString(frame.Bytes.Span)));
        }

        return frames;
    }

    private static async Task<List<string>> LinesAsync(byte[] bytes, int piece, int limit)
    {
        using var stream = Stream(bytes, piece);
        var lines = new List<string>();
        await foreach (var line in stream.ReadLinesAsync(limit, CancellationToken.None))
        {
            lines.Add(Encoding.UTF8.GetString(line.Span));
        }

        return lines;
    }

    /// <summary>Gives at most so many bytes at once, as a socket may.</summary>
    private sealed class PieceStream(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(piece, buffer.Length)], cancellationToken);
    }
}
