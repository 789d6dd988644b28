using System.Diagnostics;

namespace MiniKubelet.EndToEnd.Tests.Harness;

/// <summary>kubectl, whichever version is installed, with the kubeconfig that the daemon keeps.</summary>
public sealed class Kubectl(DaemonFolder folder)
{
    /// <summary>Runs a command that must succeed; its standard output.</summary>
    public Task<string> RunAsync(params string[] arguments) => Command.RunAsync("kubectl", [.. Common, .. arguments]);

    public Task<CommandResult> TryRunAsync(params string[] arguments) => Command.TryRunAsync("kubectl", [.. Common, .. arguments]);

    /// <summary>Starts a command that goes on, such as a watch.</summary>
    public Process Start(params string[] arguments) => Command.Start("kubectl", [.. Common, .. arguments]);

    private string[] Common => ["--kubeconfig", folder.Kubeconfig, "--cache-dir", Path.Join(folder.Root, "kubectl-cache")];
}
