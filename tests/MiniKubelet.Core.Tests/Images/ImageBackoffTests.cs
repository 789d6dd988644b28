using MiniKubelet.Images;
using static MiniKubelet.Testing.Builders;

namespace MiniKubelet.Core.Tests.Images;

public sealed class ImageBackoffTests
{
    [Fact]
    public void ItDoublesFromTenSecondsToFiveMinutes()
    {
        ImageBackoff? entry = null;
        var now = At(0);
        foreach (var seconds in (int[])[10, 20, 40, 80, 160, 300, 300])
        {
            entry = ImageBackoff.Next(entry, "ErrImagePull: no", now);
            Assert.Equal(now.AddSeconds(seconds), entry.WaitUntil(now));
            Assert.Null(entry.WaitUntil(now.AddSeconds(seconds)));
            now = now.AddSeconds(seconds);
        }
    }

    [Fact]
    public void ItIsForgottenTenMinutesAfterTheLastFailure()
    {
        var second = ImageBackoff.Next(ImageBackoff.Next(null, "e", At(0)), "e", At(10));
        Assert.Equal(TimeSpan.FromSeconds(40), ImageBackoff.Next(second, "e", At(610)).Delay);
        Assert.Equal(TimeSpan.FromSeconds(10), ImageBackoff.Next(second, "e", At(611)).Delay);
    }

    [Fact]
    public void AClockThatIsSetBackDoesNotStretchIt() =>
        Assert.Equal(At(-990), ImageBackoff.Next(null, "e", At(0)).WaitUntil(At(-1000)));

    [Fact]
    public void TheKubeletsWords()
    {
        Assert.Equal(
            "Successfully pulled image \"a:1\" in 1.234s (1m2.5s including waiting). Image size: 4264 bytes.",
            ImageMessages.Pulled("a:1", TimeSpan.FromMilliseconds(1234.9), TimeSpan.FromMilliseconds(62500), 4264));
        Assert.Equal("Container image \"a:1\" already present on machine", ImageMessages.Present("a:1"));
        Assert.Equal("Container image \"a:1\" is not present with pull policy of Never", ImageMessages.NeverPull("a:1"));
        Assert.Equal(
            "Unable to retrieve some image pull secrets (a, b); attempting to pull the image may not succeed.",
            ImageMessages.SecretsMissing(["a", "b"]));
        Assert.Equal("no", ImageMessages.Together(["no", "no"]));
        Assert.Equal("[no, never]", ImageMessages.Together(["no", "never"]));
    }
}
