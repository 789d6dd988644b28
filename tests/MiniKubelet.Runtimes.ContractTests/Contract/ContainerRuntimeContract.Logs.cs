using System.Text;
using MiniKubelet.Runtime;
using MiniKubelet.Testing;
using Xunit;

namespace MiniKubelet.Runtimes.ContractTests.Contract;

public abstract partial class ContainerRuntimeContract
{
    private static readonly LogOptions _whole = new(Follow: false, Tail: null, Since: null);

    [RuntimeFact]
    public async Task LogsComeInOrderWithTheirStreamAndTime()
    {
        var before = TimeProvider.System.GetUtcNow();
        var pod = await Pods.RunAsync();
        var id = await pod.StartAsync(pod.Container("main", "for i in 1 2 3; do echo out $i; usleep 50000; echo err $i >&2; usleep 50000; done"));
        await pod.UntilExitedAsync(id);

        var lines = await pod.ReadLinesAsync(id, _whole);

        Assert.Equal(["out 1\n", "err 1\n", "out 2\n", "err 2\n", "out 3\n", "err 3\n"], Texts(lines));
        Assert.Equal([LogStream.Stdout, LogStream.Stderr], lines.Take(2).Select(line => line.Stream));
        Assert.Equal(lines.Select(line => line.Time).Order(), lines.Select(line => line.Time));
        Assert.All(lines, line => Assert.InRange(line.Time, before, TimeProvider.System.GetUtcNow()));
    }

    [RuntimeFact]
    public async Task TailIsTheLastLines()
    {
        var pod = await Pods.RunAsync();
        var id = await pod.StartAsync(pod.Container("main", "for i in 1 2 3 4 5; do echo $i; done"));
        await pod.UntilExitedAsync(id);

        Assert.Equal(["4\n", "5\n"], Texts(await pod.ReadLinesAsync(id, _whole with { Tail = 2 })));
        Assert.Empty(await pod.ReadLinesAsync(id, _whole with { Tail = 0 }));
        Assert.Equal(5, (await pod.ReadLinesAsync(id, _whole with { Tail = 100 })).Count);
    }

    [RuntimeFact]
    public async Task SinceLeavesOutWhatIsOlder()
    {
        var pod = await Pods.RunAsync();
        var id = await pod.StartAsync(pod.Container("main", "echo old; usleep 200000; echo new"));
        await pod.UntilExitedAsync(id);
        var all = await pod.ReadLinesAsync(id, _whole);

        var since = all[0].Time + TimeSpan.FromMilliseconds(100);

        Assert.Equal(["new\n"], Texts(await pod.ReadLinesAsync(id, _whole with { Since = since })));
    }

    [RuntimeFact]
    public async Task FollowingEndsWithTheContainer()
    {
        var pod = await Pods.RunAsync();
        var id = await pod.StartAsync(pod.Container("main", "echo first; while [ ! -e /tmp/end ]; do usleep 10000; done; echo last"));
        var lines = new List<LogLine>();

        await foreach (var line in Runtime.ReadLogsAsync(await pod.ObserveAsync(id), _whole with { Follow = true }, CancellationToken.None))
        {
            lines.Add(line with { Text = line.Text.ToArray() });
            if (lines.Count == 1)
            {
                await pod.EndAsync(id);
            }
        }

        Assert.Equal(["first\n", "last\n"], Texts(lines));
    }

    [RuntimeFact]
    public async Task AVeryLongLineComesBackWhole()
    {
        var pod = await Pods.RunAsync();
        var id = await pod.StartAsync(pod.Container("main", "head -c 100000 /dev/zero | tr '\\0' x; echo; echo -n unfinished"));
        await pod.UntilExitedAsync(id);

        Assert.Equal(new string('x', 100_000) + "\nunfinished", await pod.ReadLogAsync(id));
    }

    [RuntimeFact]
    public async Task ATerminalsLogIsReadToo()
    {
        var pod = await Pods.RunAsync();
        var id = await pod.StartAsync(pod.Container("main", "echo one; echo two >&2") with { Tty = true });
        await pod.UntilExitedAsync(id);

        // A terminal ends lines with \r\n; containerd drops the \r on the way to the log, Docker keeps it.
        Assert.Equal(["one\n", "two\n"], Texts(await pod.ReadLinesAsync(id, _whole)).Select(text => text.Replace("\r\n", "\n", StringComparison.Ordinal)));
    }

    [RuntimeFact]
    public async Task BytesThatAreNoTextStayAsTheyAre()
    {
        var pod = await Pods.RunAsync();
        var id = await pod.StartAsync(pod.Container("main", "printf 'a\\377\\tb\\303\\244\\n'"));
        await pod.UntilExitedAsync(id);

        var line = Assert.Single(await pod.ReadLinesAsync(id, _whole));

        Assert.Equal(ExpectedRawBytes, line.Text.ToArray());
    }

    /// <summary>What a log gives back of the bytes <c>a 0xFF tab b ä newline</c>.</summary>
    protected virtual byte[] ExpectedRawBytes => [(byte)'a', 0xFF, (byte)'\t', (byte)'b', 0xC3, 0xA4, (byte)'\n'];

    [RuntimeFact]
    public async Task TheLogOfWhatIsNotThereIsNotFound()
    {
        var pod = await Pods.RunAsync();
        var observed = await pod.ObserveAsync(await pod.CreateAsync(pod.Container("main", "true")));
        await Runtime.RemoveContainerAsync(observed.Id, CancellationToken.None);

        await FailsAsync(RuntimeErrorKind.NotFound, async () =>
        {
            await foreach (var _ in Runtime.ReadLogsAsync(observed, _whole, CancellationToken.None))
            {
            }
        });
    }

    private static IEnumerable<string> Texts(List<LogLine> lines) => lines.Select(line => Encoding.UTF8.GetString(line.Text.Span));
}
