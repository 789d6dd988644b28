using System.Globalization;
using MiniKubelet.Runtime;
using MiniKubelet.Runtimes.Cri;
using MiniKubelet.Testing;

namespace MiniKubelet.EndToEnd.Tests.Harness;

/// <summary>containerd, seen with <c>ctr</c>.</summary>
internal sealed class ContainerdUnderTest() : RuntimeUnderTest(RequiresRuntimeAttribute.Containerd)
{
    public override string Scheme => "containerd://";

    public override async Task<IReadOnlyList<string>> ListAsync() =>
    [
        .. Lines(await CtrAsync("containers", "list", "--quiet")).Select(id => $"container {id}"),
        .. Lines(await CtrAsync("tasks", "list")).Skip(1).Select(line => $"task {line}"),
        .. Lines(await CtrAsync("snapshots", "list")).Skip(1).Where(line => line.EndsWith("Active", StringComparison.Ordinal)).Select(line => $"snapshot {line}"),
    ];

    public override async Task<IReadOnlyList<string>> RunningSandboxesAsync()
    {
        var sandboxes = Lines(await CtrAsync("containers", "list", "--quiet", "labels.\"io.cri-containerd.kind\"==sandbox"));
        var running = await RunningAsync();
        return [.. sandboxes.Where(running.ContainsKey)];
    }

    public override async Task<int> ProcessOfAsync(string id) => (await RunningAsync())[id];

    public override async Task<IContainerRuntime> ConnectAsync() =>
        await CriRuntime.ConnectAsync(Socket, TimeProvider.System, CancellationToken.None);

    private async Task<Dictionary<string, int>> RunningAsync() => Lines(await CtrAsync("tasks", "list"))
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Where(columns => columns is [_, _, "RUNNING"])
        .ToDictionary(columns => columns[0], columns => int.Parse(columns[1], CultureInfo.InvariantCulture));

    private Task<string> CtrAsync(params string[] arguments) =>
        Command.RunAsync("ctr", ["--address", Socket, "--namespace", "k8s.io", .. arguments]);
}
