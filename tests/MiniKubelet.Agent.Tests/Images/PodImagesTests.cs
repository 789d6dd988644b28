using MiniKubelet.Agent.Images;
using MiniKubelet.Agent.Tests.Pods;
using MiniKubelet.Kubernetes;
using MiniKubelet.Runtime;
using MiniKubelet.Testing;
using static MiniKubelet.Testing.Builders;

namespace MiniKubelet.Agent.Tests.Images;

/// <summary>Pull policies, back-off, limits, order and what is said of them, in the loops as the daemon has them.</summary>
public sealed class PodImagesTests : IDisposable
{
    private const string Image = "images/a:1";
    private readonly PodRuntimeHarness _harness = new();

    private FakeRuntime Runtime => _harness.Runtime;

    private int Pulls => Runtime.CountOf(RuntimeVerb.PullImage);

    public void Dispose() => _harness.Dispose();

    [Fact]
    public async Task AnImageThatIsThereIsNotPulledAndOneThatIsNotIs()
    {
        var pod = PodOf(App("a"), App("b"));
        Runtime.MissingImage("images/b:1");
        _harness.Run(pod);
        await _harness.UntilAsync(() => _harness.Runs(pod, "b"));
        Assert.Equal(["PullImage images/b:1"], Runtime.Calls.Where(call => call.StartsWith("Pull", StringComparison.Ordinal)));
        Assert.Equal(["Normal Pulled: Container image \"images/a:1\" already present on machine"], Said("a").Where(IsOfImages));
        Assert.Equal(
            [
                "Normal Pulling: Pulling image \"images/b:1\"",
                "Normal Pulled: Successfully pulled image \"images/b:1\" in 0s (0s including waiting). Image size: 1000 bytes.",
            ],
            Said("b").Where(IsOfImages));
    }

    [Fact]
    public async Task AlwaysPullsAtEveryStart()
    {
        var pod = PodOf(App("a") with { ImagePullPolicy = PullPolicy.Always });
        _harness.Run(pod);
        await _harness.UntilAsync(() => _harness.Runs(pod, "a"));
        Assert.Equal(1, Pulls);
        Runtime.KillProcess(_harness.Newest(pod, "a").Id);
        await _harness.AdvanceUntilAsync(() => _harness.Runs(pod, "a", attempt: 1), TimeSpan.FromMinutes(1));
        Assert.Equal(2, Pulls);
    }

    [Fact]
    public async Task NeverNeverPullsAndStartsOnceTheImageIsPutThere()
    {
        var pod = PodOf(App("a") with { ImagePullPolicy = PullPolicy.Never });
        Runtime.MissingImage(Image);
        _harness.Run(pod);
        const string message = "Container image \"images/a:1\" is not present with pull policy of Never";
        await _harness.UntilAsync(() => _harness.ShownContainer(pod, "a")?.State.Waiting is { Reason: "ErrImageNeverPull", Message: message });
        Assert.Equal(
            [$"Warning ErrImageNeverPull: {message}", "Warning Failed: Error: ErrImageNeverPull"], Said("a").Where(IsOfImages));
        Runtime.PresentImage(Image);
        await _harness.AdvanceUntilAsync(() => _harness.Runs(pod, "a"), TimeSpan.FromSeconds(10));
        Assert.Equal(0, Pulls);
    }

    [Fact]
    public async Task ANameThatIsNoneIsSaid()
    {
        var pod = PodOf(App("a") with { Image = "sp ace" });
        _harness.Run(pod);
        const string message = "Failed to apply default image tag \"sp ace\": couldn't parse image name \"sp ace\": invalid reference format";
        await _harness.UntilAsync(() => _harness.ShownContainer(pod, "a")?.State.Waiting is { Reason: "InvalidImageName", Message: message });
        Assert.Equal([$"Warning InspectFailed: {message}", "Warning Failed: Error: InvalidImageName"], Said("a").Where(IsOfImages));
        Assert.Equal(0, Pulls);
    }

