using MiniKubelet.Observation;
using MiniKubelet.Runtime;
using MiniKubelet.Testing;
using Xunit;

namespace MiniKubelet.Runtimes.ContractTests.Contract;

public abstract partial class ContainerRuntimeContract
{
    [RuntimeFact]
    public async Task APodThatIsNotThereIsNothing()
    {
        var uid = Guid.NewGuid().ToString();

        Assert.Equal(PodObservation.Nothing(uid), await Runtime.ObservePodAsync(uid, CancellationToken.None));
    }

    [RuntimeFact]
    public async Task ANewConnectionObservesTheSame()
    {
        var pod = await Pods.RunAsync();
        await pod.StartIdleAsync("running");
        await pod.CreateAsync(pod.Container("created", "true"));
        await pod.UntilExitedAsync(await pod.StartAsync(pod.Container("exited", "exit 4")));
        var observed = await pod.ObserveAsync();

        await using var second = await ConnectAsync(SocketPath);

        Assert.Equal(observed, await second.ObservePodAsync(pod.Uid, CancellationToken.None));
        Assert.Contains(observed, await second.ObservePodsAsync(CancellationToken.None));
        Assert.Equal(observed, await pod.ObserveAsync());
    }

    [RuntimeFact]
    public async Task LabelsOfAnImageDoNotMakeItAnotherPods()
    {
        var pod = await Pods.RunAsync();
        var id = await pod.StartAsync(pod.FromImage("main", TestImages.NonRoot));

        Assert.Equal(
            PodObservation.Nothing("forged-by-image"), await Runtime.ObservePodAsync("forged-by-image", CancellationToken.None));
        Assert.Equal(id, Assert.Single((await pod.ObserveAsync()).Containers).Id);
        Assert.Contains(await Runtime.ObservePodsAsync(CancellationToken.None), other => other.Uid == pod.Uid);
        Assert.DoesNotContain(await Runtime.ObservePodsAsync(CancellationToken.None), other => other.Uid == "forged-by-image");
    }

    [RuntimeFact]
    public async Task TheRuntimeSaysWhatItIs()
    {
        var info = await Runtime.GetInfoAsync(CancellationToken.None);

        Assert.True(info is { Name.Length: > 0, Version.Length: > 0, NotReadyReason: null, NetworkNotReadyReason: null }, info.ToString());
    }

    [RuntimeFact]
    public async Task ASocketThatIsNotThereIsUnavailable()
    {
        var error = await FailsAsync(RuntimeErrorKind.Unavailable, () => ObserveAtAsync("/run/no-such-runtime.sock"));

        Assert.Contains("/run/no-such-runtime.sock", error.Message, StringComparison.Ordinal);
    }

    [RuntimeFact]
    public async Task ASocketNobodyListensOnIsUnavailable()
    {
        using var dead = new DeadSocket();

        var error = await FailsAsync(RuntimeErrorKind.Unavailable, () => ObserveAtAsync(dead.Path));

        Assert.Contains(dead.Path, error.Message, StringComparison.Ordinal);
    }

    private async Task ObserveAtAsync(string socketPath)
    {
        await using var runtime = await ConnectAsync(socketPath);
        await runtime.ObservePodAsync("any", CancellationToken.None);
    }
}
