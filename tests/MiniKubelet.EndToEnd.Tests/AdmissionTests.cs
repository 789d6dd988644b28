using System.Globalization;
using MiniKubelet.EndToEnd.Tests.Harness;
using MiniKubelet.Kubernetes;
using MiniKubelet.Testing;
using Xunit;
using Xunit.Abstractions;

namespace MiniKubelet.EndToEnd.Tests;

/// <summary>Pods that may not run, and how they come to run after all.</summary>
public abstract class AdmissionTests(RuntimeUnderTest runtime, ITestOutputHelper output) : EndToEndTest(runtime, output)
{
    private readonly int _port = DaemonFolder.FreePort();

    protected override string Configuration => "maxPods: 2\nsystemReserved: { cpu: 500m }";

    [RuntimeFact]
    public async Task APodThatDoesNotFitIsRejectedAndRunsOnceItDoes()
    {
        Put(WithContainer("holder", $"ports: [{{ containerPort: 80, hostPort: {_port} }}], resources: {{ requests: {{ cpu: 100m }} }}"));
        await ReadyAsync("holder");
        Put(WithContainer("rival", $"ports: [{{ containerPort: 81, hostPort: {_port}, hostIP: 127.0.0.1 }}]"));
        Put(WithContainer("giant", "resources: { limits: { cpu: 1000 } }"));
        Put(new Manifest("chooser") { Spec = "nodeSelector: { disk: ssd }" });
        var rival = await RejectedAsync("rival", "NodePorts");
        var giant = await RejectedAsync("giant", "OutOfcpu");
        await RejectedAsync("chooser", "NodeAffinity");

        Assert.Equal("Pod was rejected: Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports", rival.Status.Message);
        var allocatable = string.Create(CultureInfo.InvariantCulture, $"capacity: {(Environment.ProcessorCount * 1000) - 500}");
        Assert.Equal($"Pod was rejected: Node didn't have enough resource: cpu, requested: 1000000, used: 100, {allocatable}", giant.Status.Message);
        Assert.Single(Directory.GetDirectories(Path.Join(Folder.State, "pods")));
        Assert.Matches(@"\nrival +0/1 +NodePorts +0 ", await Kubectl.RunAsync("get", "pods"));
        Assert.Matches(@"Reason: +NodePorts\nMessage: +Pod was rejected: ", await Kubectl.RunAsync("describe", "pod", "rival"));
        Assert.Matches(@"Warning +OutOfcpu +pod/giant +Node didn't have enough resource: cpu", await Kubectl.RunAsync("get", "events"));
        Assert.Matches(@"\n  cpu +100m \(\d+%\)", await Kubectl.RunAsync("describe", "node", "e2e-node"));

        Folder.Remove("holder.yaml");
        rival = await ReadyAsync("rival");
        Assert.Null(rival.Status.Reason);

        // The node's labels are the daemon's arguments; what runs is admitted whatever they are.
        await Daemon.StopAsync();
        Daemon.FurtherArguments = ["--node-labels", "disk=ssd"];
        await Daemon.StartAsync();
        await ReadyAsync("chooser");
        Assert.Equal(rival.Identity("app"), (await ReadyAsync("rival")).Identity("app"));
        Assert.Contains("disk=ssd", await Kubectl.RunAsync("get", "node", "e2e-node", "--show-labels"), StringComparison.Ordinal);

        // Two pods run, and no more than two may.
        Folder.Remove("giant.yaml");
        Put(new Manifest("late"));
        await RejectedAsync("late", "OutOfpods");
        Folder.Remove("rival.yaml");
        await ReadyAsync("late");
    }

    private Task<Pod> RejectedAsync(string name, string reason) =>
        PodAsync(name, $"is rejected: {reason}", pod => pod.Status is { Phase: PodPhase.Failed } status && status.Reason == reason);

    private static Manifest WithContainer(string name, string more) =>
        new(name) { Containers = [Manifest.Script("app", Manifest.Idle, more)] };
}

[Collection(Collections.Containerd), RequiresRuntime(RequiresRuntimeAttribute.Containerd)]
public sealed class AdmissionOnContainerdTests(ITestOutputHelper output) : AdmissionTests(RuntimeUnderTest.Containerd, output);

[Collection(Collections.Docker), RequiresRuntime(RequiresRuntimeAttribute.Docker)]
public sealed class AdmissionOnDockerTests(ITestOutputHelper output) : AdmissionTests(RuntimeUnderTest.Docker, output);
