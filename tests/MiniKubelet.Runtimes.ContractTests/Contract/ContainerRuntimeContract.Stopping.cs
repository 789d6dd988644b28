using MiniKubelet.Observation;
using MiniKubelet.Runtime;
using MiniKubelet.Testing;
using Xunit;

namespace MiniKubelet.Runtimes.ContractTests.Contract;

public abstract partial class ContainerRuntimeContract
{
    private const string Ready = "touch /tmp/ready; while :; do usleep 10000; done";

    private static readonly TimeSpan _long = TimeSpan.FromMinutes(10);

    [RuntimeFact]
    public async Task StopLetsAContainerEndByItself()
    {
        var pod = await Pods.RunAsync();
        var id = await StartReadyAsync(pod, pod.Container("main", $"trap 'exit 7' TERM; {Ready}"));

        await Runtime.StopContainerAsync(id, _long, CancellationToken.None);

        var exited = await pod.ObserveAsync(id);
        Assert.True(exited is { State: RunState.Exited, ExitCode: 7, Reason: "Error" }, exited.ToString());
    }

    [RuntimeFact]
    public async Task StopKillsAfterTheGracePeriod()
    {
        var pod = await Pods.RunAsync();
        var id = await StartReadyAsync(pod, pod.Container("main", $"trap '' TERM; {Ready}"));

        await Runtime.StopContainerAsync(id, TimeSpan.FromSeconds(1), CancellationToken.None);

        var exited = await pod.ObserveAsync(id);
        Assert.True(exited is { State: RunState.Exited, ExitCode: 137 }, exited.ToString());
    }

    [RuntimeFact]
    public async Task ZeroGraceKillsWithoutAsking()
    {
        var pod = await Pods.RunAsync();
        var id = await StartReadyAsync(pod, pod.Container("main", $"trap 'exit 7' TERM; {Ready}"));

        await Runtime.StopContainerAsync(id, TimeSpan.Zero, CancellationToken.None);

        var exited = await pod.ObserveAsync(id);
        Assert.True(exited is { State: RunState.Exited, ExitCode: 137 }, exited.ToString());
    }

    [RuntimeFact]
    public async Task AProcessThatDiesOfTheStopSignalSaysSo()
    {
        // In a shared PID namespace the container's process is not number 1, whom a signal without a handler does not touch.
        var pod = await Pods.RunAsync(config => config with { Pid = NamespaceMode.Pod });
        var id = await pod.StartIdleAsync();

        await Runtime.StopContainerAsync(id, _long, CancellationToken.None);

        Assert.Equal(143, (await pod.ObserveAsync(id)).ExitCode);
    }

    [RuntimeFact]
    public async Task LessGraceShortensAStopUnderWay()
    {
        var pod = await Pods.RunAsync();
        var id = await StartReadyAsync(pod, pod.Container("main", $"trap '' TERM; {Ready}"));

        var patient = Runtime.StopContainerAsync(id, _long, CancellationToken.None);
        await Runtime.StopContainerAsync(id, TimeSpan.FromSeconds(1), CancellationToken.None);

        await patient;
        Assert.Equal(137, (await pod.ObserveAsync(id)).ExitCode);
    }

