using System.Text;
using MiniKubelet.Status;

namespace MiniKubelet.Core.Tests.Status;

public sealed class TerminationMessageTests
{
    [Theory]
    [InlineData("", "", null)]
    [InlineData("", "bye", "bye")]
    [InlineData("exec failed", "", "exec failed")]
    [InlineData("exec failed", "bye", "exec failed: bye")]
    public void TheRuntimesWordsComeFirst(string runtime, string words, string? message) =>
        Assert.Equal(message, TerminationMessage.Of(runtime, words, 1));

    [Theory]
    [InlineData(1, 4096)]
    [InlineData(3, 4096)]
    [InlineData(4, 3072)]
    [InlineData(12, 1024)]
    public void TheContainersOfAPodShareTwelveKilobytes(int containers, int length) =>
        Assert.Equal(length, TerminationMessage.Of("", new string('x', 4096), containers)!.Length);

    [Fact]
    public void WhatIsCutIsCutBetweenCharacters()
    {
        // 12 KiB for 5 containers are 2457 bytes: 819 characters of three bytes fit exactly, of four bytes only 614.
        Assert.Equal(new string('€', 819), TerminationMessage.Of("", new string('€', 1000), 5));
        Assert.Equal(string.Concat(Enumerable.Repeat("🙂", 614)), TerminationMessage.Of("", string.Concat(Enumerable.Repeat("🙂", 1000)), 5));
    }

    [Theory]
    [InlineData("abc", 4, "abc")]
    [InlineData("abcd", 4, "abcd")]
    [InlineData("abcde", 4, "bcde")]
    [InlineData("a€bc", 4, "bc")]
    [InlineData("a🙂bc", 4, "bc")]
    [InlineData("a🙂bc", 6, "🙂bc")]
    public void ATailBeginsWithAWholeCharacter(string text, int limit, string tail) =>
        Assert.Equal(tail, TerminationMessage.Tail(Encoding.UTF8.GetBytes(text), limit));

    [Fact]
    public void BytesThatAreNoTextAreShownAsSuch()
    {
        Assert.Equal("\uFFFDA\uFFFD", TerminationMessage.Tail([0xFF, 0x41, 0xC3], 4));
        Assert.Equal("\uFFFD", TerminationMessage.Tail([0x41, 0x80, 0x80, 0x80, 0x80], 4));
    }
}
