using System.Text;
using MiniKubelet.Kubernetes;
using Xunit;
using Xunit.Abstractions;

namespace MiniKubelet.EndToEnd.Tests.Harness;

/// <summary>
/// A test with a daemon of its own on a runtime of its own. A daemon ends every pod that it does not know, so the tests of one
/// runtime run one after another. Each ends with all manifests removed, and fails if anything is left then.
/// </summary>
public abstract class EndToEndTest(RuntimeUnderTest runtime, ITestOutputHelper output) : IAsyncLifetime
{
    private ApiClient? _api;

    protected RuntimeUnderTest Runtime => runtime;

    protected DaemonFolder Folder { get; } = new();

    protected DaemonProcess Daemon { get; private set; } = null!;

    protected Kubectl Kubectl { get; private set; } = null!;

    protected SharedLog Log { get; private set; } = null!;

    protected ApiClient Api => _api ??= new ApiClient(Folder);

    /// <summary>Further lines of the daemon's configuration.</summary>
    protected virtual string Configuration => "";

    /// <summary>Whether the daemon runs when the test begins.</summary>
    protected virtual bool DaemonRunsFromTheStart => true;

    public virtual async Task InitializeAsync()
    {
        Daemon = new DaemonProcess(Folder, runtime.Socket);
        Kubectl = new Kubectl(Folder);
        Log = new SharedLog(Folder.Shared);
        Folder.WriteConfiguration(Configuration);
        await runtime.SweepAsync();
        if (DaemonRunsFromTheStart)
        {
            await Daemon.StartAsync();
        }
    }

    public async Task DisposeAsync()
    {
        try
        {
            // xunit shows this when the test has failed.
            output.WriteLine(await DescribeAsync());
            await RemoveAllPodsAsync();
        }
        catch
        {
            output.WriteLine(await DescribeAsync());
            Daemon.Dispose();
            await runtime.SweepAsync();
            await UnmountAsync();
            throw;
        }
        finally
        {
            _api?.Dispose();
            Daemon.Dispose();
            Folder.Dispose();
        }
    }

    protected void Put(Manifest manifest) => Folder.Put($"{manifest.Name}.yaml", manifest.Render(Folder));

    /// <summary>Waits until a pod is as it should be.</summary>
    protected async Task<Pod> PodAsync(string name, string what, Func<Pod, bool> condition)
    {
        Pod? last = null;
        return await Until.ValueAsync(
            $"pod {name}: {what}",
            async () => (last = await Api.PodAsync(name)) is { } pod && condition(pod) ? pod : null,
            () => last is null ? "there is no such pod" : Encoding.UTF8.GetString(KubernetesJson.Serialize(last.Status)));
    }

    protected Task<Pod> ReadyAsync(string name) => PodAsync(name, "is ready", pod => pod.IsReady());

    protected Task GoneAsync(string name) => Until.TrueAsync($"pod {name} is gone", async () => await Api.PodAsync(name) is null);

    /// <summary>Waits until there is no trace of any pod, on disk, mounted or at the runtime. The API is not asked: right after its
    /// start the daemon does not show a pod yet that it found being removed.</summary>
    protected async Task NothingIsLeftAsync()
    {
        IReadOnlyList<string> left = [];
        await Until.TrueAsync(
            "nothing is left of any pod",
            async () => (left = [.. Folder.PodRemains(), .. await runtime.ListAsync()]).Count == 0,
            () => string.Join('\n', left));
    }

    protected Task<Event> EventAsync(string what, Func<Event, bool> condition) =>
        Until.ValueAsync($"an Event {what}", async () => (await Api.EventsAsync()).FirstOrDefault(condition));

    protected async Task<Observation.PodObservation> ObserveAsync(Pod pod)
    {
        await using var connected = await runtime.ConnectAsync();
        return await connected.ObservePodAsync(pod.Metadata.Uid, CancellationToken.None);
    }

    /// <summary>Makes an empty file in the shared folder.</summary>
    protected void Touch(string file) => File.WriteAllText(Shared(file), "");

    /// <summary>The path of a file in the shared folder.</summary>
    protected string Shared(string file) => Path.Join(Folder.Shared, file);

    protected void Write(string line) => output.WriteLine(line);

    private async Task RemoveAllPodsAsync()
    {
        if (DaemonRunsFromTheStart && !Daemon.IsRunning)
        {
            await Daemon.StartAsync();
        }

        if (Directory.Exists(Folder.Manifests))
        {
            foreach (var file in Directory.GetFiles(Folder.Manifests))
            {
                File.Delete(file);
            }
        }

        await NothingIsLeftAsync();
        if (Daemon.IsRunning)
        {
            Assert.Equal(0, await Daemon.StopAsync());
        }
    }

    private async Task<string> DescribeAsync() => $"""
        --- the runtime holds
        {string.Join('\n', await runtime.ListAsync())}
        --- /shared/log
        {string.Join('\n', Log.Lines)}
        --- the daemon's log
        {Daemon.Log}
        """;

    private async Task UnmountAsync()
    {
        foreach (var mount in File.ReadLines("/proc/self/mounts").Select(line => line.Split(' ')[1])
            .Where(path => path.StartsWith(Folder.Root + "/", StringComparison.Ordinal)))
        {
            await Command.RunAsync("umount", "--lazy", mount);
        }
    }
}
