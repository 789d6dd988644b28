using MiniKubelet.EndToEnd.Tests.Harness;
using MiniKubelet.Testing;
using Xunit;
using Xunit.Abstractions;

namespace MiniKubelet.EndToEnd.Tests;

/// <summary>kubectl logs.</summary>
public abstract class PodLogTests(RuntimeUnderTest runtime, ITestOutputHelper output) : EndToEndTest(runtime, output)
{
    private const string WaitForTheEnd = "until [ -e /shared/end ]; do sleep 0.1; done";

    [RuntimeFact]
    public async Task KubectlLogsShowsWhatContainersWrote()
    {
        Put(new Manifest("talker")
        {
            Containers =
            [
                Manifest.Script("one", $"echo first; echo to stderr >&2; echo last; touch /shared/said; {Manifest.Idle}"),
                Manifest.Script("two", $"echo from two; {Manifest.Idle}"),
            ],
        });
        await ReadyAsync("talker");
        await Until.TrueAsync("container one has spoken", () => File.Exists(Path.Join(Folder.Shared, "said")));

        // The two streams are not ordered among each other.
        await Until.TrueAsync("all three lines are shown", async () =>
            Lines(await Kubectl.RunAsync("logs", "talker", "-c", "one")).Order(StringComparer.Ordinal).SequenceEqual(["first", "last", "to stderr"]));
        await Until.TrueAsync("container two is shown", async () => await Kubectl.RunAsync("logs", "talker", "-c", "two") == "from two\n");
        Assert.Single(Lines(await Kubectl.RunAsync("logs", "talker", "-c", "one", "--tail", "1")));
        Assert.Equal(3, Lines(await Kubectl.RunAsync("logs", "talker", "-c", "one", "--since", "1h")).Length);
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z from two\n$", await Kubectl.RunAsync("logs", "talker", "-c", "two", "--timestamps"));
        var unclear = await Kubectl.TryRunAsync("logs", "talker", "-c", "three");
        Assert.Equal(1, unclear.ExitCode);
        Assert.Contains("container three is not valid for pod talker", unclear.Error, StringComparison.Ordinal);
    }

    [RuntimeFact]
    public async Task KubectlLogsFollowsUntilTheContainerEnds()
    {
        Put(new Manifest("talker")
        {
            Containers = [Manifest.Script("app", $"echo begin; {WaitForTheEnd}; echo end")],
            Spec = "restartPolicy: Never",
        });
        await PodAsync("talker", "runs", pod => pod.Status.ContainerStatuses is [{ State.Running: not null }]);
        using var follow = Kubectl.Start("logs", "talker", "-f");
        Assert.Equal("begin", await follow.StandardOutput.ReadLineAsync().WaitAsync(Until.Patience));

        await File.WriteAllTextAsync(Path.Join(Folder.Shared, "end"), "");

        var rest = await Command.EndAsync(follow);
        Assert.Equal("end\n", rest.Output);
        Assert.Equal(0, rest.ExitCode);
    }

    [RuntimeFact]
    public async Task KubectlLogsPreviousShowsTheCrashedInstance()
    {
        Put(new Manifest("crasher")
        {
            Containers = [Manifest.Script("app", $"echo $$ run >> /shared/log; if [ -e /shared/crashed ]; then echo well; {Manifest.Idle}; fi; touch /shared/crashed; echo crash; exit 7")],
        });
        var pod = await PodAsync("crasher", "runs again", p => p.Status.ContainerStatuses is [{ RestartCount: 1, State.Running: not null }]);

        Assert.Equal(7, pod.Container("app").LastState.Terminated?.ExitCode);
        Assert.Equal("crash\n", await Kubectl.RunAsync("logs", "crasher", "--previous"));
        await Until.TrueAsync("the second instance is shown", async () => await Kubectl.RunAsync("logs", "crasher") == "well\n");
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}

[Collection(Collections.Containerd), RequiresRuntime(RequiresRuntimeAttribute.Containerd)]
public sealed class PodLogOnContainerdTests(ITestOutputHelper output) : PodLogTests(RuntimeUnderTest.Containerd, output);

[Collection(Collections.Docker), RequiresRuntime(RequiresRuntimeAttribute.Docker)]
public sealed class PodLogOnDockerTests(ITestOutputHelper output) : PodLogTests(RuntimeUnderTest.Docker, output);