    [RuntimeFact]
    public async Task CancellingAStopAbandonsTheWait()
    {
        var pod = await Pods.RunAsync();
        var id = await StartReadyAsync(pod, pod.Container("main", $"trap '' TERM; {Ready}"));
        using var cancellation = new CancellationTokenSource();

        var stop = Runtime.StopContainerAsync(id, _long, cancellation.Token);
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stop);
        Assert.Equal(RunState.Running, (await pod.ObserveAsync(id)).State);
    }

    [RuntimeFact]
    public async Task TheStopSignalIsTheImagesOrOurs()
    {
        var pod = await Pods.RunAsync();
        var image = pod.FromImage("image", TestImages.NonRoot) with { Args = [$"trap 'exit 5' INT; {Ready}"] };
        var byImage = await StartReadyAsync(pod, image);
        var byUs = await StartReadyAsync(
            pod, image with { Name = "ours", StopSignal = "SIGUSR1", Args = [$"trap 'exit 6' USR1; {Ready}"] });
        var realTime = await StartReadyAsync(
            pod, image with { Name = "realtime", StopSignal = "SIGRTMIN+3", Args = [$"trap 'exit 7' 37; {Ready}"] });

        await Runtime.StopContainerAsync(byImage, _long, CancellationToken.None);
        await Runtime.StopContainerAsync(byUs, _long, CancellationToken.None);
        await Runtime.StopContainerAsync(realTime, _long, CancellationToken.None);

        string[] ids = [byImage, byUs, realTime];
        var codes = (await pod.ObserveAsync()).Containers.ToDictionary(c => c.Id, c => c.ExitCode);
        Assert.Equal([5, 6, 7], ids.Select(id => codes[id]));
        Assert.Equal("SIGUSR1", (await pod.ObserveAsync(byUs)).StopSignal);
    }

    [RuntimeFact]
    public async Task AStopSignalOfOursThatIsIgnoredEndsInAKillAndLessGraceShortensIt()
    {
        var pod = await Pods.RunAsync();
        var id = await StartReadyAsync(
            pod, pod.Container("main", $"trap '' USR1; {Ready}") with { StopSignal = "SIGUSR1" });

        var patient = Runtime.StopContainerAsync(id, _long, CancellationToken.None);
        await Runtime.StopContainerAsync(id, TimeSpan.FromSeconds(1), CancellationToken.None);

        await patient;
        Assert.Equal(137, (await pod.ObserveAsync(id)).ExitCode);
        await Runtime.StopContainerAsync(id, _long, CancellationToken.None);
    }

    [RuntimeFact]
    public async Task StoppingAndRemovingTwiceIsSuccess()
    {
        var pod = await Pods.RunAsync();
        var id = await pod.StartIdleAsync();

        for (var i = 0; i < 2; i++)
        {
            await Runtime.StopContainerAsync(id, TimeSpan.Zero, CancellationToken.None);
            await Runtime.StopContainerAsync(id, TimeSpan.FromSeconds(1), CancellationToken.None);
        }

        for (var i = 0; i < 2; i++)
        {
            await Runtime.RemoveContainerAsync(id, CancellationToken.None);
            await Runtime.StopSandboxAsync(pod.SandboxId, CancellationToken.None);
        }

        await Runtime.RemoveSandboxAsync(pod.SandboxId, CancellationToken.None);
        await Runtime.RemoveSandboxAsync(pod.SandboxId, CancellationToken.None);
    }

    [RuntimeFact]
    public async Task StoppingAndRemovingWhatNeverWasIsSuccess()
    {
        await Runtime.StopContainerAsync(UnknownId, TimeSpan.Zero, CancellationToken.None);
        await Runtime.StopContainerAsync(UnknownId, TimeSpan.FromSeconds(1), CancellationToken.None);
        await Runtime.RemoveContainerAsync(UnknownId, CancellationToken.None);
        await Runtime.StopSandboxAsync(UnknownId, CancellationToken.None);
        await Runtime.RemoveSandboxAsync(UnknownId, CancellationToken.None);
    }

    [RuntimeFact]
    public async Task AContainerThatNeverStartedCanBeStoppedAndRemoved()
    {
        var pod = await Pods.RunAsync();
        var id = await pod.CreateAsync(pod.Container("main", "true"));

        await Runtime.StopContainerAsync(id, TimeSpan.FromSeconds(1), CancellationToken.None);
        await Runtime.RemoveContainerAsync(id, CancellationToken.None);

        Assert.Empty((await pod.ObserveAsync()).Containers);
    }

    [RuntimeFact]
    public async Task ARunningContainerIsRemovedByForce()
    {
        var pod = await Pods.RunAsync();
        var id = await pod.StartIdleAsync();

        await Runtime.RemoveContainerAsync(id, CancellationToken.None);

        Assert.Empty((await pod.ObserveAsync()).Containers);
    }

    [RuntimeFact]
    public async Task StoppingASandboxKillsItsContainers()
    {
        var pod = await Pods.RunAsync();
        var id = await pod.StartIdleAsync();

        await Runtime.StopSandboxAsync(pod.SandboxId, CancellationToken.None);

        var exited = await pod.UntilExitedAsync(id);
        Assert.Equal(137, exited.ExitCode);
        Assert.False((await pod.ObserveAsync()).Sandboxes.Single().Ready);
    }

    [RuntimeFact]
    public async Task RemovingASandboxRemovesItsContainers()
    {
        var pod = await Pods.RunAsync();
        await pod.StartIdleAsync("a");
        await pod.CreateAsync(pod.Container("b", "true"));
        await Runtime.StopSandboxAsync(pod.SandboxId, CancellationToken.None);

        await Runtime.RemoveSandboxAsync(pod.SandboxId, CancellationToken.None);

        Assert.Equal(PodObservation.Nothing(pod.Uid), await pod.ObserveAsync());
    }

    /// <summary>Starts a container whose script is past its traps when it has touched /tmp/ready.</summary>
    private static async Task<string> StartReadyAsync(TestPod pod, ContainerConfig config)
    {
        var id = await pod.StartAsync(config);
        await TestPods.UntilAsync(
            "the script has set its traps", async () => (await pod.TryShellAsync(id, "test -e /tmp/ready")).ExitCode == 0 ? id : null);
        return id;
    }
}
