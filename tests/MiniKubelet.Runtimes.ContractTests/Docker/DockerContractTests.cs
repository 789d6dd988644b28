using MiniKubelet.Runtime;
using MiniKubelet.Runtimes.ContractTests.Contract;
using MiniKubelet.Runtimes.Docker;
using MiniKubelet.Testing;

namespace MiniKubelet.Runtimes.ContractTests.Docker;

/// <summary>The contract on a Docker Engine.</summary>
[RequiresRuntime(RequiresRuntimeAttribute.Docker)]
public sealed class DockerContractTests : ContainerRuntimeContract
{
    protected override string SocketPath => RequiresRuntimeAttribute.SocketPath(RequiresRuntimeAttribute.Docker);

    // The Engine API has no way to join a container's UTS namespace: without our OCI runtime the members only have the host name.
    protected override async Task<bool> SharesUtsAsync()
    {
        using var docker = new RawDocker(SocketPath);
        return (await docker.RuntimesAsync()).Contains("minikubelet");
    }

    // Docker gives all capabilities the kernel knows, or none of them: a machine that lacks one cannot run privileged containers.
    protected override bool CanRunPrivileged => Capabilities.HostHasAll;

    // The json-file log holds text: what is none becomes U+FFFD.
    protected override byte[] ExpectedRawBytes => "a\uFFFD\tbä\n"u8.ToArray();

    protected override Task<IContainerRuntime> ConnectAsync(string socketPath) =>
        Task.FromResult<IContainerRuntime>(new DockerRuntime(socketPath, TimeProvider.System));
}
