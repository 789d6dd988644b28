using MiniKubelet.EndToEnd.Tests.Harness;
using MiniKubelet.Kubernetes;
using MiniKubelet.Testing;
using Xunit;
using Xunit.Abstractions;

namespace MiniKubelet.EndToEnd.Tests;

/// <summary>The main job: a manifest becomes a running pod.</summary>
public abstract class DemoPodTests(RuntimeUnderTest runtime, ITestOutputHelper output) : EndToEndTest(runtime, output)
{
    private static Manifest Web { get; } = new("web")
    {
        Labels = "app: web",
        Init = [Manifest.Script("write-page", "echo prepared > /page/index.html", mounts: "{ name: page, mountPath: /page }")],
        Containers =
        [
            Manifest.Script(
                "server",
                "echo serving; exec httpd -f -p 8080 -h /page",
                mounts: "{ name: page, mountPath: /page, readOnly: true }",
                more: """
                    ports: [{ name: http, containerPort: 8080 }],
                    startupProbe: { exec: { command: [test, -s, /page/index.html] }, periodSeconds: 1 },
                    livenessProbe: { tcpSocket: { port: http }, periodSeconds: 1 },
                    readinessProbe: { httpGet: { path: /, port: http }, periodSeconds: 1 }
                    """),
            Manifest.Script("visitor", $"until wget -q -O - http://localhost:8080 >> /shared/log; do sleep 0.2; done; {Manifest.Idle}"),
        ],
        Volumes = "{ name: page, emptyDir: {} }",
    };

    [RuntimeFact]
    public async Task AManifestBecomesAPodThatServesItsPage()
    {
        Put(Web);
        var pod = await ReadyAsync("web");

        Assert.Equal(PodPhase.Running, pod.Status.Phase);
        Assert.Equal("prepared\n", await GetPageAsync($"http://{pod.Status.PodIP}:8080/"));
        await Log.HasAsync("prepared");
        Assert.Equal("Completed", pod.Container("write-page").State.Terminated?.Reason);
        Assert.StartsWith(Runtime.Scheme, pod.Container("server").ContainerID, StringComparison.Ordinal);
        Assert.All(pod.Status.ContainerStatuses, c => Assert.True(c is { Ready: true, Started: true, RestartCount: 0 }, c.Name));
        Assert.Equal(
            ["ContainersReady", "Initialized", "PodReadyToStartContainers", "PodScheduled", "Ready"],
            pod.Status.Conditions.Where(c => c.Status == ConditionStatus.True).Select(c => c.Type).Order(StringComparer.Ordinal));
    }

    [RuntimeFact]
    public async Task KubectlGetShowsThePod()
    {
        Put(Web);
        var pod = await ReadyAsync("web");

        Assert.Matches(@"^NAME +READY +STATUS +RESTARTS +AGE *\nweb +2/2 +Running +0 +\d+s *\n$", await Kubectl.RunAsync("get", "pods"));
        Assert.Matches($@"\nweb +2/2 +Running +0 +\d+s +{pod.Status.PodIP} +e2e-node ", await Kubectl.RunAsync("get", "pods", "-o", "wide"));
        Assert.Contains($"\n  uid: {pod.Metadata.Uid}\n", await Kubectl.RunAsync("get", "pod", "web", "-o", "yaml"), StringComparison.Ordinal);
        Assert.Contains($"\"podIP\": \"{pod.Status.PodIP}\"", await Kubectl.RunAsync("get", "pods", "-o", "json"), StringComparison.Ordinal);
        Assert.Matches(@"\ndefault +web +2/2 ", await Kubectl.RunAsync("get", "pods", "-A"));
        Assert.Equal("pod/web\n", await Kubectl.RunAsync("get", "pods", "-l", "app=web", "-o", "name"));
        Assert.Equal("", await Kubectl.RunAsync("get", "pods", "-l", "app!=web", "-o", "name"));
        Assert.Equal("pod/web\n", await Kubectl.RunAsync("get", "pods", "--field-selector", "status.phase=Running", "-o", "name"));
        Assert.Equal("", await Kubectl.RunAsync("get", "pods", "--field-selector", "status.phase!=Running", "-o", "name"));
        Assert.Matches(@"\ne2e-node +Ready ", await Kubectl.RunAsync("get", "nodes"));
        Assert.Matches(@"Normal +Started +pod/web +Started container server", await Kubectl.RunAsync("get", "events"));
    }

    [RuntimeFact]
    public async Task KubectlDescribeTellsAboutThePodAndTheNode()
    {
        Put(Web);
        var pod = await ReadyAsync("web");

        var described = await Kubectl.RunAsync("describe", "pod", "web");
        Assert.Matches($@"IP: +{pod.Status.PodIP}\n", described);
        Assert.Matches(@"Liveness: +tcp-socket :http delay=0s timeout=1s period=1s #success=1 #failure=3", described);
        Assert.Matches(@"Normal +Started .* Started container visitor", described);
        Assert.Contains("Started container write-page", described, StringComparison.Ordinal);
        var node = await Kubectl.RunAsync("describe", "node", "e2e-node");
        Assert.Matches(@"Ready +True .*KubeletReady", node);
        Assert.Matches(@"default +web ", node);
    }

    [RuntimeFact]
    public async Task KubectlWatchShowsAPodComeAndGo()
    {
        Put(Web with { Name = "first" });
        await ReadyAsync("first");
        using var watch = Kubectl.Start("get", "pods", "-w");
        try
        {
            var shown = await ReadToAsync(watch.StandardOutput, line => line.StartsWith("first ", StringComparison.Ordinal));
            Assert.StartsWith("NAME", shown[0], StringComparison.Ordinal);
            Put(new Manifest("web"));
            await ReadToAsync(watch.StandardOutput, line => line.StartsWith("web ", StringComparison.Ordinal) && line.Contains("1/1", StringComparison.Ordinal));
            Folder.Remove("web.yaml");
            await ReadToAsync(watch.StandardOutput, line => line.StartsWith("web ", StringComparison.Ordinal) && line.Contains("Terminating", StringComparison.Ordinal));
        }
        finally
        {
            watch.Kill();
        }
    }

    private static async Task<List<string>> ReadToAsync(StreamReader reader, Func<string, bool> last)
    {
        var lines = new List<string>();
        do
        {
            lines.Add(await reader.ReadLineAsync().WaitAsync(Until.Patience) ?? throw new EndOfStreamException(string.Join('\n', lines)));
        }
        while (!last(lines[^1]));
        return lines;
    }

    private static async Task<string> GetPageAsync(string url)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        return await client.GetStringAsync(new Uri(url));
    }
}

[Collection(Collections.Containerd), RequiresRuntime(RequiresRuntimeAttribute.Containerd)]
public sealed class DemoPodOnContainerdTests(ITestOutputHelper output) : DemoPodTests(RuntimeUnderTest.Containerd, output);

[Collection(Collections.Docker), RequiresRuntime(RequiresRuntimeAttribute.Docker)]
public sealed class DemoPodOnDockerTests(ITestOutputHelper output) : DemoPodTests(RuntimeUnderTest.Docker, output);