    [Fact]
    public async Task AnImageThatCannotBeLookedAtIsLookedAtAgain()
    {
        var pod = PodOf(App("a"));
        Runtime.Fail(RuntimeVerb.GetImage, RuntimeErrorKind.Internal);
        _harness.Run(pod);
        await _harness.UntilAsync(() => _harness.WaitingReason(pod, "a") == "ImageInspectError");
        Assert.Contains("Warning InspectFailed: Failed to inspect image \"images/a:1\": GetImage fails as the test says", Said("a"));
        Assert.Contains("Warning Failed: Error: ImageInspectError", Said("a"));
        await _harness.AdvanceUntilAsync(() => _harness.Runs(pod, "a"), TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task AFailedPullIsShownAsSuchThenAsABackOffAndSaidInTheKubeletsWords()
    {
        var pod = PodOf(App("a"));
        Runtime.MissingImage(Image, RuntimeErrorKind.ImageNotFound);
        _harness.Start();
        var shown = WatchWaitingAsync(pod);
        _harness.Desire(pod);
        await _harness.UntilAsync(() => _harness.ShownContainer(pod, "a")?.State.Waiting is
        {
            Reason: "ImagePullBackOff",
            Message: "Back-off pulling image \"images/a:1\": ErrImagePull: the image cannot be pulled",
        });
        Assert.Equal(["ContainerCreating", "ErrImagePull", "ImagePullBackOff"], await shown);
        Assert.Equal(
            [
                "Normal Pulling: Pulling image \"images/a:1\"",
                "Warning Failed: Failed to pull image \"images/a:1\": the image cannot be pulled",
                "Warning Failed: Error: ErrImagePull",
                "Normal BackOff: Back-off pulling image \"images/a:1\"",
                "Warning Failed: Error: ImagePullBackOff",
            ],
            Said("a").Where(IsOfImages));
    }

    [Fact]
    public async Task ARegistryThatIsAwayIsSaid()
    {
        var pod = PodOf(App("a"));
        Runtime.MissingImage(Image, RuntimeErrorKind.RegistryUnavailable);
        _harness.Run(pod);
        await _harness.UntilAsync(() => _harness.ShownContainer(pod, "a")?.State.Waiting is
        {
            Reason: "ImagePullBackOff",
            Message: "Back-off pulling image \"images/a:1\": RegistryUnavailable: image pull failed for images/a:1 because the registry is unavailable: the image cannot be pulled",
        });
        Assert.Contains("Warning Failed: Failed to pull image \"images/a:1\": the image cannot be pulled", Said("a"));
        Assert.Contains("Warning Failed: Error: RegistryUnavailable", Said("a"));
    }

    [Fact]
    public async Task PullsAreTriedAgainAfterTenSecondsThenTwentyAndSoOn()
    {
        var pod = PodOf(App("a"));
        Runtime.MissingImage(Image, RuntimeErrorKind.ImageNotFound);
        var begun = _harness.Time.Now;
        _harness.Run(pod);
        var at = new List<double>();
        for (var count = 1; count <= 5; count++)
        {
            await _harness.AdvanceUntilAsync(() => Pulls == count, TimeSpan.FromMinutes(3));
            at.Add((_harness.Time.Now - begun).TotalSeconds);
            await _harness.UntilAsync(() => _harness.WaitingReason(pod, "a") == "ImagePullBackOff");
        }

        Assert.Equal([0, 10, 30, 70, 150], at);
    }

    [Fact]
    public async Task AnImageThatIsPutThereDuringABackOffIsFoundSoon()
    {
        var pod = PodOf(App("a"));
        Runtime.MissingImage(Image, RuntimeErrorKind.ImageNotFound);
        _harness.Run(pod);
        await _harness.AdvanceUntilAsync(() => Pulls == 5, TimeSpan.FromMinutes(3));
        await _harness.UntilAsync(() => _harness.WaitingReason(pod, "a") == "ImagePullBackOff");
        Runtime.PresentImage(Image);
        await _harness.AdvanceUntilAsync(() => _harness.Runs(pod, "a"), TimeSpan.FromSeconds(10));
        Assert.Equal(5, Pulls);
    }

    [Fact]
    public async Task TwoContainersOfOneImagePullItOnceAndTheSecondFindsTheBackOff()
    {
        var pod = PodOf(App("a"), App("b") with { Image = Image });
        Runtime.MissingImage(Image, RuntimeErrorKind.ImageNotFound);
        _harness.Run(pod);
        await _harness.UntilAsync(() => _harness.WaitingReason(pod, "b") == "ImagePullBackOff");
        Assert.Equal(1, Pulls);
        Assert.Equal(
            ["Normal BackOff: Back-off pulling image \"images/a:1\"", "Warning Failed: Error: ImagePullBackOff"],
            Said("b").Where(IsOfImages));
        Runtime.MissingImage(Image);
        await _harness.AdvanceUntilAsync(() => _harness.Runs(pod, "a") && _harness.Runs(pod, "b"), TimeSpan.FromSeconds(20));
        Assert.Equal(2, Pulls);
        Assert.Contains("Normal Pulled: Container image \"images/a:1\" already present on machine", Said("b"));
    }

    [Fact]
    public async Task TwoPodsThatWantOneImageAtOncePullItOnce()
    {
        var first = PodOf(App("a"));
        var second = Other(PodOf(App("a")));
        Runtime.MissingImage(Image);
        using (Runtime.Hang(RuntimeVerb.PullImage))
        {
            _harness.Run(first, second);
            await _harness.UntilAsync(() => Pulls == 1 && _harness.Reasons().Count(reason => reason == "Pulling") == 2);
        }

        await _harness.UntilAsync(() => _harness.Runs(first, "a") && _harness.Runs(second, "a"));
        Assert.Equal(1, Pulls);
    }

    [Fact]
    public async Task APullThatAnotherPodWaitsForOutlivesTheFirst()
    {
        var first = PodOf(App("a"));
        var second = Other(PodOf(App("a")));
        Runtime.MissingImage(Image);
        using (Runtime.Hang(RuntimeVerb.PullImage))
        {
            _harness.Run(first, second);
            await _harness.UntilAsync(() => _harness.Reasons().Count(reason => reason == "Pulling") == 2);
            _harness.Desire(second);
            await _harness.UntilAsync(() => _harness.IsGone(first));
        }

        await _harness.UntilAsync(() => _harness.Runs(second, "a"));
        Assert.Equal(1, Pulls);
    }

    [Fact]
    public async Task NoMorePullsRunThanAllowedAndTheyBeginInTheOrderOfTheContainers()
    {
        var names = new[] { "a", "b", "c", "d", "e" };
        var pod = PodOf([.. names.Select(App)]);
        foreach (var name in names)
        {
            Runtime.MissingImage($"images/{name}:1");
        }

        _harness.Pulls = PullLimits.Default with { MaxParallel = 2 };
        using (Runtime.Hang(RuntimeVerb.PullImage, about: "images/b"))
        {
            using (Runtime.Hang(RuntimeVerb.PullImage, about: "images/a"))
            {
                _harness.Run(pod);
                await _harness.UntilAsync(() => Pulls == 2 && _harness.Reasons().Count(reason => reason == "Pulling") == 5);
                Assert.Equal(2, Pulls);
            }

            await _harness.UntilAsync(() => Pulls == 5 && _harness.Runs(pod, "a"));
        }

        await _harness.UntilAsync(() => _harness.Runs(pod, "e"));
        Assert.Equal(
            ["images/a:1", "images/b:1"],
            Runtime.Calls.Where(IsPull).Take(2).Select(call => call[10..]).Order(StringComparer.Ordinal));
        Assert.Equal(["images/c:1", "images/d:1", "images/e:1"], Runtime.Calls.Where(IsPull).Skip(2).Select(call => call[10..]));
        Assert.Equal(
            names.Select(name => $"StartContainer web/{name}#0"),
            Runtime.Calls.Where(call => call.StartsWith("StartContainer", StringComparison.Ordinal)));

        static bool IsPull(string call) => call.StartsWith("PullImage ", StringComparison.Ordinal);
    }

    [Fact]
    public async Task PullsBeyondTheRateAreRefusedAndTriedAfterTheBackOff()
    {
        var names = new[] { "a", "b", "c" };
        var pod = PodOf([.. names.Select(App)]);
        foreach (var name in names)
        {
            Runtime.MissingImage($"images/{name}:1");
        }

        _harness.Pulls = new PullLimits(5, PerSecond: 1, Burst: 2);
        _harness.Run(pod);
        await _harness.UntilAsync(() => names.Any(name => _harness.ShownContainer(pod, name)?.State.Waiting?.Message?.EndsWith("ErrImagePull: pull QPS exceeded", StringComparison.Ordinal) == true));
        Assert.Equal(2, Pulls);
        await _harness.AdvanceUntilAsync(() => names.All(name => _harness.Runs(pod, name)), TimeSpan.FromSeconds(20));
        Assert.Equal(3, Pulls);
    }

    [Fact]
    public async Task WithoutARateAnyNumberIsPulledAtOnce()
    {
        var names = Enumerable.Range(0, 20).Select(i => $"c{i}").ToArray();
        foreach (var name in names)
        {
            Runtime.MissingImage($"images/{name}:1");
        }

        var pod = PodOf([.. names.Select(App)]);
        _harness.Pulls = new PullLimits(20, PerSecond: 0, Burst: 1);
        _harness.Run(pod);
        await _harness.UntilAsync(() => names.All(name => _harness.Runs(pod, name)));
    }

    private static bool IsOfImages(string said) =>
        said.Contains("image", StringComparison.OrdinalIgnoreCase) || said.Contains("Error: ", StringComparison.Ordinal);

    private static Pod Other(Pod pod) => pod with
    {
        Metadata = pod.Metadata with { Name = "other", Uid = "22222222-2222-3333-4444-555555555555" },
    };

    /// <summary>What was recorded about a container, in order.</summary>
    private IEnumerable<string> Said(string container) => _harness.Services.Status.Events.List().Items
        .Where(e => e.InvolvedObject.FieldPath == $"spec.containers{{{container}}}")
        .OrderBy(e => long.Parse(e.Metadata.ResourceVersion!, System.Globalization.CultureInfo.InvariantCulture))
        .Select(e => $"{e.Type} {e.Reason}: {e.Message}");

    /// <summary>Every reason to wait that a watcher of the API is shown, up to the back-off.</summary>
    private async Task<IReadOnlyList<string>> WatchWaitingAsync(Pod pod)
    {
        var seen = new List<string>();
        await foreach (var change in _harness.Services.Status.Pods.Watch(null))
        {
            var reason = change.Object.Status.ContainerStatuses is [var status, ..] ? status.State.Waiting?.Reason : null;
            if (change.Object.Metadata.Uid == pod.Metadata.Uid && reason is not null && (seen.Count == 0 || seen[^1] != reason))
            {
                seen.Add(reason);
            }

            if (reason == "ImagePullBackOff")
            {
                return seen;
            }
        }

        return seen;
    }
}
