using System.Globalization;
using MiniKubelet.Events;
using MiniKubelet.Kubernetes;
using static MiniKubelet.Testing.Builders;

namespace MiniKubelet.Core.Tests.Events;

public class EventCorrelatorTests
{
    private const string Nine = "0 a; 1 b; 2 c; 3 d; 4 e; 5 f; 6 g; 7 h; 8 i; ";
    private readonly EventCorrelator _correlator = new();

    /// <summary>Occurrences as "second message", and how the last of them is shown.</summary>
    [Theory]
    [InlineData("0 a", "a x1 since 0")]
    [InlineData("0 a; 5 a; 7 a", "a x3 since 0")]
    [InlineData("0 a; 5 b", "b x1 since 5")]
    [InlineData("0 a; 9000 a", "a x2 since 0")]
    [InlineData(Nine, "i x1 since 8")]
    [InlineData(Nine + "9 j", "(combined from similar events): j x1 since 9")]
    [InlineData(Nine + "9 j; 10 k", "(combined from similar events): k x2 since 9")]
    [InlineData(Nine + "9 j; 10 b", "b x2 since 1")]
    [InlineData(Nine + "9 j; 10 a", "(combined from similar events): a x2 since 9")]
    [InlineData(Nine + "608 j", "(combined from similar events): j x1 since 608")]
    [InlineData(Nine + "608.1 j", "j x1 since 608.1")]
    [InlineData(Nine + "9 j; 700 k; 701 j", "j x1 since 701")]
    public void SimilarOnesAreCombinedAndTheSameCounted(string occurrences, string expected)
    {
        var shown = occurrences.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(text => text.Split(' '))
            .Select(words => Record(double.Parse(words[0], CultureInfo.InvariantCulture), words[1]))
            .ToList();
        Assert.Equal(expected, Text(shown[^1]));
    }

    [Fact]
    public void AfterTwentyFiveOfOneObjectOneMoreIsShownEachFiveMinutes()
    {
        for (var i = 0; i < 25; i++)
        {
            Assert.NotNull(Record(0, "a"));
        }

        Assert.Null(Record(0, "a"));
        Assert.Null(Record(299, "other", reason: "Another"));
        Assert.Equal("a x27 since 0", Text(Record(300, "a")));
        Assert.Null(Record(301, "a"));
        Assert.NotNull(Record(301, "a", about: "elsewhere"));

        // And never more than a burst has gathered, however long it was quiet.
        Assert.Equal(25, Enumerable.Range(0, 40).Count(_ => Record(100_000, "a") is not null));
    }

    [Fact]
    public void OnlyTheSameObjectTypeAndReasonAreSimilarButItsContainersAre()
    {
        for (var i = 0; i < 9; i++)
        {
            Record(0, $"{i}", field: $"spec.containers{{c{i}}}");
        }

        Assert.Equal("x x1 since 0", Text(Record(0, "x", type: "Warning")));
        Assert.Equal("x x1 since 0", Text(Record(0, "x", reason: "Other")));
        Assert.Equal("x x1 since 0", Text(Record(0, "x", about: "other")));
        Assert.Equal("(combined from similar events): x x1 since 0", Text(Record(0, "x", field: "spec.containers{c10}")));
    }

    [Fact]
    public void WhatIsRememberedIsBounded()
    {
        for (var i = 0; i < 4096; i++)
        {
            Record(i, "a", about: $"pod-{i}");
        }

        Assert.Equal("a x2 since 0", Text(Record(5000, "a", about: "pod-0")));
        Record(5000, "a", about: "one-more");
        Assert.Equal("a x1 since 5001", Text(Record(5001, "a", about: "pod-1")));
        Assert.Equal("a x3 since 0", Text(Record(5001, "a", about: "pod-0")));
    }

    private CorrelatedEvent? Record(
        double second, string message, string about = "web", string type = "Normal", string reason = "Reason", string? field = null) =>
        _correlator.Correlate(
            new EventOccurrence(new ObjectReference { Kind = "Pod", Name = about, FieldPath = field }, type, reason, message), At(second));

    private static string Text(CorrelatedEvent? shown) => shown is null ? "nothing" : string.Create(
        CultureInfo.InvariantCulture, $"{shown.Message} x{shown.Count} since {(shown.FirstSeen - At(0)).TotalSeconds}");
}
