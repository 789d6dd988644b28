using System.Net;
using System.Net.NetworkInformation;
using MiniKubelet.EndToEnd.Tests.Harness;
using MiniKubelet.Testing;
using Xunit;
using Xunit.Abstractions;

namespace MiniKubelet.EndToEnd.Tests;

/// <summary>Namespaces of a pod, as its neighbours and its containers see them.</summary>
public abstract class NetworkTests(RuntimeUnderTest runtime, ITestOutputHelper output) : EndToEndTest(runtime, output)
{
    private readonly int _port = DaemonFolder.FreePort();

    [RuntimeFact]
    public async Task AHostPortIsReachable()
    {
        Put(new Manifest("web")
        {
            Containers = [Manifest.Script("app", Serving("through the host", 80), $"ports: [{{ containerPort: 80, hostPort: {_port} }}]")],
        });
        var pod = await ReadyAsync("web");

        Assert.NotEqual(pod.Status.HostIP, pod.Status.PodIP);
        await Until.TrueAsync("the node's address serves", async () => await PageAsync($"{pod.Status.HostIP}:{_port}") == "through the host\n");
        await Until.TrueAsync("loopback serves", async () => await PageAsync($"127.0.0.1:{_port}") == "through the host\n");

        // The port moves to a pod that comes after.
        Folder.Remove("web.yaml");
        await GoneAsync("web");
        Put(new Manifest("next")
        {
            Containers = [Manifest.Script("app", Serving("next", 80), $"ports: [{{ containerPort: 80, hostPort: {_port} }}]")],
        });
        await ReadyAsync("next");
        await Until.TrueAsync("the next pod serves", async () => await PageAsync($"{pod.Status.HostIP}:{_port}") == "next\n");
    }

    [RuntimeFact]
    public async Task AHostNetworkPodHasTheNodesAddressAndName()
    {
        Put(new Manifest("web")
        {
            Containers = [Manifest.Script("app", $"hostname >> /shared/log; {Serving("on the host", _port)}")],
            Spec = "hostNetwork: true",
        });
        var pod = await ReadyAsync("web");

        Assert.Equal(pod.Status.HostIP, pod.Status.PodIP);
        Assert.Contains(
            IPAddress.Parse(pod.Status.PodIP!),
            NetworkInterface.GetAllNetworkInterfaces().SelectMany(i => i.GetIPProperties().UnicastAddresses).Select(a => a.Address));
        await Until.TrueAsync("it serves", async () => await PageAsync($"127.0.0.1:{_port}") == "on the host\n");
        Log.Is((await Command.RunAsync("hostname")).Trim());
    }

    [RuntimeFact]
    public async Task PodsReachEachOtherByAddress()
    {
        Put(new Manifest("server") { Containers = [Manifest.Script("app", Serving("from the server", 80))] });
        var server = await ReadyAsync("server");
        Put(new Manifest("client")
        {
            Containers = [Manifest.Script("app", $"until wget -q -O - http://{server.Status.PodIP} >> /shared/log; do sleep 0.2; done; {Manifest.Idle}")],
        });

        await Log.HasAsync("from the server");
        Assert.NotEqual(server.Status.PodIP, (await ReadyAsync("client")).Status.PodIP);
    }

    [RuntimeFact]
    public async Task AllContainersHaveThePodsNameAndAddress()
    {
        const string tell = "until grep -q turn-$NAME /shared/log; do sleep 0.1; done; hostname >> /shared/log; "
            + "grep -w web /etc/hosts | cut -f1 >> /shared/log; ";
        await File.WriteAllTextAsync(Path.Join(Folder.Shared, "log"), "turn-one\n");
        Put(new Manifest("web")
        {
            Containers =
            [
                Manifest.Script("one", $"{tell} echo turn-two >> /shared/log; {Manifest.Idle}", "env: [{ name: NAME, value: one }]"),
                Manifest.Script("two", $"{tell} echo done >> /shared/log; {Manifest.Idle}", "env: [{ name: NAME, value: two }]"),
            ],
        });
        var pod = await ReadyAsync("web");
        await Log.HasAsync("done");
        Log.Is("turn-one", "web", pod.Status.PodIP!, "turn-two", "web", pod.Status.PodIP!, "done");
    }

    [RuntimeFact]
    public async Task ContainersSeeEachOthersProcessesOnlyWhenThePodSharesThem()
    {
        foreach (var (name, spec) in ((string Name, string Spec)[])[("shares", "shareProcessNamespace: true"), ("shares-not", "")])
        {
            Put(new Manifest(name)
            {
                Containers =
                [
                    Manifest.Script("one", "exec sleep 7654"),
                    Manifest.Script("two", $"until [ -e /shared/look ]; do sleep 0.1; done; ps -o args | grep -q '^sleep 765[4]' && echo {name} sees >> /shared/log; echo {name} looked >> /shared/log; {Manifest.Idle}"),
                ],
                Spec = spec,
                GraceSeconds = 2,
            });
        }

        await ReadyAsync("shares");
        await ReadyAsync("shares-not");
        await File.WriteAllTextAsync(Path.Join(Folder.Shared, "look"), "");
        await Log.HasAsync("shares looked");
        await Log.HasAsync("shares-not looked");
        Assert.Equal((1, 0), (Log.Count("shares sees"), Log.Count("shares-not sees")));
    }

    private static string Serving(string page, int port) =>
        $"mkdir -p /tmp/page; echo {page} > /tmp/page/index.html; exec httpd -f -p {port} -h /tmp/page";

    private static async Task<string> PageAsync(string address)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(5) };
        return await client.GetStringAsync(new Uri($"http://{address}/"));
    }
}

[Collection(Collections.Containerd), RequiresRuntime(RequiresRuntimeAttribute.Containerd)]
public sealed class NetworkOnContainerdTests(ITestOutputHelper output) : NetworkTests(RuntimeUnderTest.Containerd, output);

[Collection(Collections.Docker), RequiresRuntime(RequiresRuntimeAttribute.Docker)]
public sealed class NetworkOnDockerTests(ITestOutputHelper output) : NetworkTests(RuntimeUnderTest.Docker, output);
