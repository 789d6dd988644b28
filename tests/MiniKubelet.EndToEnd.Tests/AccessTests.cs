using System.Globalization;
using System.Net;
using MiniKubelet.EndToEnd.Tests.Harness;
using MiniKubelet.Kubernetes;
using MiniKubelet.Testing;
using Xunit;
using Xunit.Abstractions;

namespace MiniKubelet.EndToEnd.Tests;

/// <summary>Who is let in where, and what is told there.</summary>
public abstract class AccessTests(RuntimeUnderTest runtime, ITestOutputHelper output) : EndToEndTest(runtime, output)
{
    private readonly int _readOnlyPort = DaemonFolder.FreePort();

    [RuntimeFact]
    public async Task WithoutAClientCertificateNobodyIsLetIn()
    {
        using var anonymous = new ApiClient(Folder, identified: false);
        foreach (var path in (string[])["/api/v1/pods", "/pods", "/metrics", "/healthz", "/nothing"])
        {
            using var response = await anonymous.GetAsync(path);
            Assert.True(response.StatusCode == HttpStatusCode.Unauthorized, $"{path}: {response.StatusCode}");
        }

        using var known = await Api.GetAsync("/api/v1/pods");
        Assert.Equal(HttpStatusCode.OK, known.StatusCode);
    }

    [RuntimeFact]
    public async Task OnlyTheConfiguredPortsAreOpenAndHealthzOnLoopbackOnly()
    {
        Assert.Equal(Sorted($"127.0.0.1:{Folder.Port}", $"127.0.0.1:{Folder.HealthzPort}"), await ListenersAsync());

        await Daemon.StopAsync();
        Folder.WriteConfiguration($"readOnlyPort: {_readOnlyPort}");
        await Daemon.StartAsync();

        Assert.Equal(
            Sorted($"127.0.0.1:{Folder.Port}", $"127.0.0.1:{Folder.HealthzPort}", $"127.0.0.1:{_readOnlyPort}"), await ListenersAsync());
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        var pods = await client.GetByteArrayAsync(new Uri($"http://127.0.0.1:{_readOnlyPort}/pods"));
        Assert.Equal("PodList", KubernetesJson.Deserialize<PodList>(pods).Kind);
    }

    [RuntimeFact]
    public async Task TheKubeconfigIsForItsOwnerOnlyAndPrinted()
    {
        const UnixFileMode ownerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.Equal(ownerOnly, File.GetUnixFileMode(Folder.Kubeconfig));
        Assert.All(Directory.GetFiles(Folder.Certificates, "*.key"), key => Assert.Equal(ownerOnly, File.GetUnixFileMode(key)));
        Assert.Equal(
            await File.ReadAllTextAsync(Folder.Kubeconfig),
            await Command.RunAsync(DaemonProcess.Executable, "kubeconfig", "--cert-dir", Folder.Certificates));
    }

    [RuntimeFact]
    public async Task MetricsAndPodsTellAboutARunningPod()
    {
        Put(new Manifest("web"));
        var pod = await ReadyAsync("web");

        var pods = KubernetesJson.Deserialize<PodList>(System.Text.Encoding.UTF8.GetBytes(await Api.TextAsync("/pods")));
        Assert.Equal(pod.Metadata.Uid, Assert.Single(pods.Items).Metadata.Uid);
        var metrics = await Api.TextAsync("/metrics");
        Assert.Matches(@"(?m)^kubelet_running_pods 1$", metrics);
        Assert.Matches(@"(?m)^kubelet_running_containers\{container_state=""running""\} 1$", metrics);
        Assert.Matches(@"(?m)^kubelet_started_containers_total\{container_type=""container""\} 1$", metrics);
        Assert.Matches(@"(?m)^kubelet_runtime_operations_total\{operation_type=""\w+""\} [1-9]", metrics);
        Assert.Matches(@"(?m)^kubelet_node_name\{node=""e2e-node""\} 1$", metrics);
    }

    private async Task<IEnumerable<string>> ListenersAsync()
    {
        var text = await Command.RunAsync("ss", "--no-header", "--listening", "--tcp", "--numeric", "--processes");
        return Sorted([.. text.Split('\n')
            .Where(line => line.Contains(string.Create(CultureInfo.InvariantCulture, $"pid={Daemon.Id},"), StringComparison.Ordinal))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3])]);
    }

    private static IEnumerable<string> Sorted(params string[] items) => items.Order(StringComparer.Ordinal);
}

[Collection(Collections.Containerd), RequiresRuntime(RequiresRuntimeAttribute.Containerd)]
public sealed class AccessOnContainerdTests(ITestOutputHelper output) : AccessTests(RuntimeUnderTest.Containerd, output);

[Collection(Collections.Docker), RequiresRuntime(RequiresRuntimeAttribute.Docker)]
public sealed class AccessOnDockerTests(ITestOutputHelper output) : AccessTests(RuntimeUnderTest.Docker, output);
