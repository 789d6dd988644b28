using MiniKubelet.Kubernetes;
using MiniKubelet.Naming;
using MiniKubelet.Runtime;
using MiniKubelet.Testing;
using static MiniKubelet.Testing.Builders;

namespace MiniKubelet.Agent.Tests.Pods;

/// <summary>What a container says last: real files, written by the test in the container's place.</summary>
public sealed class TerminationMessageTests : IDisposable
{
    private const UnixFileMode EverybodyMayWrite = (UnixFileMode)0b110_110_110;

    private static readonly Container Speaking = App("a") with { TerminationMessagePath = "/dev/termination-log" };
    private static readonly Container FallingBack = Speaking with
    {
        TerminationMessagePolicy = TerminationMessagePolicy.FallbackToLogsOnError,
    };

    private readonly PodRuntimeHarness _harness = new();

    public void Dispose() => _harness.Dispose();

    [Fact]
    public async Task TheEndOfTheFileIsKeptForEachInstanceAndOverARestartOfTheDaemon()
    {
        var pod = PodOf(Speaking);
        var first = await StartAsync(pod);
        File.WriteAllText(first, "dropped" + new string('x', 4095) + "!");
        _harness.Runtime.KillProcess(_harness.Newest(pod, "a").Id, 1);
        await _harness.UntilAsync(() => _harness.Runs(pod, "a", attempt: 1) && LastMessage(pod) is not null);
        var second = FileOf(pod);
        Assert.NotEqual(first, second);
        Assert.Equal("", File.ReadAllText(second));
        Assert.Equal(EverybodyMayWrite, File.GetUnixFileMode(second));
        Assert.Equal(new string('x', 4095) + "!", LastMessage(pod));

        _harness.Kill();
        _harness.Start();
        await _harness.UntilAsync(() => LastMessage(pod) is { Length: 4096 });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AFileThatIsNoPlainOneIsNotRead(bool pipe)
    {
        var pod = PodOf(RestartPolicy.Never, Speaking);
        var file = await StartAsync(pod);
        File.Delete(file);
        if (pipe)
        {
            await System.Diagnostics.Process.Start("mkfifo", file).WaitForExitAsync();
        }
        else
        {
            File.WriteAllText(_harness.PathOf("secret"), "secret");
            File.CreateSymbolicLink(file, _harness.PathOf("secret"));
        }

        _harness.Runtime.KillProcess(_harness.Newest(pod, "a").Id, 1);
        await _harness.UntilAsync(() => _harness.Shown(pod)?.Status.Phase == PodPhase.Failed);
        Assert.Null(_harness.ShownContainer(pod, "a")!.State.Terminated!.Message);
    }

    [Fact]
    public async Task APathOutsideOfThePodsDirectoriesIsNotRead()
    {
        var pod = PodOf(RestartPolicy.Never, App("a"));
        var secret = _harness.PathOf("secret");
        File.WriteAllText(secret, "secret");
        await MakeAsync(pod, RuntimeAnnotations.TerminationMessageHostPath, secret);
        _harness.Run(pod);
        await _harness.UntilAsync(() => _harness.ShownContainer(pod, "a")?.State.Running is not null);
        _harness.Runtime.KillProcess(_harness.Newest(pod, "a").Id, 1);
        await _harness.UntilAsync(() => _harness.Shown(pod)?.Status.Phase == PodPhase.Failed);
        Assert.Null(_harness.ShownContainer(pod, "a")!.State.Terminated!.Message);
    }

    [Fact]
    public async Task AFailureWithoutLastWordsShowsTheEndOfItsLog()
    {
        var lines = Enumerable.Range(1, 100).Select(i => $"line {i}").ToList();
        Assert.Equal(
            string.Concat(lines.Skip(20).Select(line => line + "\n")), await EndAsync(FallingBack, exitCode: 3, file: "", lines));
    }

    [Fact]
    public async Task OfALongLogTwoKilobytesAreShown()
    {
        var shown = await EndAsync(FallingBack, exitCode: 3, file: "", [.. Enumerable.Repeat(new string('x', 100), 50)]);
        Assert.Equal(2048, shown!.Length);
        Assert.EndsWith("x\n", shown, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "", null)]
    [InlineData(1, "my words", "my words")]
    public async Task SuccessAndOwnWordsNeedNoLog(int exitCode, string file, string? shown) =>
        Assert.Equal(shown, await EndAsync(FallingBack, exitCode, file, ["from the log"]));

    [Fact]
    public async Task ThePolicyFileNeverLooksAtTheLog() =>
        Assert.Null(await EndAsync(Speaking, exitCode: 1, file: "", ["from the log"]));

    [Fact]
    public async Task AContainerThatCouldNotRunHasNoLog()
    {
        var pod = PodOf(RestartPolicy.Never, FallingBack);
        _harness.Runtime.Script("a", new ContainerScript { CannotRun = "no such command", Log = ["from the log"] });
        _harness.Run(pod);
        await _harness.UntilAsync(() => _harness.Shown(pod)?.Status.Phase == PodPhase.Failed);
        Assert.Equal("no such command", _harness.ShownContainer(pod, "a")!.State.Terminated!.Message);
        Assert.Equal(0, _harness.Runtime.CountOf(RuntimeVerb.ReadLogs));
    }

    [Fact]
    public async Task ALogThatCannotBeReadIsTriedAgainAndOneThatHangsIsNotWaitedFor()
    {
        var pod = PodOf(FallingBack);
        _harness.Runtime.Script("a", attempt => attempt == 0
            ? new ContainerScript { Log = ["from the log"], EndsWhen = Task.FromResult(1) }
            : ContainerScript.Runs);
        _harness.Runtime.Fail(RuntimeVerb.ReadLogs, RuntimeErrorKind.Unavailable);
        using (_harness.Runtime.Hang(RuntimeVerb.ReadLogs))
        {
            _harness.Run(pod);
            await _harness.AdvanceUntilAsync(() => _harness.Runs(pod, "a", attempt: 1), TimeSpan.FromSeconds(15));
        }

        await _harness.LookAgainAsync(pod);
        await _harness.UntilAsync(() => LastMessage(pod) == "from the log\n");
    }

    private string? LastMessage(Pod pod) => _harness.ShownContainer(pod, "a")?.LastState.Terminated?.Message;

    private string FileOf(Pod pod) => _harness.Newest(pod, "a").Annotations[RuntimeAnnotations.TerminationMessageHostPath];

    private async Task<string> StartAsync(Pod pod)
    {
        _harness.Run(pod);
        await _harness.UntilAsync(() => _harness.ShownContainer(pod, "a")?.State.Running is not null);
        return FileOf(pod);
    }

    /// <summary>The message of a container that ended so.</summary>
    private async Task<string?> EndAsync(Container container, int exitCode, string file, IReadOnlyList<string> log)
    {
        var pod = PodOf(RestartPolicy.Never, container);
        var end = new TaskCompletionSource<int>();
        _harness.Runtime.Script("a", new ContainerScript { Log = [.. log], EndsWhen = end.Task });
        File.WriteAllText(await StartAsync(pod), file);
        end.SetResult(exitCode);
        await _harness.UntilAsync(() => _harness.ShownContainer(pod, "a")?.State.Terminated is not null);
        return _harness.ShownContainer(pod, "a")!.State.Terminated!.Message;
    }

    private async Task MakeAsync(Pod pod, string annotation, string value)
    {
        var sandbox = new SandboxConfig
        {
            Name = pod.Metadata.Name,
            Namespace = "default",
            Uid = pod.Metadata.Uid,
            Attempt = 0,
            Hostname = "web",
            LogDirectory = _harness.Files.PodLogs(pod.Metadata),
        };
        var container = new ContainerConfig
        {
            Name = "a",
            Attempt = 0,
            Image = "images/a:1",
            UserSpecifiedImage = "images/a:1",
            LogPath = "a/0.log",
            Annotations = EquatableMap<string>.Empty.With(annotation, value),
        };
        var id = await _harness.Runtime.RunSandboxAsync(sandbox, default);
        await _harness.Runtime.StartContainerAsync(await _harness.Runtime.CreateContainerAsync(id, container, sandbox, default), default);
    }
}
