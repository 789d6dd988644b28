using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using MiniKubelet.Runtime;
using MiniKubelet.Testing;
using Xunit;

namespace MiniKubelet.Runtimes.ContractTests.Contract;

public abstract partial class ContainerRuntimeContract
{
    private const string WebServer = "mkdir -p /tmp/www; echo hello from $(hostname) >/tmp/www/index.html; exec httpd -f -p 8080 -h /tmp/www";

    [RuntimeFact]
    public async Task PodsReachEachOtherByTheObservedIp()
    {
        var (server, client) = (await Pods.RunAsync(), await Pods.RunAsync());
        await server.StartAsync(server.Container("web", WebServer));
        var ip = (await server.ObserveAsync()).Sandboxes.Single().Ips[0];
        var from = await client.StartIdleAsync();

        var page = await GetAsync(client, from, $"http://{ip}:8080/");

        Assert.Equal($"hello from {server.Config.Hostname}", page);
    }

    [RuntimeFact]
    public async Task ContainersOfAPodReachEachOtherOnLocalhost()
    {
        var pod = await Pods.RunAsync();
        await pod.StartAsync(pod.Container("web", WebServer));
        var from = await pod.StartIdleAsync();

        Assert.Equal($"hello from {pod.Config.Hostname}", await GetAsync(pod, from, "http://127.0.0.1:8080/"));
    }

    [RuntimeFact]
    public async Task AHostPortLeadsToThePod()
    {
        var port = FreePort();
        var pod = await Pods.RunAsync(config => config with { Ports = [new PortMapping("TCP", 8080, port, "")] });
        await pod.StartAsync(pod.Container("web", WebServer));
        using var client = new HttpClient();

        var page = await TestPods.UntilAsync("the page", async () =>
        {
            try
            {
                return await client.GetStringAsync(new Uri($"http://{OwnAddress()}:{port}/"));
            }
            catch (HttpRequestException)
            {
                return null;
            }
        });

        Assert.Equal($"hello from {pod.Config.Hostname}", page.TrimEnd());
    }

    [RuntimeFact]
    public async Task TheResolverIsConfiguredExactlyAsAsked()
    {
        var pod = await Pods.RunAsync(config => config with
        {
            Dns = new DnsConfig(["10.9.8.7", "10.9.8.6"], ["a.example", "b.example"], ["ndots:3", "edns0"]),
        });
        var id = await pod.StartIdleAsync();

        var lines = (await pod.ShellAsync(id, "cat /etc/resolv.conf"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(line => !line.StartsWith('#'))
            .Order();

        Assert.Equal(
            ["nameserver 10.9.8.6", "nameserver 10.9.8.7", "options ndots:3 edns0", "search a.example b.example"], lines);
    }

    [RuntimeFact]
    public async Task SysctlsAreSetInTheSandbox()
    {
        var pod = await Pods.RunAsync(config => config with
        {
            Sysctls = new Dictionary<string, string>
            {
                ["kernel.shm_rmid_forced"] = "1",
                ["net.ipv4.ip_local_port_range"] = "40000\t41000",
            }.ToEquatableMap(),
        });
        var id = await pod.StartIdleAsync();

        Assert.Equal("1", await pod.ShellAsync(id, "cat /proc/sys/kernel/shm_rmid_forced"));
        Assert.Equal("40000\t41000", await pod.ShellAsync(id, "cat /proc/sys/net/ipv4/ip_local_port_range"));
    }

    /// <summary>Reads a page as soon as the server listens.</summary>
    private static Task<string> GetAsync(TestPod pod, string containerId, string url) =>
        TestPods.UntilAsync($"an answer from {url}", async () =>
            await pod.TryShellAsync(containerId, $"wget -q -O - {url}") is { ExitCode: 0 } answer ? answer.Output.TrimEnd() : null);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Any, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>An address of this machine that is not loopback, which CNI's port mapping does not serve.</summary>
    private static IPAddress OwnAddress() => NetworkInterface.GetAllNetworkInterfaces()
        .Where(network => network is { OperationalStatus: OperationalStatus.Up, NetworkInterfaceType: not NetworkInterfaceType.Loopback })
        .SelectMany(network => network.GetIPProperties().UnicastAddresses)
        .Select(address => address.Address)
        .FirstOrDefault(address => address.AddressFamily == AddressFamily.InterNetwork, IPAddress.Loopback);
}
