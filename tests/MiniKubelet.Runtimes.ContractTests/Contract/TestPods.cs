using MiniKubelet.Naming;
using MiniKubelet.Observation;
using MiniKubelet.Runtime;
using Xunit.Sdk;

namespace MiniKubelet.Runtimes.ContractTests.Contract;

/// <summary>Makes pods for one test and removes them after it; finds what an earlier run that was killed has left behind.</summary>
internal sealed class TestPods(IContainerRuntime runtime) : IAsyncDisposable
{
    private const string Namespace = "contract";

    // Others may run this suite on the same runtime: what is younger may be theirs.
    private static readonly TimeSpan _abandoned = TimeSpan.FromMinutes(20);

    private readonly List<TestPod> _pods = [];

    public IContainerRuntime Runtime => runtime;

    /// <summary>A pod that is not made yet.</summary>
    public TestPod New()
    {
        var uid = Guid.NewGuid().ToString();
        var logs = Directory.CreateTempSubdirectory("minikubelet-contract-").FullName;
        var name = $"contract-{uid[..8]}";
        var pod = new TestPod(runtime, logs, new SandboxConfig
        {
            Name = name,
            Namespace = Namespace,
            Uid = uid,
            Attempt = 0,
            Hostname = $"host-{uid[..8]}",
            LogDirectory = logs,
            Labels = new Dictionary<string, string>
            {
                ["app"] = "contract",
                [RuntimeLabels.PodName] = name,
                [RuntimeLabels.PodNamespace] = Namespace,
                [RuntimeLabels.PodUid] = uid,
            }.ToEquatableMap(),
            Annotations = new Dictionary<string, string> { ["example.com/note"] = "a sandbox's" }.ToEquatableMap(),
        });
        _pods.Add(pod);
        return pod;
    }

    /// <summary>A pod with its sandbox running.</summary>
    public async Task<TestPod> RunAsync(Func<SandboxConfig, SandboxConfig>? change = null)
    {
        var pod = New();
        await pod.RunSandboxAsync(change);
        return pod;
    }

    /// <summary>Waits until a question has an answer.</summary>
    public static async Task<T> UntilAsync<T>(string what, Func<Task<T?>> ask)
        where T : class
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            if (await ask() is { } answer)
            {
                return answer;
            }

            if (deadline.IsCancellationRequested)
            {
                throw new XunitException($"not within a minute: {what}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), CancellationToken.None);
        }
    }

    public async Task SweepOldAsync()
    {
        var now = TimeProvider.System.GetUtcNow();
        foreach (var pod in await runtime.ObservePodsAsync(CancellationToken.None))
        {
            if (pod.Namespace == Namespace
                && pod.Sandboxes.All(sandbox => sandbox.CreatedAt + _abandoned < now)
                && pod.Containers.All(container => container.CreatedAt + _abandoned < now))
            {
                await RemoveAsync(pod);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var pod in _pods)
        {
            await RemoveAsync(await runtime.ObservePodAsync(pod.Uid, CancellationToken.None));
            Directory.Delete(pod.LogDirectory, recursive: true);
        }

        await runtime.DisposeAsync();
    }

    private async Task RemoveAsync(PodObservation pod)
    {
        foreach (var container in pod.Containers)
        {
            await runtime.RemoveContainerAsync(container.Id, CancellationToken.None);
        }

        foreach (var sandbox in pod.Sandboxes)
        {
            await runtime.StopSandboxAsync(sandbox.Id, CancellationToken.None);
            await runtime.RemoveSandboxAsync(sandbox.Id, CancellationToken.None);
        }
    }
}
