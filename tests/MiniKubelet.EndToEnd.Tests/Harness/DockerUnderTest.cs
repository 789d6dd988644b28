using System.Globalization;
using MiniKubelet.Runtime;
using MiniKubelet.Runtimes.Docker;
using MiniKubelet.Testing;

namespace MiniKubelet.EndToEnd.Tests.Harness;

/// <summary>Docker, seen with <c>docker</c>.</summary>
internal sealed class DockerUnderTest() : RuntimeUnderTest(RequiresRuntimeAttribute.Docker)
{
    public override string Scheme => "docker://";

    public override async Task<IReadOnlyList<string>> ListAsync() =>
        Lines(await DockerAsync("ps", "--all", "--no-trunc", "--format", "{{.ID}} {{.Names}} {{.Status}}"));

    public override async Task<IReadOnlyList<string>> RunningSandboxesAsync() =>
        Lines(await DockerAsync("ps", "--no-trunc", "--quiet", "--filter", "name=^/k8s_POD_"));

    public override async Task<int> ProcessOfAsync(string id) =>
        int.Parse(await DockerAsync("inspect", "--format", "{{.State.Pid}}", id), CultureInfo.InvariantCulture);

    public override Task<IContainerRuntime> ConnectAsync() =>
        Task.FromResult<IContainerRuntime>(new DockerRuntime(Socket, TimeProvider.System));

    private Task<string> DockerAsync(params string[] arguments) =>
        Command.RunAsync("docker", ["--host", $"unix://{Socket}", .. arguments]);
}
