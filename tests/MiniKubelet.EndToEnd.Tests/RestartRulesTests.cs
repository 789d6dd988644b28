using MiniKubelet.EndToEnd.Tests.Harness;
using MiniKubelet.Kubernetes;
using MiniKubelet.Runtime;
using MiniKubelet.Testing;
using Xunit;
using Xunit.Abstractions;

namespace MiniKubelet.EndToEnd.Tests;

/// <summary>What runs again, and what does not: rules on exit codes, edits under a fixed UID, pods that have finished.</summary>
public abstract class RestartRulesTests(RuntimeUnderTest runtime, ITestOutputHelper output) : EndToEndTest(runtime, output)
{
    private const string Uid = "web-of-a-fixed-uid";

    protected override string Configuration => "crashLoopBackOff: { maxContainerRestartPeriod: 1s }";

    [RuntimeFact]
    public async Task AContainerRunsAgainByItsOwnRulesAndPolicy()
    {
        Put(new Manifest("web")
        {
            Spec = "restartPolicy: Never",
            Containers =
            [
                Manifest.Script("keeper", Manifest.Idle),
                Manifest.Script(
                    "ruled",
                    "echo ruled >> /shared/log; [ -e /shared/b ] && exit 7; [ -e /shared/a ] && touch /shared/b; touch /shared/a; exit 42",
                    "restartPolicy: Never, restartPolicyRules: [{ action: Restart, exitCodes: { operator: In, values: [42] } }]"),
                Manifest.Script(
                    "own", "echo own >> /shared/log; [ -e /shared/c ] && exit 0; touch /shared/c; exit 1", "restartPolicy: OnFailure"),
                Manifest.Script("pods", "echo pods >> /shared/log; exit 1"),
            ],
        });
        var pod = await PodAsync("web", "all but one container have ended for good", p => p.Status.ContainerStatuses is
        [
            { State.Running: not null },
            { State.Terminated.ExitCode: 7, RestartCount: 2 },
            { State.Terminated.ExitCode: 0, RestartCount: 1 },
            { State.Terminated.ExitCode: 1, RestartCount: 0 },
        ]);

        Assert.Equal(PodPhase.Running, pod.Status.Phase);
        Assert.Equal((3, 2, 1), (Log.Count("ruled"), Log.Count("own"), Log.Count("pods")));
    }

    [RuntimeFact]
    public async Task ARuleRestartsAllContainersInTheSameSandbox()
    {
        Put(new Manifest("web")
        {
            Spec = "restartPolicy: Never",
            Init =
            [
                Manifest.Script("init", "echo init >> /shared/log"),
                Manifest.Script("side", $"echo side >> /shared/log; {Manifest.Idle}", "restartPolicy: Always"),
            ],
            Containers =
            [
                Manifest.Script("app", $"echo app >> /shared/log; {Manifest.Idle}"),
                Manifest.Script(
                    "trigger",
                    $"until grep -q app /shared/log; do sleep 0.1; done; [ -e /shared/again ] || {{ touch /shared/again; exit 42; }}; {Manifest.Idle}",
                    "restartPolicy: Never, restartPolicyRules: [{ action: RestartAllContainers, exitCodes: { operator: In, values: [42] } }]"),
            ],
        });
        await Log.HasAsync("app", times: 2);
        var pod = await PodAsync("web", "is ready again", p => p.IsReady() && p.Container("trigger").RestartCount == 1);

        Log.Is("init", "side", "app", "init", "side", "app");
        Assert.All((string[])["init", "side", "app"], name => Assert.Equal(1, pod.Container(name).RestartCount));
        Assert.Equal("RestartingAllContainers", pod.Container("app").LastState.Terminated?.Reason);
        Assert.Equal(ConditionStatus.False, pod.Status.Conditions.Single(c => c.Type == "AllContainersRestarting").Status);
        Assert.Single((await ObserveAsync(pod)).Sandboxes);
    }

