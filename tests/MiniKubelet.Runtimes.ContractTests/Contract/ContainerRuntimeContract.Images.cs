using MiniKubelet.Runtime;
using MiniKubelet.Testing;
using Xunit;

namespace MiniKubelet.Runtimes.ContractTests.Contract;

public abstract partial class ContainerRuntimeContract
{
    [RuntimeFact]
    public async Task AnImageIsDescribed()
    {
        var busybox = await Runtime.GetImageAsync(TestImages.Busybox, CancellationToken.None);
        var nonRoot = await Runtime.GetImageAsync(TestImages.NonRoot, CancellationToken.None);

        Assert.StartsWith("sha256:", busybox!.Id, StringComparison.Ordinal);
        Assert.Contains("sha256:", busybox.Reference, StringComparison.Ordinal);
        Assert.Equal(("", "1234"), (busybox.User, nonRoot!.User));
        Assert.True(busybox.Size > 0);
        Assert.Equal(busybox.Id, (await Runtime.GetImageAsync(busybox.Id, CancellationToken.None))?.Id);
    }

    [RuntimeFact]
    public async Task AnImageThatIsNotThereIsNull()
    {
        Assert.Null(await Runtime.GetImageAsync("minikubelet.local/no-such-image:1", CancellationToken.None));
    }

    [RuntimeFact]
    public async Task AnImageNameThatCannotBeParsedIsInvalid()
    {
        var pod = await Pods.RunAsync();

        await FailsAsync(RuntimeErrorKind.InvalidImageName, () => Runtime.GetImageAsync("Not/An:Image:Name", CancellationToken.None));
        await FailsAsync(RuntimeErrorKind.InvalidImageName, () => Runtime.PullImageAsync("UPPER/case", null, CancellationToken.None));
        await FailsAsync(RuntimeErrorKind.InvalidImageName, () => pod.CreateAsync(pod.FromImage("main", "sp ace")));
    }

    [RuntimeFact]
    public async Task CreatingFromAnImageThatIsNotThereDoesNotPull()
    {
        var pod = await Pods.RunAsync();

        await FailsAsync(
            RuntimeErrorKind.ImageNotFound, () => pod.CreateAsync(pod.FromImage("main", "minikubelet.local/no-such-image:1")));
    }

    [RuntimeFact]
    public async Task PullingFromARegistryThatRefusesConnectionsFails()
    {
        await FailsAsync(
            RuntimeErrorKind.RegistryUnavailable, () => Runtime.PullImageAsync("localhost:1/image:1", null, CancellationToken.None));
    }

    [RuntimeFact]
    public async Task AContainerKnowsItsImage()
    {
        var pod = await Pods.RunAsync();
        var image = await Runtime.GetImageAsync(TestImages.Busybox, CancellationToken.None);
        var config = pod.Container("main", "true") with { Image = image!.Id, UserSpecifiedImage = "as/the-manifest:says" };

        var observed = await pod.ObserveAsync(await pod.CreateAsync(config));

        Assert.Equal(("as/the-manifest:says", image.Reference), (observed.Image, observed.ImageId));
    }
}
