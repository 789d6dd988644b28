using System.Text;
using MiniKubelet.Runtime;
using MiniKubelet.Runtimes.Cri.Logs;
using Xunit;

namespace MiniKubelet.Runtimes.ContractTests.Cri;

public sealed class CriLogLineTests
{
    [Theory]
    [InlineData("2026-11-21T07:37:49.570698109Z stdout F text with  spaces ", LogStream.Stdout, "text with  spaces \n", 5706981)]
    [InlineData("2026-11-21T07:37:49.570698109Z stderr P part", LogStream.Stderr, "part", 5706981)]
    [InlineData("2026-11-21T07:37:49.5Z stdout F ", LogStream.Stdout, "\n", 5000000)]
    [InlineData("2026-11-21T07:37:49Z stdout F", LogStream.Stdout, "\n", 0)]
    [InlineData("2026-11-21T09:07:49.000000001+01:30 stdout F F P", LogStream.Stdout, "F P\n", 0)]
    [InlineData("2026-11-20T23:37:49.0000001-08:00 stdout P:tag x", LogStream.Stdout, "x", 1)]
    [InlineData("2026-11-21T07:37:49Z stdout F:a:b ü", LogStream.Stdout, "ü\n", 0)]
    public void ALineIsRead(string line, LogStream stream, string text, long ticks)
    {
        Assert.True(CriLogLine.TryParse(Encoding.UTF8.GetBytes(line), since: null, out var parsed));

        Assert.Equal(new DateTimeOffset(2026, 11, 21, 7, 37, 49, TimeSpan.Zero).AddTicks(ticks), parsed.Time);
        Assert.Equal(stream, parsed.Stream);
        Assert.Equal(text, Encoding.UTF8.GetString(parsed.Text.Span));
        Assert.Equal(text.EndsWith('\n'), CriLogLine.EndsHere(Encoding.UTF8.GetBytes(line)));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("text of another program")]
    [InlineData("2026-11-21T07:37:49.570698109Z")]
    [InlineData("2026-11-21T07:37:49.570698109Z stdout")]
    [InlineData("2026-11-21T07:37:49.570698109Z stdlog F text")]
    [InlineData("2026-11-21T07:37:49.570698109Z stdout X text")]
    [InlineData("2026-11-21T07:37:49.570698109 stdout F text")]
    [InlineData("2026-11-21T07:37:49.Z stdout F text")]
    [InlineData("2026-11-21T07:37:49.1234567890Z stdout F text")]
    [InlineData("2026-02-29T07:37:49Z stdout F text")]
    [InlineData("2026-13-01T07:37:49Z stdout F text")]
    [InlineData("0000-01-01T00:00:00Z stdout F text")]
    [InlineData("0001-01-01T00:00:00+01:00 stdout F text")]
    [InlineData("2026-11-21T24:00:00Z stdout F text")]
    [InlineData("2026-11-21T07:37:49+1:00 stdout F text")]
    [InlineData("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0")]
    public void WhatIsNoLineIsNotRead(string line)
    {
        Assert.False(CriLogLine.TryParse(Encoding.UTF8.GetBytes(line), since: null, out _));
        Assert.False(CriLogLine.EndsHere(Encoding.UTF8.GetBytes(line)));
    }

    [Fact]
    public void OlderLinesThanWantedAreLeftOut()
    {
        var since = new DateTimeOffset(2026, 11, 21, 7, 37, 49, TimeSpan.Zero);

        Assert.False(CriLogLine.TryParse("2026-11-21T07:37:48.9999999Z stdout F x"u8, since, out _));
        Assert.True(CriLogLine.TryParse("2026-11-21T07:37:49Z stdout F x"u8, since, out _));
    }
}