    [RuntimeFact]
    public async Task AnEditUnderAFixedUidRestartsWhatItChangesInPlace()
    {
        Put(Fixed(Speaker("app", "one"), Manifest.Script("peer", Manifest.Idle), Manifest.Script("leaver", Manifest.Idle)));
        var before = await ReadyAsync("web");
        await Log.HasAsync("app one -");

        Directory.CreateDirectory(Path.Join(Folder.Root, "more"));
        await File.WriteAllTextAsync(Path.Join(Folder.Root, "more", "word"), "mounted");
        var image = Speaker("app", "two", ", { name: more, mountPath: /more }")
            .Replace(Manifest.Image, "minikubelet.local/nonroot:1", StringComparison.Ordinal);
        Put(Fixed(image, Manifest.Script("peer", Manifest.Idle), Manifest.Script("joiner", Manifest.Idle)) with
        {
            Volumes = $"{{ name: more, hostPath: {{ path: {Path.Join(Folder.Root, "more")}, type: Directory }} }}",
        });
        await Log.HasAsync("app two mounted");
        var after = await PodAsync("web", "has what the edit says", p => p.IsReady() && p.Container("app").RestartCount == 1);

        Assert.Equal((Uid, 2L), (after.Metadata.Uid, after.Metadata.Generation));
        Assert.Equal(2L, after.Status.ObservedGeneration);
        Assert.Equal(before.Identity("peer"), after.Identity("peer"));
        Assert.Equal(["app", "joiner", "peer"], after.Status.ContainerStatuses.Select(c => c.Name).Order());
        await EventAsync("of the change", e => e is { Reason: "Killing", Message: "Container app definition changed, will be restarted" });
        await Until.TrueAsync("nothing is left of the container that left the pod", async () =>
            (await ObserveAsync(after)).Containers.All(c => c.Name != "leaver"));
        Assert.Single((await ObserveAsync(after)).Sandboxes);

        // Other fields alone restart nothing, and wait for the next start.
        Put(Fixed(image.Replace("two", "three", StringComparison.Ordinal), Manifest.Script("peer", Manifest.Idle)) with
        {
            Volumes = $"{{ name: more, hostPath: {{ path: {Path.Join(Folder.Root, "more")}, type: Directory }} }}",
        });
        var third = await PodAsync("web", "is of its third generation", p => p.Status.ObservedGeneration == 3);
        Assert.Equal(after.Container("app").ContainerID, third.Container("app").ContainerID);
        await Runtime.KillAsync(third.ContainerId("app"));
        await Log.HasAsync("app three mounted");
    }

    [RuntimeFact]
    public async Task AFinishedPodStaysFinishedThoughNothingIsLeftOfIt()
    {
        var manifest = Fixed(Manifest.Script("app", "echo runs >> /shared/log; exit 3")) with { Spec = "restartPolicy: Never" };
        Put(manifest);
        var failed = await PodAsync("web", "has failed", p => p.Status.Phase == PodPhase.Failed);
        await Until.TrueAsync("its sandbox is stopped", async () => (await ObserveAsync(failed)).Sandboxes.All(s => !s.Ready));

        // A sandbox counts as stopped before its network is down: until then it may refuse to go.
        await Until.TrueAsync("all of it is removed", async () =>
        {
            try
            {
                await RemoveAsync(failed);
                return true;
            }
            catch (RuntimeException)
            {
                return false;
            }
        });
        await Daemon.KillAsync();
        await Daemon.StartAsync();
        var still = await PodAsync("web", "has still failed", p => p.Status.Phase == PodPhase.Failed);
        Assert.Equal(failed.Status.StartTime, still.Status.StartTime);
        Assert.Equal((3, "Error"), (still.Container("app").State.Terminated?.ExitCode, still.Container("app").State.Terminated?.Reason));
        Assert.Equal(1, Log.Count("runs"));
        Assert.Empty(await Runtime.ListAsync());

        // Another manifest under the same UID is another pod.
        Put(manifest with { Containers = [Manifest.Script("app", $"echo runs anew >> /shared/log; {Manifest.Idle}")] });
        await Log.HasAsync("runs anew");
        var anew = await ReadyAsync("web");
        Assert.Equal((Uid, 0), (anew.Metadata.Uid, anew.Container("app").RestartCount));
    }

    private static Manifest Fixed(params string[] containers) => new("web") { Uid = Uid, Containers = containers };

    // Says its word, and what is in a volume that it may have or not. Runs as root, which the image of the edit does not by itself.
    private static string Speaker(string name, string word, string mounts = "") => Manifest.Script(
        name,
        $"echo {name} $WORD $(cat /more/word 2>/dev/null || echo -) >> /shared/log; trap 'exit 0' TERM INT; while :; do sleep 1 & wait $!; done",
        $"env: [{{ name: WORD, value: {word} }}], securityContext: {{ runAsUser: 0 }}",
        mounts.TrimStart(',', ' '));

    /// <summary>Removes all that the runtime holds of a pod, as a person would who cleans up by hand.</summary>
    private async Task RemoveAsync(Pod pod)
    {
        var observed = await ObserveAsync(pod);
        await using var runtime = await Runtime.ConnectAsync();
        foreach (var container in observed.Containers)
        {
            await runtime.RemoveContainerAsync(container.Id, CancellationToken.None);
        }

        foreach (var sandbox in observed.Sandboxes)
        {
            await runtime.RemoveSandboxAsync(sandbox.Id, CancellationToken.None);
        }
    }
}

[Collection(Collections.Containerd), RequiresRuntime(RequiresRuntimeAttribute.Containerd)]
public sealed class RestartRulesOnContainerdTests(ITestOutputHelper output) : RestartRulesTests(RuntimeUnderTest.Containerd, output);

[Collection(Collections.Docker), RequiresRuntime(RequiresRuntimeAttribute.Docker)]
public sealed class RestartRulesOnDockerTests(ITestOutputHelper output) : RestartRulesTests(RuntimeUnderTest.Docker, output);
