using MiniKubelet.Runtime;
using MiniKubelet.Runtimes.ContractTests.Contract;
using MiniKubelet.Runtimes.Cri;
using MiniKubelet.Testing;

namespace MiniKubelet.Runtimes.ContractTests.Cri;

/// <summary>The contract on containerd.</summary>
[RequiresRuntime(RequiresRuntimeAttribute.Containerd)]
public sealed class CriContractTests : ContainerRuntimeContract
{
    protected override string SocketPath => RequiresRuntimeAttribute.SocketPath(RequiresRuntimeAttribute.Containerd);

    protected override async Task<IContainerRuntime> ConnectAsync(string socketPath) =>
        await CriRuntime.ConnectAsync(socketPath, TimeProvider.System, CancellationToken.None);
}
