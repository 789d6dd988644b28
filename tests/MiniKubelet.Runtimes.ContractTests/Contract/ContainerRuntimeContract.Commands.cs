using MiniKubelet.Testing;
using Xunit;

namespace MiniKubelet.Runtimes.ContractTests.Contract;

// The nonroot image: ENTRYPOINT busybox sh -c, CMD "echo default command; exec sleep 3600", IMAGE_VARIABLE=from-image, WORKDIR /work.
public abstract partial class ContainerRuntimeContract
{
    [RuntimeFact]
    public async Task WithoutCommandAndArgsTheImagesRun()
    {
        var pod = await Pods.RunAsync();
        var id = await pod.StartAsync(pod.FromImage("main", TestImages.NonRoot));

        Assert.Equal("default command", await UntilLogAsync(pod, id));
    }

    [RuntimeFact]
    public async Task ArgsReplaceTheImagesArgumentsAndKeepItsEntrypoint()
    {
        var pod = await Pods.RunAsync();
        var config = pod.FromImage("main", TestImages.NonRoot) with { Args = ["echo $IMAGE_VARIABLE in $PWD"] };

        Assert.Equal("from-image in /work", await pod.OutputOfAsync(config));
    }

    [RuntimeFact]
    public async Task ACommandDropsTheImagesArguments()
    {
        var pod = await Pods.RunAsync();
        var config = pod.FromImage("main", TestImages.NonRoot) with { Command = ["/bin/echo", "alone"] };

        Assert.Equal("alone", await pod.OutputOfAsync(config));
    }

    [RuntimeFact]
    public async Task CommandAndArgsReplaceBoth()
    {
        var pod = await Pods.RunAsync();
        var config = pod.FromImage("main", TestImages.NonRoot) with { Command = ["/bin/echo", "-n"], Args = ["a  b", "$HOME", ""] };

        Assert.Equal("a  b $HOME", await pod.OutputOfAsync(config));
    }

    [RuntimeFact]
    public async Task EnvironmentComesOnTopOfTheImages()
    {
        var pod = await Pods.RunAsync();
        var config = pod.FromImage("main", TestImages.NonRoot) with
        {
            Args = ["echo \"$IMAGE_VARIABLE|$A|$B|$EMPTY|${EMPTY-unset}|$PATH\""],
            Environment =
            [
                new("IMAGE_VARIABLE", "ours"),
                new("A", "x=y z"),
                new("B", "two\nlines"),
                new("EMPTY", ""),
            ],
        };

        Assert.Equal(
            "ours|x=y z|two\nlines|||/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            await pod.OutputOfAsync(config));
    }

    [RuntimeFact]
    public async Task TheWorkingDirectoryIsOursIfGiven()
    {
        var pod = await Pods.RunAsync();

        Assert.Equal("/tmp", await pod.OutputOfAsync(pod.FromImage("main", TestImages.NonRoot) with { Args = ["pwd"], WorkingDir = "/tmp" }));
    }

    [RuntimeFact]
    public async Task StandardInputIsClosedUnlessAskedFor()
    {
        var pod = await Pods.RunAsync();

        Assert.Equal("end of input", await pod.OutputOfAsync(pod.Container("main", "cat; echo end of input")));
    }

    [RuntimeFact]
    public async Task ATerminalIsThereIfAskedFor()
    {
        var pod = await Pods.RunAsync();

        Assert.Equal("no", await pod.OutputOfAsync(pod.Container("without", "test -t 1 && echo yes || echo no")));
        Assert.Equal("yes", await pod.OutputOfAsync(pod.Container("with", "test -t 1 && echo yes || echo no") with { Tty = true, Stdin = true }));
    }

    private static Task<string> UntilLogAsync(TestPod pod, string containerId) =>
        TestPods.UntilAsync("a line in the log", async () =>
            await pod.ReadLogAsync(containerId) is { Length: > 0 } log && log.EndsWith('\n') ? log.TrimEnd() : null);
}
