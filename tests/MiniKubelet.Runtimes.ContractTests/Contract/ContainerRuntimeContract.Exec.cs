using MiniKubelet.Runtime;
using MiniKubelet.Testing;
using Xunit;

namespace MiniKubelet.Runtimes.ContractTests.Contract;

public abstract partial class ContainerRuntimeContract
{
    private static readonly TimeSpan _aMinute = TimeSpan.FromMinutes(1);

    [RuntimeFact]
    public async Task ExecGivesExitCodeAndBothStreams()
    {
        var pod = await Pods.RunAsync();
        var id = await pod.StartIdleAsync();

        var result = await pod.TryShellAsync(id, "echo out; echo err >&2; exit 42");

        Assert.Equal(42, result.ExitCode);
        Assert.Equal(["err", "out"], result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order());
    }

    [RuntimeFact]
    public async Task ExecUsesNoShell()
    {
        var pod = await Pods.RunAsync();
        var id = await pod.StartIdleAsync();

        var result = await Runtime.ExecAsync(id, ["echo", "$HOME;", "a  b", "*"], _aMinute, 1024, CancellationToken.None);

        Assert.Equal(new ExecResult(0, "$HOME; a  b *\n"), result);
    }

    [RuntimeFact]
    public async Task ExecKeepsOnlySoMuchOutput()
    {
        var pod = await Pods.RunAsync();
        var id = await pod.StartIdleAsync();

        var result = await Runtime.ExecAsync(
            id, ["/bin/sh", "-c", "head -c 1000000 /dev/zero | tr '\\0' x; exit 3"], _aMinute, 10_000, CancellationToken.None);

        Assert.Equal(new ExecResult(3, new string('x', 10_000)), result);
    }

    [RuntimeFact]
    public async Task ExecIsOverWhenTheCommandIsNotWhenItsOutputIs()
    {
        var pod = await Pods.RunAsync();
        var id = await pod.StartIdleAsync();

        var result = await pod.TryShellAsync(id, "echo said; exec >/dev/null 2>&1; sleep 1; exit 5");

        Assert.Equal(new ExecResult(5, "said\n"), result);
    }

    [RuntimeFact]
    public async Task ExecWithoutALimitTakesAsLongAsItTakes()
    {
        var pod = await Pods.RunAsync();
        var id = await pod.StartIdleAsync();

        var result = await Runtime.ExecAsync(
            id, ["/bin/sh", "-c", "sleep 2; echo done"], Timeout.InfiniteTimeSpan, 1024, CancellationToken.None);

        Assert.Equal(new ExecResult(0, "done\n"), result);
    }

    [RuntimeFact]
    public async Task ManyCommandsAtOnceEachGetTheirOwnEnd()
    {
        var pod = await Pods.RunAsync();
        var id = await pod.StartIdleAsync();

        var results = await Task.WhenAll(Enumerable.Range(1, 10).Select(i => pod.TryShellAsync(id, $"echo {i}; exit {i}")));

        Assert.Equal(Enumerable.Range(1, 10).Select(i => new ExecResult(i, $"{i}\n")), results);
    }

    [RuntimeFact]
    public async Task ExecIsKilledWhenItsTimeIsOver()
    {
        var pod = await Pods.RunAsync();
        var id = await pod.StartIdleAsync();

        await FailsAsync(
            RuntimeErrorKind.Timeout,
            () => Runtime.ExecAsync(id, ["sleep", "98765"], TimeSpan.FromSeconds(1), 1024, CancellationToken.None));

        await TestPods.UntilAsync("the command is gone", async () =>
            (await pod.TryShellAsync(id, "ps | grep -q '[9]8765'")).ExitCode == 1 ? id : null);
    }

    [RuntimeFact]
    public async Task ExecOfACommandThatDoesNotExistCannotRun()
    {
        var pod = await Pods.RunAsync();
        var id = await pod.StartIdleAsync();

        await FailsAsync(
            RuntimeErrorKind.CannotRun,
            () => Runtime.ExecAsync(id, ["/no/such/command"], _aMinute, 1024, CancellationToken.None));
    }

    [RuntimeFact]
    public async Task ExecThatExitsLikeAFailedStartIsNoError()
    {
        var pod = await Pods.RunAsync();
        var id = await pod.StartIdleAsync();

        Assert.Equal(127, (await pod.TryShellAsync(id, "no-such-command")).ExitCode);
        Assert.Equal(126, (await pod.TryShellAsync(id, "exit 126")).ExitCode);
    }

    [RuntimeFact]
    public async Task ExecNeedsARunningContainer()
    {
        var pod = await Pods.RunAsync();
        var created = await pod.CreateAsync(pod.Container("created", "true"));
        var exited = await pod.UntilExitedAsync(await pod.StartAsync(pod.Container("exited", "true")));

        await FailsAsync(RuntimeErrorKind.InvalidState, () => pod.TryShellAsync(created, "true"));
        await FailsAsync([RuntimeErrorKind.InvalidState, RuntimeErrorKind.NotFound], () => pod.TryShellAsync(exited.Id, "true"));
        await FailsAsync(RuntimeErrorKind.NotFound, () => pod.TryShellAsync(UnknownId, "true"));
    }
}
