using System.Net;
using System.Net.Sockets;
using MiniKubelet.Observation;
using MiniKubelet.Runtime;
using MiniKubelet.Runtimes.ContractTests.Contract;
using MiniKubelet.Runtimes.Docker;
using MiniKubelet.Testing;
using Xunit;

namespace MiniKubelet.Runtimes.ContractTests.Docker;

/// <summary>What only a Docker Engine can get wrong.</summary>
[RequiresRuntime(RequiresRuntimeAttribute.Docker)]
public sealed class DockerOnlyTests
{
    private static string SocketPath => RequiresRuntimeAttribute.SocketPath(RequiresRuntimeAttribute.Docker);

    private static TestPods NewPods() => new(new DockerRuntime(SocketPath, TimeProvider.System));

    [RuntimeFact]
    public async Task AForeignContainerWithAllOurLabelsIsNotAdopted()
    {
        await using var pods = NewPods();
        var pod = await pods.RunAsync();
        var id = await pod.StartIdleAsync();
        using var docker = new RawDocker(SocketPath);
        var labels = await docker.LabelsAsync(id);
        var foreign = await docker.CreateAsync($"foreign-{pod.Uid}", labels);
        try
        {
            var observed = await pod.ObserveAsync();
            Assert.DoesNotContain(observed.Containers, container => container.Id == foreign);
            await pods.Runtime.StopSandboxAsync(pod.SandboxId, CancellationToken.None);
            await pods.Runtime.RemoveSandboxAsync(pod.SandboxId, CancellationToken.None);
            Assert.Equal(PodObservation.Nothing(pod.Uid), await pod.ObserveAsync());
            Assert.NotEmpty(await docker.LabelsAsync(foreign));
        }
        finally
        {
            await docker.RemoveAsync(foreign);
        }
    }

    [RuntimeFact]
    public async Task ANameThatIsTakenAlreadyExists()
    {
        await using var pods = NewPods();
        var pod = await pods.RunAsync();
        await pod.CreateAsync(pod.Container("main", "true"));

        Assert.Equal(RuntimeErrorKind.AlreadyExists, (await Assert.ThrowsAsync<RuntimeException>(() => pod.CreateAsync(pod.Container("main", "true")))).Kind);
        Assert.Equal(RuntimeErrorKind.AlreadyExists, (await Assert.ThrowsAsync<RuntimeException>(() => pod.RunSandboxAsync())).Kind);
        Assert.True(Assert.Single((await pod.ObserveAsync()).Sandboxes).Ready);
    }

    [RuntimeFact]
    public async Task AHostPortThatIsTakenAlreadyExistsAndLeavesNothingBehind()
    {
        using var listener = new TcpListener(IPAddress.Any, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        await using var pods = NewPods();
        var pod = pods.New();

        var error = await Assert.ThrowsAsync<RuntimeException>(
            () => pod.RunSandboxAsync(config => config with { Ports = [new PortMapping("TCP", 80, port, "")] }));

        Assert.Equal(RuntimeErrorKind.AlreadyExists, error.Kind);
        Assert.Equal(PodObservation.Nothing(pod.Uid), await pod.ObserveAsync());
    }

    [RuntimeFact]
    public async Task ACancelledSandboxLeavesNothingBehind()
    {
        await using var pods = NewPods();
        var pod = pods.New();
        await pod.RunSandboxAsync();
        await pods.Runtime.RemoveSandboxAsync(pod.SandboxId, CancellationToken.None);

        for (var milliseconds = 1; milliseconds <= 256; milliseconds *= 2)
        {
            using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(milliseconds));
            try
            {
                var id = await pods.Runtime.RunSandboxAsync(pod.Config, cancellation.Token);
                await pods.Runtime.RemoveSandboxAsync(id, CancellationToken.None);
            }
            catch (OperationCanceledException)
            {
            }

            Assert.Equal(PodObservation.Nothing(pod.Uid), await pod.ObserveAsync());
        }
    }

    [RuntimeFact]
    public async Task DockersSocketAnswersAndOthersDoNot()
    {
        using var silent = new WrongSocket(null);
        using var chatty = new WrongSocket("SSH-2.0-OpenSSH_9.2\r\n"u8.ToArray());
        using var web = new WrongSocket("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"u8.ToArray());

        Assert.True(await DockerEndpoint.AnswersAsync(SocketPath, TimeProvider.System, CancellationToken.None));
        Assert.False(await DockerEndpoint.AnswersAsync(silent.Path, TimeProvider.System, CancellationToken.None));
        Assert.False(await DockerEndpoint.AnswersAsync(chatty.Path, TimeProvider.System, CancellationToken.None));
        Assert.False(await DockerEndpoint.AnswersAsync(web.Path, TimeProvider.System, CancellationToken.None));
    }
}
